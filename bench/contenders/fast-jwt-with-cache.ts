import type { Express } from 'express'
import { createApp as createFastJwtApp } from './fast-jwt.ts'

/** By default it keeps a thousand; this is as many as the gate keeps. */
const entries = 10_000

export function createApp(): Promise<Express> {
  return createFastJwtApp(entries)
}
