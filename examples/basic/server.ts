// Names and passwords: node --import tsx examples/basic/server.ts
import express from 'express'
import { getAuth, hashPassword, portcullis } from '../../src/index.ts'

const app = express()
const gate = await portcullis(new URL('./openapi.yaml', import.meta.url), {
  schemes: {
    // A real application hashes once, and keeps the hash: the password is in no file.
    staff: { users: [{ name: 'ada', hash: await hashPassword('lovelace'), scopes: ['read'] }] },
  },
  docs: false,
})
gate.mount(app)
app.get('/reports', (req, res) => void res.json({ by: getAuth(req).schemes.staff?.name }))
app.delete('/reports', (_req, res) => void res.status(204).end())

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  console.log(`
No password, and a wrong one, 401 each:
  curl -i ${url}/reports
  curl -i ${url}/reports -u 'ada:guess'

The right one, 200:
  curl -i ${url}/reports -u 'ada:lovelace'

The right one, which is not enough, 403:
  curl -i -X DELETE ${url}/reports -u 'ada:lovelace'
`)
})
