import { once } from 'node:events'
import express from 'express'
import { getAuth, portcullis } from '../../src/index.ts'
import { startLoginServer } from './login-server.ts'
import { people } from './people.ts'

const audience = 'https://orders.example'
const app = express()
const url = await listen(Number(process.env.PORT ?? 3000))
const login = await startLoginServer(audience, `${url}/docs/`)

const gate = await portcullis(new URL('../../openapi/orders.yaml', import.meta.url), {
  schemes: {
    auth0: { issuer: login.issuer, audience },
    backOffice: { keys: [{ name: 'stock-taking', key: 'demo-key', scopes: ['orders'] }] },
  },
  docs: { clientId: login.clientId },
  validate: true,
})
gate.mount(app)

const orders = new Map([['1', { id: '1', item: 'coffee' }]])

app.get('/menu', (_req, res) => void res.json(['coffee', 'tea']))
app.get('/orders', (_req, res) => void res.json([...orders.values()]))
app.post('/orders', express.json(), (req, res) => {
  const order = { id: String(orders.size + 1), item: String(req.body.item) }
  orders.set(order.id, order)
  res.status(201).json(order)
})
app.get('/orders/:id', (req, res) => void res.json({ ...orders.get(req.params.id), by: getAuth(req).claims.sub }))
app.delete('/orders/:id', (req, res) => {
  orders.delete(req.params.id)
  res.status(204).end()
})
app.get('/me', (req, res) => void res.json(getAuth(req).claims))

const reader = await login.tokenFor('read:orders')
console.log(`
The orders API listens on ${url}
Its documentation is at   ${url}/docs

Open it, press Authorize, and log in as one of two people:
${people.map(({ name, may }) => `  ${name} ${may}`).join('\n')}

The shop's own programs have a key, which the dialog takes as well: demo-key

Or from here. No token, 401:
  curl -i ${url}/orders

A token that may only read, 403:
  curl -i -X DELETE ${url}/orders/1 -H 'authorization: Bearer ${reader}'

The same token where it is enough, 200:
  curl -i ${url}/orders/1 -H 'authorization: Bearer ${reader}'
`)

async function listen(port: number): Promise<string> {
  const server = app.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    console.error(`Port ${port} is taken. Choose another: PORT=3001 npm start`)
    process.exit(1)
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
}
