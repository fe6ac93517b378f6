// A process that starts an application, with a gate or without, and says how much memory it keeps.

import express from 'express'
import type { GateOptions } from '../src/index.ts'
import { tellKept } from './tell-kept.ts'

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
await tellKept(app)
