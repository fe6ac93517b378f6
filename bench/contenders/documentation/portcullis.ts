import express, { type Express } from 'express'
import { portcullis } from '../../../src/index.ts'
import { createTestIssuer } from '../../../src/testing/index.ts'
import type { BenchDocument } from '../../documents.ts'

export async function createApp({ path, schemes }: BenchDocument): Promise<Express> {
  const issuer = await createTestIssuer()
  const gate = await portcullis(path, {
    publicOperations: 'implicit',
    log: false,
    docs: true,
    schemes: Object.fromEntries([
      ...schemes.tokens.map((name) => [name, issuer.scheme]),
      ...schemes.keys.map((name) => [name, { keys: [{ name: 'bench', key: `key-of-${name}` }] }]),
    ]),
  })
  const app = express()
  gate.mount(app)
  return app
}
