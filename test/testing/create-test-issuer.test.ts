import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, it } from 'node:test'
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  jwtVerify,
} from 'jose'
import { createTestIssuer, type TestFailure, type TestIssuer } from '../../src/testing/index.ts'

/** What jose makes of a token, by the keys that the issuer publishes now. */
function verify(issuer: TestIssuer, token: string) {
  const keys = createLocalJWKSet(issuer.jwks() as JSONWebKeySet)
  return jwtVerify(token, keys, { issuer: issuer.issuer, audience: issuer.audience })
}

describe('a test issuer', () => {
  for (const algorithm of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
    it(`signs with ${algorithm}`, async () => {
      const issuer = await createTestIssuer({ algorithm })
      const { payload, protectedHeader } = await verify(issuer, await issuer.token({ scope: 'read:orders' }))
      assert.equal(protectedHeader.alg, algorithm)
      assert.equal(payload.scope, 'read:orders')
    })
  }

  it('gives every claim of RFC 9068', async () => {
    const issuer = await createTestIssuer({ algorithm: 'ES256' })
    const token = await issuer.token()
    const { iat, exp, jti, ...claims } = decodeJwt(token)
    assert.deepEqual(claims, {
      iss: issuer.issuer,
      sub: 'test-user',
      aud: 'https://api.test',
      client_id: 'test-client',
    })
    assert.equal((exp ?? 0) - (iat ?? 0), 3600)
    assert.notEqual(jti, decodeJwt(await issuer.token()).jti)
    assert.equal(decodeProtectedHeader(token).typ, 'at+jwt')
  })

  it('says what it is asked to say, and leaves out what is undefined', async () => {
    const issuer = await createTestIssuer({ algorithm: 'ES256', audience: 'orders' })
    const token = await issuer.token({
      sub: undefined,
      permissions: ['a'],
      expiresIn: -60,
      claims: { aud: ['x'], jti: undefined, iss: 'https://other.test/' },
      header: { typ: 'JWT', kid: undefined },
    })
    const { sub, jti, aud, iss, permissions, exp = 0, iat = 0 } = decodeJwt(token)
    assert.deepEqual([sub, jti, aud, iss, permissions], [undefined, undefined, ['x'], 'https://other.test/', ['a']])
    assert.deepEqual([exp < Date.now() / 1000 - 58, iat <= exp], [true, true])
    assert.deepEqual(decodeProtectedHeader(token), { alg: 'ES256', typ: 'JWT' })
    assert.equal(issuer.audience, 'orders')
  })

  it('binds tokens to the key of its client, which proves them', async () => {
    const issuer = await createTestIssuer({ algorithm: 'ES256' })
    const token = await issuer.token({ bound: true })
    const url = 'https://api.test/orders'
    const proof = await issuer.dpop({ method: 'GET', url: `${url}?a=b#c`, accessToken: token, nonce: 'n' })
    const { jwk } = decodeProtectedHeader(proof)
    assert.ok(jwk)
    const { payload, protectedHeader } = await jwtVerify(proof, jwk, { typ: 'dpop+jwt' })
    assert.deepEqual(decodeJwt(token).cnf, { jkt: await calculateJwkThumbprint(jwk) })
    const { jti, iat, ath, ...named } = payload
    assert.deepEqual(named, { htm: 'GET', htu: url, nonce: 'n' })
    assert.equal(ath, createHash('sha256').update(token).digest('base64url'))
    assert.equal(protectedHeader.alg, 'ES256')
    assert.doesNotMatch(JSON.stringify(protectedHeader), /"d":/)
    const odd = await issuer.dpop({ method: 'GET', url, claims: { jti: 5, iat: undefined }, header: { typ: 'JWT' } })
    assert.deepEqual(decodeJwt(odd), { jti: 5, htm: 'GET', htu: url })
    assert.equal(decodeProtectedHeader(odd).typ, 'JWT')
    await assert.rejects(issuer.dpop(Object({ method: 'GET', uri: url })), /dpop: .*uri/)
    await assert.rejects(issuer.dpop(Object({ method: 'GET' })), /for a method and a url/)
  })

  it('keeps its keys: scheme holds public ones alone, and copies', async () => {
    const issuer = await createTestIssuer({ algorithm: 'ES256', schemeName: 'oauth' })
    assert.doesNotMatch(JSON.stringify([issuer, issuer.jwks()]), /"d":/)
    assert.deepEqual(issuer.schemes, { oauth: issuer.scheme })
    assert.deepEqual(issuer.scheme.jwks, issuer.jwks())
    issuer.jwks().keys.pop()
    assert.equal(issuer.jwks().keys.length, 1)
    const another = await createTestIssuer({ algorithm: 'ES256' })
    await assert.rejects(verify(another, await issuer.token()))
  })

  it('rotates: the key before stays published, the one before that does not', async () => {
    const issuer = await createTestIssuer({ algorithm: 'ES256' })
    const first = await issuer.token()
    await issuer.rotate()
    const second = await issuer.token()
    assert.notEqual(decodeProtectedHeader(first).kid, decodeProtectedHeader(second).kid)
    await verify(issuer, first)
    await issuer.rotate()
    await verify(issuer, second)
    await assert.rejects(verify(issuer, first))
  })

  it('asks for nothing and fails at nothing without listen', async () => {
    const issuer = await createTestIssuer({ algorithm: 'ES256' })
    assert.deepEqual([issuer.env, issuer.tokens], [{}, {}])
    assert.throws(() => issuer.fail('hang'), /^TypeError: fail: .*listen: true/)
    assert.throws(() => issuer.connections({}), /^TypeError: connections: .*listen: true/)
    assert.throws(() => issuer.exchanges(), /^TypeError: exchanges: .*listen: true/)
    await issuer.close()
  })

  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ audiance: 'a' }, /^createTestIssuer: "audiance" is no option\. Did you mean "audience"\?$/],
    [{ algorithm: 'HS256' }, /algorithm has to be 'RS256' or 'PS256' or 'ES256' or 'EdDSA'/],
    [{ audience: ' ', listen: 1 }, /audience has to be .+ listen has to be true or false/],
  ]
  for (const [options, message] of wrong) {
    it(`refuses ${JSON.stringify(options)}`, () =>
      assert.rejects(
        createTestIssuer(options),
        (error: Error) => error instanceof TypeError && message.test(error.message),
      ))
  }

  it('refuses to say what nobody meant', async () => {
    const issuer = await createTestIssuer({ algorithm: 'ES256' })
    await assert.rejects(issuer.token(JSON.parse('{"scopes": "a"}')), /"scopes" is no option\. Did you mean "scope"\?/)
    await assert.rejects(issuer.token(JSON.parse('{"expiresIn": "1h"}')), /expiresIn has to be a number, not this text/)
  })
})

describe('a test issuer that listens', () => {
  const started = createTestIssuer({ listen: true, algorithm: 'ES256' })
  after(async () => (await started).close())

  it('serves discovery and keys, and says how to be found', async () => {
    const issuer = await started
    for (const name of ['openid-configuration', 'oauth-authorization-server']) {
      const response = await fetch(`${issuer.issuer}.well-known/${name}`)
      const { issuer: named, jwks_uri } = (await response.json()) as { issuer: string; jwks_uri: string }
      assert.equal(named, issuer.issuer)
      assert.deepEqual(await (await fetch(jwks_uri)).json(), issuer.jwks())
    }
    const { clientId, clientSecret } = issuer.tokens
    assert.deepEqual(issuer.tokens, { issuer: issuer.issuer, clientId, clientSecret })
    const client = { AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret }
    assert.deepEqual(issuer.env, { ISSUER_BASE_URL: issuer.issuer, AUDIENCE: issuer.audience, ...client })
    assert.deepEqual(issuer.scheme, { issuer: issuer.issuer, audience: issuer.audience })
    assert.equal((await fetch(`${issuer.issuer}elsewhere`)).status, 404)
  })

  const failures: readonly (readonly [TestFailure, string])[] = [
    ['refuse', 'error'],
    ['hang', 'error'],
    ['status-500', '500 {"error":"server_error"}'],
    ['html', '200 <!doctype html><title>Hello</title>'],
    ['empty', '200 '],
    ['redirect', '302 '],
    ['no-keys', '200 {"keys":[]}'],
  ]
  for (const [how, expected] of failures) {
    it(`fails with ${how}, and is mended`, async () => {
      const issuer = await started
      issuer.fail(how)
      assert.equal(await ask(issuer), expected)
      issuer.fail(false)
      assert.match(await ask(issuer), /^200 \{"issuer"/)
    })
  }

  it('refuses a failure that does not exist', async () => {
    const issuer = await started
    assert.throws(() => issuer.fail('explode' as TestFailure), /There are: refuse, hang, /)
    assert.throws(() => issuer.fail('constructor' as TestFailure), TypeError)
  })

  it('ends what hangs when it is closed', async () => {
    const issuer = await createTestIssuer({ listen: true, algorithm: 'ES256' })
    issuer.fail('hang')
    const asked = fetch(`${issuer.issuer}.well-known/openid-configuration`)
    await Promise.all([assert.rejects(asked), new Promise((resolve) => setTimeout(resolve, 50)).then(issuer.close)])
  })

  async function ask({ issuer }: TestIssuer): Promise<string> {
    try {
      const signal = AbortSignal.timeout(200)
      const response = await fetch(`${issuer}.well-known/openid-configuration`, { redirect: 'manual', signal })
      return `${response.status} ${await response.text()}`
    } catch {
      return 'error'
    }
  }
})
