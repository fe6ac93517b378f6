// An API whose tokens are opaque, beside the authorisation server that issues them and says what they are worth:
// node --import tsx examples/introspection/server.ts
import express from 'express'
import { getAuth, portcullis } from '../../src/index.ts'
import { startAuthorizationServer } from './authorization-server.ts'

const audience = 'https://orders.example'
const { issuer } = await startAuthorizationServer(audience)

const app = express()
const gate = await portcullis(new URL('./openapi.yaml', import.meta.url), {
  schemes: {
    shop: { issuer, audience, introspection: { clientId: 'orders-api', clientSecret: 'api-secret', cacheSeconds: 1 } },
  },
})
gate.mount(app)

app.get('/orders', (req, res) => void res.json({ orders: ['coffee'], for: getAuth(req).claims.client_id }))
app.post('/orders', (_req, res) => void res.status(201).json({ item: 'tea' }))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  console.log(`
The orders API listens on ${url}, the authorisation server on ${issuer}

A token that may read, from the authorisation server:
  TOKEN=$(curl -s -u shop:shop-secret ${issuer}/token -d grant_type=client_credentials -d scope=read:orders | sed 's/.*access_token":"\\([^"]*\\).*/\\1/')

It reads, 200, and does not write, 403:
  curl -i ${url}/orders -H "authorization: Bearer $TOKEN"
  curl -i -X POST ${url}/orders -H "authorization: Bearer $TOKEN"

Revoked, it is worth nothing a second later, 401:
  curl -i -u shop:shop-secret ${issuer}/token/revocation -d token=$TOKEN
  curl -i ${url}/orders -H "authorization: Bearer $TOKEN"
`)
})
