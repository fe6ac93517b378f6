import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type AuthResult, auth } from 'express-oauth2-jwt-bearer'
import { getAuth, portcullis } from 'portcullis'
import { createTestIssuer } from 'portcullis/testing'

/** A project on its way: the old middleware guards one route, the gate the documented ones. */
async function main(): Promise<void> {
  const issuer = await createTestIssuer()
  const gate = await portcullis('openapi.yaml', { schemes: issuer.schemes, docs: false, log: false })

  const app = express()
  const old = auth({
    issuer: 'https://issuer.example/',
    secret: 's'.repeat(32),
    tokenSigningAlg: 'HS256',
    audience: 'old',
  })
  app.get('/old', old, (req, res) => {
    const result: AuthResult | undefined = req.auth
    res.json({ by: result?.payload.sub })
  })
  gate.mount(app)
  app.get('/orders/:id', (req, res) => {
    res.json({ id: req.params.id, by: getAuth(req).claims.sub })
  })

  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const headers = { authorization: `Bearer ${await issuer.token({ sub: 'ann', scope: 'read:orders' })}` }

  const old401 = await fetch(`${url}/old`)
  const refused = await fetch(`${url}/orders/7`)
  const allowed = await fetch(`${url}/orders/7`, { headers })
  console.log(old401.status, refused.status, allowed.status, JSON.stringify(await allowed.json()))
  server.close()
  server.closeAllConnections()
  await gate.close()
}

main()
