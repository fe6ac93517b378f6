import type { Express } from 'express'
import { createApp as createFastJwtApp } from './fast-jwt.ts'

export function createApp(): Promise<Express> {
  return createFastJwtApp(true)
}
