import express, { type Express } from 'express'
import type { RoutingOperation } from '../../routing-document.ts'
import { askedOf, serveOneRoute } from './one-route.ts'

/** It has one route whatever the document has: what is between its figures is noise. */
export async function createApp(operations: readonly RoutingOperation[]): Promise<Express> {
  const app = express()
  const asked = askedOf(operations)
  serveOneRoute(app, asked, () => asked.read.id)
  return app
}
