// An API whose tokens are bound to a key of the client (RFC 9449), a real authorization server, and a client:
// node --import tsx examples/dpop/server.ts
import { once } from 'node:events'
import express from 'express'
import { getAuth, portcullis } from '../../src/index.ts'
import { startAuthorizationServer } from './authorization-server.ts'
import { createDpopClient } from './client.ts'

const audience = 'https://orders.example'
const login = await startAuthorizationServer({ audience, scope: 'read:orders' })

const document = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: { '/orders': { get: { security: [{ login: ['read:orders'] }], responses: {} } } },
  components: { securitySchemes: { login: { type: 'http', scheme: 'bearer' } } },
}

const app = express()
const gate = await portcullis(document, {
  schemes: {
    login: { issuer: login.issuer, audience, dpop: 'required', proofs: { algorithms: ['ES256'], nonce: true } },
  },
  docs: false,
  log: false,
})
gate.mount(app)
app.get('/orders', (req, res) => void res.json({ orders: ['coffee'], boundTo: getAuth(req).claims.cnf }))

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/orders`

const client = await createDpopClient()
const { access_token: token, token_type: type } = await login.token({
  scope: 'read:orders',
  proof: await client.prove('POST', login.tokenEndpoint),
})
console.log(`A token of the type ${type}, bound to the key ${client.thumbprint}`)

const proven = await client.call(url, token)
console.log(`With a proof of the key:  ${proven.status} ${await proven.text()}`)

const stolen = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
console.log(`The same as Bearer:       ${stolen.status} ${stolen.headers.get('www-authenticate')}`)

const thief = await createDpopClient()
const other = await thief.call(url, token)
console.log(`With another key's proof: ${other.status} ${other.headers.get('www-authenticate')}`)

server.closeAllConnections()
server.close()
await gate.close()
await login.close()
