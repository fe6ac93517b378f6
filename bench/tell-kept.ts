import type { Express } from 'express'
import { settle } from './settle.ts'

/** Serves an application, tells the parent process how many bytes are kept after collections, and ends. */
export async function tellKept(app: Express): Promise<void> {
  const server = app.listen(0, '127.0.0.1')
  await settle()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.(heapUsed + external)
  process.disconnect?.()
  server.close()
}
