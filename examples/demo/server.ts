import express from 'express'
import { getAuth, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'

// The issuer lives in this process, so that the demo needs no account anywhere. Its keys are made anew at each start.
const issuer = await createTestIssuer({ listen: true, audience: 'https://orders.example' })

const app = express()
const gate = await portcullis(new URL('../../openapi/orders.yaml', import.meta.url), {
  schemes: {
    auth0: issuer.scheme,
    backOffice: { keys: [{ name: 'stock-taking', key: 'demo-key', scopes: ['orders'] }] },
  },
})
gate.mount(app)

const orders = new Map([['1', { id: '1', item: 'coffee' }]])

app.get('/menu', (_req, res) => void res.json(['coffee', 'tea']))
app.get('/orders', (_req, res) => void res.json([...orders.values()]))
app.post('/orders', express.json(), (req, res) => {
  const order = { id: String(orders.size + 1), item: String(req.body?.item ?? 'tea') }
  orders.set(order.id, order)
  res.status(201).json(order)
})
app.get('/orders/:id', (req, res) => void res.json({ ...orders.get(req.params.id), by: getAuth(req).claims.sub }))
app.delete('/orders/:id', (req, res) => {
  orders.delete(req.params.id)
  res.status(204).end()
})
app.get('/me', (req, res) => void res.json(getAuth(req).claims))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => void greet())

async function greet(): Promise<void> {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  const reader = await issuer.token({ sub: 'auth0|reader', scope: 'read:orders', expiresIn: 3600 })
  console.log(`
The orders API listens on ${url}
Its documentation is at   ${url}/docs

No token, 401:
  curl -i ${url}/orders

A token that may only read, 403:
  curl -i -X DELETE ${url}/orders/1 -H 'authorization: Bearer ${reader}'

The same token where it is enough, 200:
  curl -i ${url}/orders/1 -H 'authorization: Bearer ${reader}'
`)
}
