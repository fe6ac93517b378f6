// A process with one guarded route, which says what it holds whenever it is asked. Started with --expose-gc.

import express from 'express'
import { type KeyEvent, portcullis } from '../../src/index.ts'
import type { Report } from './report.ts'

const [issuer = '', audience = ''] = process.argv.slice(2)
const document = {
  openapi: '3.1.0',
  info: { title: 'Soak', version: '1' },
  paths: { '/orders': { get: { security: [{ token: ['read'] }], responses: { 200: { description: 'Orders' } } } } },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
}
const gate = await portcullis(document, {
  // Full soon, so that what is held is the same in the middle and at the end.
  schemes: { token: { issuer, audience, cache: { entries: 2000 } } },
  keys: { timeoutMs: 1000 },
  env: { NODE_ENV: 'production' },
  log: false,
})
const kinds: Partial<Record<KeyEvent['kind'], number>> = {}
gate.on('keys', ({ kind }) => {
  kinds[kind] = (kinds[kind] ?? 0) + 1
})
const app = express()
gate.mount(app)
app.get('/orders', (_req, res) => void res.json({}))

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.send?.(address?.port)
})
process.on('message', () => {
  for (let round = 0; round < 3; round++) globalThis.gc?.()
  process.send?.({ heapBytes: process.memoryUsage().heapUsed, kinds, health: gate.health() } satisfies Report)
})
process.on('disconnect', () => process.exit())
