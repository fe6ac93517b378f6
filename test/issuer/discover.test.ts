import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { discoverAddress } from '../../src/issuer/discover.ts'
import { isSecureAddress } from '../../src/issuer/is-secure-address.ts'
import { createKeySource } from '../../src/jwt/keys/create-key-source.ts'
import type { KeyLimits } from '../../src/jwt/keys/limits.ts'
import type { KeySource } from '../../src/jwt/types.ts'
import {
  createMisbehavingIssuer,
  hangInBody,
  json,
  jwksPath,
  type MisbehavingIssuer,
  metadataPath,
  serverMetadataPath,
  status,
} from '../jwt/misbehaving-issuer.ts'
import { createSigner } from '../jwt/signer.ts'
import { trust } from '../jwt/verifying.ts'

const signer = createSigner('ES256')
const known = { alg: 'ES256', kid: signer.kid }
let server: MisbehavingIssuer
let source: KeySource | undefined

before(async () => {
  server = await createMisbehavingIssuer(signer.jwk)
})
after(() => server.close())
afterEach(() => {
  source?.close()
  for (const path of [metadataPath, serverMetadataPath, jwksPath]) server.answer(path, undefined)
})

function open(issuer: string, metadataUrl?: string, limits: Partial<KeyLimits> = {}): KeySource {
  source = createKeySource(trust([], { issuer, keys: { kind: 'discovery', metadataUrl } }), limits)
  return source
}

/** What a source comes to: `key`, or the class of its fault. */
async function outcomeOf(keys: KeySource): Promise<string> {
  const { kind } = await keys.find(known, true)
  return keys.health().lastError ?? kind
}

/** The paths that one source asks for, in their order. */
async function pathsOf(keys: KeySource): Promise<readonly string[]> {
  const before = server.requests.length
  await keys.find(known, true)
  return server.requests.slice(before).map(({ path }) => path)
}

describe('metadata of another issuer', () => {
  const rows: readonly (readonly [what: string, named: (origin: string) => unknown])[] = [
    ['without the slash', (origin) => origin],
    ['with another slash', (origin) => `${origin}//`],
    ['with a path', (origin) => `${origin}/tenant`],
    ['in another case', (origin) => `${origin.toUpperCase()}/`],
    ['at another host', () => 'https://attacker.example/'],
    ['not named', () => undefined],
    ['as a list', (origin) => [`${origin}/`]],
    ['null', () => null],
  ]
  for (const [what, named] of rows) {
    it(`J-01 F-22 issuer ${what}`, async () => {
      server.answer(metadataPath, json({ issuer: named(server.origin), jwks_uri: server.jwksUri }))
      const before = server.countOf(jwksPath)
      assert.equal(await outcomeOf(open(server.issuer)), 'issuer-mismatch')
      assert.equal(server.countOf(jwksPath), before)
    })
  }

  it('J-01 the same byte for byte', async () => assert.equal(await outcomeOf(open(server.issuer)), 'key'))
})

describe('where the metadata says that the keys are', () => {
  const rows: readonly (readonly [address: unknown, fault: string])[] = [
    ['http://keys.example/jwks.json', 'insecure'],
    ['file:///etc/passwd', 'insecure'],
    ['data:application/json,{"keys":[]}', 'insecure'],
    ['ftp://127.0.0.1/jwks.json', 'insecure'],
    ['/jwks.json', 'insecure'],
    ['//127.0.0.1/jwks.json', 'insecure'],
    ['http://169.254.169.254/latest/meta-data', 'insecure'],
    ['http://127.0.0.1.attacker.example/', 'insecure'],
    ['http://user:password@127.0.0.1/', 'insecure'],
    ['', 'insecure'],
    [undefined, 'content'],
    [null, 'content'],
    [['http://127.0.0.1/'], 'content'],
  ]
  for (const [address, fault] of rows) {
    it(`J-02 ${JSON.stringify(address) ?? 'nothing'}: ${fault}`, async () => {
      server.answer(metadataPath, json({ issuer: server.issuer, jwks_uri: address }))
      assert.equal(await outcomeOf(open(server.issuer)), fault)
    })
  }

  it('J-02 another https origin is fine, as Google has it', async () => {
    const metadata = { issuer: 'https://issuer.example', jwks_uri: 'https://keys.example/v3/certs' }
    const found = await discoverAddress('jwks_uri', metadata.issuer, undefined, async () => ({
      ok: true,
      value: metadata,
    }))
    assert.deepEqual(found, { ok: true, value: metadata.jwks_uri })
  })

  it('J-02 J-03 an issuer out in the world never sends us to plain http on this machine', async () => {
    const metadata = { issuer: 'https://issuer.example', jwks_uri: server.jwksUri }
    const found = await discoverAddress('jwks_uri', metadata.issuer, undefined, async () => ({
      ok: true,
      value: metadata,
    }))
    assert.deepEqual(found, { ok: false, fault: 'insecure' })
  })

  it('F-23 when it moves, the next fetch finds it', async () => {
    const keys = open(server.issuer)
    assert.equal(await outcomeOf(keys), 'key')
    const moved = createSigner('ES256', 'moved')
    server.answer(metadataPath, json({ issuer: server.issuer, jwks_uri: `${server.origin}/v2/keys` }))
    server.answer('/v2/keys', json({ keys: [moved.jwk] }))
    assert.equal((await keys.find({ alg: 'ES256', kid: 'moved' }, true)).kind, 'key')
  })

  it('J-24 the algorithms that it names are not read', async () => {
    const widened = { id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256'] }
    server.answer(metadataPath, json({ issuer: server.issuer, jwks_uri: server.jwksUri, ...widened }))
    const keys = open(server.issuer)
    assert.equal(await outcomeOf(keys), 'key')
    assert.equal((await keys.find({ alg: 'HS256', kid: signer.kid }, true)).kind, 'refused')
  })
})

describe('where the metadata is', () => {
  it('J-23 OpenID first; one request for it and one for the keys', async () => {
    assert.deepEqual(await pathsOf(open(server.issuer)), [metadataPath, jwksPath])
  })

  it('J-23 OpenID appends to a path, RFC 8414 inserts before it', async () => {
    const inserted = `${serverMetadataPath}/tenant/a`
    for (const issuer of [`${server.origin}/tenant/a`, `${server.origin}/tenant/a/`]) {
      server.answer(inserted, json({ issuer, jwks_uri: server.jwksUri }))
      assert.deepEqual(await pathsOf(open(issuer)), [`/tenant/a${metadataPath}`, inserted, jwksPath])
      source?.close()
    }
    server.answer(inserted, undefined)
  })

  for (const code of [400, 401, 403, 404, 410, 429]) {
    it(`J-23 after ${code} the second address is asked`, async () => {
      server.answer(metadataPath, status(code))
      server.answer(serverMetadataPath, json({ issuer: server.issuer, jwks_uri: server.jwksUri }))
      assert.deepEqual(await pathsOf(open(server.issuer)), [metadataPath, serverMetadataPath, jwksPath])
    })
  }

  for (const [what, answer] of [
    ['500', status(500)],
    ['a redirect', status(302, { location: serverMetadataPath })],
    ['another issuer', json({ issuer: 'https://attacker.example/' })],
    ['no JSON', status(200)],
  ] as const) {
    it(`J-23 after ${what} it is not`, async () => {
      server.answer(metadataPath, answer)
      assert.deepEqual(await pathsOf(open(server.issuer)), [metadataPath])
    })
  }

  it('the one address that the document names is the only one asked', async () => {
    const named = `${server.origin}/named`
    server.answer('/named', json({ issuer: server.issuer, jwks_uri: server.jwksUri }))
    assert.deepEqual(await pathsOf(open(server.issuer, named)), ['/named', jwksPath])
    source?.close()
    server.answer('/named', status(404))
    assert.deepEqual(await pathsOf(open(server.issuer, named)), ['/named'])
  })

  it('J-15 one deadline for metadata and keys together', async () => {
    server.answer(metadataPath, (request, response) => {
      setTimeout(() => json({ issuer: server.issuer, jwks_uri: server.jwksUri })(request, response), 700)
    })
    server.answer(jwksPath, hangInBody)
    const start = performance.now()
    assert.equal(await outcomeOf(open(server.issuer, undefined, { deadlineMs: 1000 })), 'timeout')
    assert.ok(performance.now() - start < 1600)
  })
})

describe('a secure address', () => {
  const secure = [
    'https://a.example',
    'https://127.0.0.1',
    'http://localhost:8080/x',
    'http://127.9.9.9',
    'http://[::1]:1',
    'http://0x7f.1/',
  ]
  const insecure = [
    'http://a.example',
    'http://localhost.a.example',
    'http://a.localhost',
    'http://127.0.0.1.a.example',
    'http://[::ffff:10.0.0.1]',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'ws://127.0.0.1',
    'https://user@a.example',
    'https://:password@a.example',
    'javascript:alert(1)',
    'a.example',
    '',
  ]
  for (const address of secure) it(`J-02 ${address}`, () => assert.ok(isSecureAddress(address)))
  for (const address of insecure)
    it(`J-02 J-22 not ${address || 'nothing'}`, () => assert.ok(!isSecureAddress(address)))
})
