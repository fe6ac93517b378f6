import { once } from 'node:events'
import express from 'express'
import { getAuth, portcullis } from 'portcullis'
import { createTestIssuer } from 'portcullis/testing'

const issuer = await createTestIssuer()
const gate = await portcullis(new URL('./openapi.yaml', import.meta.url), { schemes: issuer.schemes, log: false })

const app = express()
gate.mount(app)
app.get('/orders/:id', (req, res) => {
  res.json({ id: req.params.id, by: getAuth(req).claims.sub })
})

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${server.address().port}`
const headers = { authorization: `Bearer ${await issuer.token({ sub: 'ann', scope: 'read:orders' })}` }

const refused = await fetch(`${url}/orders/7`)
const allowed = await fetch(`${url}/orders/7`, { headers })
const page = await fetch(`${url}/docs/`)
console.log(refused.status, allowed.status, JSON.stringify(await allowed.json()), page.status)
server.close()
server.closeAllConnections()
await gate.close()
