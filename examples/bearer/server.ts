// Roles of an issuer that nests them, as Keycloak does. Start it with: node --import tsx examples/bearer/server.ts
import express from 'express'
import { getAuth, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'

// Stands for your issuer. Its keys are made anew at each start.
const issuer = await createTestIssuer({ listen: true, audience: 'stock' })

const app = express()
const gate = await portcullis(new URL('./openapi.yaml', import.meta.url), {
  schemes: { login: { issuer: issuer.issuer, audience: issuer.audience } },
})
gate.mount(app)

app.get('/stock', (req, res) => void res.json({ coffee: 12, for: getAuth(req).claims.sub }))
app.get('/prices', (req, res) => void res.json({ coffee: 3.2, for: [...getAuth(req).scopes] }))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => void greet())

async function greet(): Promise<void> {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  const tokenOf = (role: string): Promise<string> =>
    issuer.token({ sub: role, claims: { realm_access: { roles: ['offline_access', role] } } })
  console.log(`
No token, 401:
  curl -i ${url}/prices

A guest, 403:
  curl -i ${url}/prices -H 'authorization: Bearer ${await tokenOf('guest')}'

A clerk, 200:
  curl -i ${url}/prices -H 'authorization: Bearer ${await tokenOf('clerk')}'
`)
}
