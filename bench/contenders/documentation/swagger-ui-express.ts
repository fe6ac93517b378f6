import { readFile } from 'node:fs/promises'
import express, { type Express } from 'express'
import swaggerUi from 'swagger-ui-express'
import YAML from 'yaml'
import type { BenchDocument } from '../../documents.ts'

/** As its page sets it up. */
export async function createApp({ path }: BenchDocument): Promise<Express> {
  const text = await readFile(path, 'utf8')
  const app = express()
  app.use('/docs', swaggerUi.serve, swaggerUi.setup(path.endsWith('.json') ? JSON.parse(text) : YAML.parse(text)))
  return app
}
