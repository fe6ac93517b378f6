// A process that starts an application, with a gate or without, and says how much memory it keeps.

import { setTimeout } from 'node:timers/promises'
import express from 'express'
import type { GateOptions } from '../src/index.ts'

/** What is mounted. */
export interface GateJob {
  readonly document: string
  readonly options: GateOptions
}

const job: GateJob | undefined = process.argv[2] === undefined ? undefined : JSON.parse(process.argv[2])
const app = express()
if (job !== undefined) {
  // Imported here, so that bare Express is bare.
  const { portcullis } = await import('../src/index.ts')
  const gate = await portcullis(job.document, job.options)
  gate.mount(app)
}
const server = app.listen(0, '127.0.0.1')
await settle()
const { heapUsed, external } = process.memoryUsage()
process.send?.(heapUsed + external)
process.disconnect?.()
server.close()

/** One collection is not enough: finalizers and the code that is used no more go with a later one. */
async function settle(): Promise<void> {
  for (let collection = 0; collection < 6; collection += 1) {
    globalThis.gc?.()
    await setTimeout(20)
  }
}
