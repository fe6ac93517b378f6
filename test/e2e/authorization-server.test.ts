import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import { startAuthorizationServer } from '../../examples/dpop/authorization-server.ts'
import { dpopClient } from '../support/dpop-client.ts'
import { bearer, documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { get } from '../support/listening.ts'

const audience = 'https://orders.example'
const document = documentOf({ '/orders': { get: { security: [{ auth0: ['read:orders'] }] } } })

describe('tokens of oidc-provider', async () => {
  const login = await startAuthorizationServer({ audience, scope: 'read:orders write:orders' })
  after(() => login.close())
  let app: Guarded
  before(async () => {
    app = await guarded(express, {
      document,
      routes: (router) => void router.get('/orders', (_req, res) => void res.json({})),
      options: { schemes: { auth0: { issuer: login.issuer, audience, dpop: 'allowed' } } },
    })
  })
  after(() => app[Symbol.asyncDispose]())

  const ask = async (headers: Record<string, string>): Promise<number> =>
    (await get(`${app.url}/orders`, { headers })).status

  /** The proof that goes to the token endpoint is about no token. */
  async function boundToken(alg: string, scope: string) {
    const client = await dpopClient(alg)
    const about = { method: 'POST', url: login.tokenEndpoint, token: '' }
    const proof = client.proof(about, { claims: { ath: undefined } })
    return { client, ...(await login.token({ scope, proof })) }
  }

  for (const alg of ['ES256', 'Ed25519']) {
    it(`that are bound to a key of ${alg} need its proof`, async () => {
      const { client, access_token: token, token_type: type } = await boundToken(alg, 'read:orders')
      assert.equal(type, 'DPoP')
      const proof = (): string => client.proof({ url: `${app.url}/orders`, token })
      assert.equal(await ask({ authorization: `DPoP ${token}`, dpop: proof() }), 200)
      assert.equal(await ask({ authorization: `Bearer ${token}` }), 401)
      assert.equal(await ask({ authorization: `DPoP ${token}` }), 400)
    })
  }

  it('that are bound to nothing need none', async () => {
    const { access_token: token, token_type: type } = await login.token({ scope: 'read:orders' })
    assert.equal(type, 'Bearer')
    assert.equal(await ask(bearer(token)), 200)
  })

  it('need the scope all the same', async () => {
    const { client, access_token: token } = await boundToken('ES256', 'write:orders')
    const dpop = client.proof({ url: `${app.url}/orders`, token })
    assert.equal(await ask({ authorization: `DPoP ${token}`, dpop }), 403)
  })
})
