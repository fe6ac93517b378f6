import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { ClientCredential } from '../../../src/issuer/client-credential.ts'
import { type IntrospectionServer, introspectionServer } from '../../support/introspection-server.ts'
import { audience } from '../verifying.ts'
import { asking } from './asking.ts'

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const secret = 'a-b_c.d:e/f+g%h i'

describe('introspection by oidc-provider', () => {
  let server: IntrospectionServer
  before(async () => {
    server = await introspectionServer(audience, [
      { client_id: 'basic api', client_secret: secret },
      { client_id: 'post', client_secret: secret, token_endpoint_auth_method: 'client_secret_post' },
      {
        client_id: 'key',
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'a' }] },
      },
    ])
  })
  after(() => server[Symbol.asyncDispose]())

  const credentials: readonly (readonly [string, ClientCredential])[] = [
    ['basic api', { kind: 'basic', secret }],
    ['post', { kind: 'post', secret }],
    [
      'key',
      {
        kind: 'private_key_jwt',
        key: { jwk: { ...key.privateKey.export({ format: 'jwk' }), kid: 'a' }, algorithm: 'ES256' },
      },
    ],
  ]
  for (const [clientId, credential] of credentials) {
    it(`${credential.kind}: a token is known, and after it was revoked is not`, async () => {
      const gate = asking(server, { settings: { client: { clientId, credential }, cacheMs: 0 } })
      const token = await server.issue('read:orders')
      const verdict = await gate.verdict(token)
      assert.ok(verdict.kind === 'verified', JSON.stringify([verdict, gate.events]))
      assert.deepEqual([...verdict.scopes], ['read:orders'])
      assert.equal(verdict.claims.client_id, 'shop')
      await server.revoke(token)
      assert.equal(await gate.word(token), 'token.inactive')
      assert.equal(await gate.word('made-up'), 'token.inactive')
    })
  }

  it('I-03 a token for another API is refused', async () => {
    const client = { clientId: 'post', credential: { kind: 'post', secret } } as const
    const gate = asking(server, { settings: { client }, trusted: { audiences: ['https://other.example'] } })
    assert.equal(await gate.word(await server.issue('read:orders')), 'token.audience')
  })

  it('I-06 a wrong secret is our own fault, and no fault of the token', async () => {
    const client = { clientId: 'post', credential: { kind: 'post', secret: 'wrong' } } as const
    const gate = asking(server, { settings: { client } })
    assert.equal(await gate.word(await server.issue('read:orders')), 'introspection.refused')
  })
})
