// A process that sends forged tokens at a steady rate until its parent has heard enough.

import autocannon from 'autocannon'
import { bearer } from './load.ts'
import { forgeries } from './tables/requests/loads.ts'

const [url = '', token = '', perSecond = ''] = process.argv.slice(2)
const next = forgeries(token)

const run = autocannon({
  url,
  connections: 8,
  duration: 3600,
  overallRate: Number(perSecond),
  requests: [{ setupRequest: (request) => ({ ...request, headers: bearer(next()) }) }],
})
run.on('response', () => process.send?.('answered'))
process.on('disconnect', () => process.exit())
