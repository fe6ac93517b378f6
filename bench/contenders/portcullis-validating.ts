import type { Express } from 'express'
import { createApp as createGuardedApp } from './portcullis.ts'

export function createApp(): Promise<Express> {
  return createGuardedApp(true)
}
