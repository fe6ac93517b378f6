import type { Express } from 'express'
import type { RoutingOperation } from '../../routing-document.ts'
import { createApp as createRoutingApp } from './portcullis.ts'

export function createApp(operations: readonly RoutingOperation[]): Promise<Express> {
  return createRoutingApp(operations, true)
}
