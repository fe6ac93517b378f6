// A scheme that only the application can judge: node --import tsx examples/other-http/server.ts
import { createHmac, timingSafeEqual } from 'node:crypto'
import express from 'express'
import { getAuth, type HookContext, portcullis, type Verified } from '../../src/index.ts'

/** What each shop signs with. */
const secrets = new Map([['north', 'secret-of-the-north-71c2']])

function sign(secret: string, method: string, target: string): string {
  return createHmac('sha256', secret).update(`${method} ${target}`).digest('hex')
}

/** `HMAC north:` and the signature of method and target. A real one would cover the time and the body as well. */
function verify(credential: string, { method, target }: HookContext): Verified {
  const [shop = '', signature = ''] = credential.split(':')
  const secret = secrets.get(shop)
  if (secret === undefined) return null
  const wanted = Buffer.from(sign(secret, method, target))
  const shown = Buffer.from(signature)
  return shown.length === wanted.length && timingSafeEqual(shown, wanted) && { name: shop, scopes: ['pay'] }
}

const app = express()
const gate = await portcullis(new URL('./openapi.yaml', import.meta.url), {
  schemes: { signed: { verify } },
  docs: false,
})
gate.mount(app)
app.post('/payments', (req, res) => void res.status(201).json({ by: getAuth(req).schemes.signed?.name }))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  const signature = sign('secret-of-the-north-71c2', 'POST', '/payments')
  console.log(`
No signature, 401:
  curl -i -X POST ${url}/payments

Signed by the shop, 201:
  curl -i -X POST ${url}/payments -H 'Authorization: HMAC north:${signature}'

The signature of another request, 401:
  curl -i -X POST ${url}/payments?amount=2 -H 'Authorization: HMAC north:${signature}'
`)
})
