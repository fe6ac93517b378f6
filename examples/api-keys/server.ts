// Machines with keys, people with a session cookie. Start it with: node --import tsx examples/api-keys/server.ts
import express from 'express'
import { findAuth, portcullis } from '../../src/index.ts'

/** Stands for the application's own store of sessions. */
const sessions = new Map([['4f0c-session-of-ann', 'ann']])

const app = express()
const gate = await portcullis(new URL('./openapi.yaml', import.meta.url), {
  schemes: {
    machine: {
      keys: [
        // The digest of `key-of-the-till-1f3a`: printf %s key-of-the-till-1f3a | sha256sum
        {
          name: 'till',
          key: 'sha256:10c1a264f77f38e61a7979ce3102d27b695b6177a4e485e139258bc31faddf6d',
          scopes: ['read'],
        },
      ],
    },
    session: {
      verify(key: string) {
        const name = sessions.get(key)
        return name !== undefined && { name }
      },
    },
  },
})
gate.mount(app)

app.get('/stock', (req, res) => void res.json({ coffee: 12, for: findAuth(req)?.schemes }))
app.post('/stock', (_req, res) => void res.status(204).end())

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  console.log(`
No key, 401:
  curl -i ${url}/stock

The till may read, 200:
  curl -i ${url}/stock -H 'X-API-Key: key-of-the-till-1f3a'

The till may not write, 403:
  curl -i -X POST ${url}/stock -H 'X-API-Key: key-of-the-till-1f3a'

Somebody who is logged in, 204:
  curl -i -X POST ${url}/stock -H 'Cookie: session=4f0c-session-of-ann'

The same from a page of another site, 403:
  curl -i -X POST ${url}/stock -H 'Cookie: session=4f0c-session-of-ann' -H 'Origin: https://elsewhere.example'
`)
})
