// A process that serves the documentation of one document.

import type { Express } from 'express'
import type { BenchDocument } from './documents.ts'
import { listen } from './listen.ts'

type CreateApp = (document: BenchDocument) => Promise<Express>

const contenders: Readonly<Record<string, () => Promise<{ createApp: CreateApp }>>> = {
  portcullis: () => import('./contenders/documentation/portcullis.ts'),
  'swagger-ui-express': () => import('./contenders/documentation/swagger-ui-express.ts'),
}

const [name = '', document = ''] = process.argv.slice(2)
const contender = await contenders[name]?.()
if (contender === undefined) throw new Error('no such contender')
listen(await contender.createApp(JSON.parse(document)))
