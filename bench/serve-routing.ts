// A process that serves one contender with a document of so many operations.

import type { Express } from 'express'
import { listen } from './listen.ts'
import { type RoutingOperation, routingOperations } from './routing-document.ts'

type CreateApp = (operations: readonly RoutingOperation[]) => Promise<Express>

const contenders: Readonly<Record<string, () => Promise<{ createApp: CreateApp }>>> = {
  'bare Express': () => import('./contenders/routing/bare-express.ts'),
  portcullis: () => import('./contenders/routing/portcullis.ts'),
  'portcullis, validating': () => import('./contenders/routing/portcullis-validating.ts'),
  'express-openapi-validator': () => import('./contenders/routing/express-openapi-validator.ts'),
  'openapi-backend': () => import('./contenders/routing/openapi-backend.ts'),
}

const [name = '', count] = process.argv.slice(2)
const contender = await contenders[name]?.()
if (contender === undefined) throw new Error('no such contender')
listen(await contender.createApp(routingOperations(Number(count))))
