import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const events: Readonly<Record<string, readonly string[]>> = {
  'Bearer ya29.token-of-ann': ['Coffee tasting', 'Stock-taking'],
}

/** Stands for Google's calendar: events for those who come with a token of Google's own. */
export async function startGoogleCalendar(): Promise<string> {
  const server = createServer(({ headers, url }, res) => {
    const items = url === '/calendar/v3/calendars/primary/events' && events[headers.authorization ?? '']
    res.writeHead(items ? 200 : 401, { 'content-type': 'application/json' })
    res.end(JSON.stringify(items ? { items: items.map((summary) => ({ summary })) } : {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
