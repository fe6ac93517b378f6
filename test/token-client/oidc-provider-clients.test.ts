import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { ClientMetadata, JWKS } from 'oidc-provider'
import { createTokenClient, type TokenClientError, type TokenClientOptions } from '../../src/token-client.ts'
import { makeIdentity } from '../schemes/certificates.ts'
import { type ExchangeServer, exchangeServer } from '../support/exchange-server.ts'

const connection = 'google-oauth2'

/** Every character that RFC 6749 §A.2 allows in a secret; oidc-provider registers no others. */
const secret = `a b${String.fromCharCode(...Array.from({ length: 94 }, (_, index) => 0x21 + index))}`

let server: ExchangeServer
before(async () => {
  server = await exchangeServer()
  server.link('alice', connection, 'ya29.alice')
})
after(() => server[Symbol.asyncDispose]())

/** A client that asks each time, and what comes of a call: the token, or the code of the failure. */
function asking(at: ExchangeServer, options: TokenClientOptions) {
  const tokens = createTokenClient({ issuer: at.issuer, cache: false, ...options }, {})
  const call = async () => tokens.getAccessTokenForConnection({ connection, accessToken: await at.userToken('alice') })
  return {
    call,
    word: () =>
      call().then(
        ({ accessToken }) => accessToken,
        (error: TokenClientError) => error.code ?? error,
      ),
  }
}

describe('a client secret, judged by oidc-provider', () => {
  for (const clientAuthentication of ['post', 'basic'] as const) {
    const clientId = `shop: ${clientAuthentication} 100%+1`
    const register = () =>
      server.register({
        client_id: clientId,
        client_secret: secret,
        token_endpoint_auth_method: `client_secret_${clientAuthentication}`,
      })

    it(`${clientAuthentication}: says who the client is, whatever characters it has`, async () => {
      await register()
      const client = asking(server, { clientId, clientSecret: secret, clientAuthentication })
      assert.equal(await client.word(), 'ya29.alice')
    })

    it(`X-10 ${clientAuthentication}: a wrong one is refused, and the server is left alone after that`, async () => {
      await register()
      const client = asking(server, { clientId, clientSecret: secret.slice(0, -1), clientAuthentication })
      const requests = server.tokenRequests()
      const error: TokenClientError = await client.call().then(
        () => assert.fail('it was taken'),
        (thrown) => thrown,
      )
      assert.deepEqual([error.code, error.status, error.error], ['client.refused', 401, 'invalid_client'])
      assert.equal(await client.word(), 'client.refused')
      assert.equal(server.tokenRequests(), requests + 1)
    })
  }
})

const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
}
const others = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }))

/** A client whose public keys these are. */
function keyed(clientId: string, ...keys: readonly KeyObject[]): ClientMetadata {
  const jwks = { keys: keys.map((key) => key.export({ format: 'jwk' })) } as JWKS
  return { client_id: clientId, token_endpoint_auth_method: 'private_key_jwt', jwks }
}

describe('a private key, judged by oidc-provider', () => {
  for (const [algorithm, { publicKey, privateKey }] of Object.entries(pairs)) {
    it(`${algorithm}: says who the client is, as JWK, PEM and KeyObject, and another key does not`, async () => {
      const clientId = `${algorithm} shop`
      const client = keyed(clientId, publicKey)
      await server.register({ ...client, token_endpoint_auth_signing_alg: algorithm as 'RS256' })
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
      for (const key of [privateKey.export({ format: 'jwk' }), String(pem), privateKey]) {
        const tokens = asking(server, { clientId, privateKey: key })
        // The second time with an assertion of its own: oidc-provider takes none twice.
        assert.deepEqual([await tokens.word(), await tokens.word()], ['ya29.alice', 'ya29.alice'])
      }
      const stranger = others.map((one) => one.privateKey)[0] ?? assert.fail()
      assert.equal(await asking(server, { clientId, privateKey: stranger }).word(), 'client.refused')
    })
  }

  it('is asked for each time, so that it changes without a new token client', async () => {
    const [first, second] = others
    assert.ok(first && second)
    const clientId = 'rotating'
    await server.register(keyed(clientId, first.publicKey))
    let current = first.privateKey
    const client = asking(server, { clientId, privateKey: async () => current })
    assert.equal(await client.word(), 'ya29.alice')
    await server.register(keyed(clientId, second.publicKey))
    current = second.privateKey
    assert.equal(await client.word(), 'ya29.alice')
    assert.equal(await asking(server, { clientId, privateKey: first.privateKey }).word(), 'client.refused')
  })

  it('is our own fault where it cannot be had, costs no request, and the next call asks for it again', async () => {
    const [{ publicKey, privateKey } = assert.fail()] = others
    const clientId = 'key by a function'
    await server.register(keyed(clientId, publicKey))
    const told: unknown[] = [
      new Error('the vault is closed'),
      publicKey,
      'rubbish',
      undefined,
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
      privateKey,
    ]
    const client = asking(server, {
      clientId,
      privateKey: () => {
        const next = told.shift()
        if (next instanceof Error) throw next
        return next as KeyObject
      },
    })
    const requests = server.tokenRequests()
    const wanted = told.slice(1).map(() => 'client.key')
    const words: string[] = []
    for (const _ of wanted) words.push(await client.word())
    assert.deepEqual(words, wanted)
    assert.equal(server.tokenRequests(), requests)
    assert.equal(await client.word(), 'ya29.alice')
  })
})

describe('a certificate, judged by oidc-provider', () => {
  it('says who the client is at the door that the metadata names for it, and another does not', async () => {
    const [own, known, stranger] = await Promise.all(
      ['localhost', 'shop', 'stranger'].map((cn) => makeIdentity(`/CN=${cn}`)),
    )
    assert.ok(own && known && stranger)
    await using secured = await exchangeServer({ server: own, client: known })
    secured.link('alice', connection, 'ya29.alice')
    const register = (subject: string) =>
      secured.register({
        client_id: 'shop-api',
        token_endpoint_auth_method: 'tls_client_auth',
        tls_client_auth_subject_dn: subject,
      })
    await register('CN=shop')
    const withCertificate = ({ cert, key }: typeof own) =>
      asking(secured, { clientId: 'shop-api', clientCertificate: { cert, key, ca: own.cert } })
    assert.equal(await withCertificate(known).word(), 'ya29.alice')
    assert.equal(await withCertificate(stranger).word(), 'client.refused')
    await register('CN=another')
    assert.equal(await withCertificate(known).word(), 'client.refused')
  })
})
