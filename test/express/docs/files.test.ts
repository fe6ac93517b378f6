import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import express from 'express'
import { portcullis } from '../../../src/index.ts'
import { withFolder } from '../../document/load-files.ts'
import { get, listening } from '../../support/listening.ts'

const answer = 'description: OK, content: { application/json: { schema: { $ref: "./schemas.yaml#/Order" } } }'
const files = {
  'openapi.yaml': `openapi: 3.1.0\ninfo: { title: Test, version: "1" }\npaths:\n  /orders: { $ref: "./orders.yaml" }\n`,
  'orders.yaml': `get:\n  security: []\n  responses: { "200": { ${answer} } }\n`,
  'schemas.yaml': 'Order: { description: as it was }\n',
}

describe('documentation of several files', () => {
  it('shows them as they were when they were read, until the next reading', async () => {
    await withFolder(files, async (folder) => {
      const gate = await portcullis(join(folder, 'openapi.yaml'), { env: {}, log: () => undefined })
      const app = express()
      gate.mount(app)
      await using server = await listening(app)
      const shown = async () => (await get(`${server.url}/docs/openapi.json`)).text

      await writeFile(join(folder, 'schemas.yaml'), 'Order: { description: as it is }\n')
      await writeFile(join(folder, 'orders.yaml'), `put:\n  security: []\n  responses: { "200": { ${answer} } }\n`)
      const before = await shown()
      assert.match(before, /"get":.*as it was/)
      await gate.reload()
      assert.match(await shown(), /"put":.*as it is/)
      await gate.close()
    })
  })

  it('enforces the API all the same where they would be too large in one piece, and says so', async () => {
    const text = 'x'.repeat(20_000)
    const uses = Array.from({ length: 2_000 }, (_, index) => `  /p${index}: { $ref: "./orders.yaml" }\n`)
    const many = { ...files, 'openapi.yaml': files['openapi.yaml'] + uses.join('') }
    const large = {
      ...many,
      'orders.yaml': files['orders.yaml'].replace('security', `description: ${text}\n  security`),
    }
    await withFolder(large, async (folder) => {
      const lines: string[] = []
      const gate = await portcullis(join(folder, 'openapi.yaml'), { env: {}, log: (line) => void lines.push(line) })
      assert.match(lines.join('\n'), /docs\.too-large: .*larger than 33554432 characters/)
      const app = express()
      gate.mount(app)
      app.get('/orders', (_req, res) => void res.json([]))
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/orders`)).status, 200)
      assert.equal((await get(`${server.url}/docs/openapi.json`)).status, 500)
      assert.equal((await get(`${server.url}/docs/`)).status, 200)
      await gate.close()
    })
  })
})
