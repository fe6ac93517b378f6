import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage, ServerResponse } from 'node:http'
import { current, watchRoute } from './lock/watch-route.ts'
import { itself, makeRecorded } from './request-record.ts'

/** What Express and the gate write on each request. `_eventsCount` is Node's own. */
const onRequest: readonly PropertyKey[] = [
  'res',
  'next',
  'baseUrl',
  'originalUrl',
  '_parsedUrl',
  'params',
  'auth',
  '_eventsCount',
  itself,
  current,
]

/** What Express and Node write on each response. */
const onResponse: readonly PropertyKey[] = ['locals', 'statusCode', 'statusMessage']

/** Those whose requests have come to a gate, with what their routers write on requests under symbols of their own. */
const servers = new WeakMap<object, readonly symbol[]>()

let watching = false

/** Each copy of this package in the process counts itself: one would be in the way of another on the same server. */
const copies: unique symbol = Symbol.for('portcullis.copies')
Reflect.set(globalThis, copies, countCopies() + 1)

function countCopies(): number {
  return Number(Reflect.get(globalThis, copies) ?? 0)
}

/**
 * Has the next requests of a server given the members that Express is about to give them, and its responses too.
 *
 * Express sets the prototype of each. V8 then makes a hidden class for every member that is added, which no other request
 * shares: some 3 µs each, and half a microsecond for each time that a member is read from there on, since whoever reads
 * misses its caches. Members that are there before cost none of it, and Express itself becomes a third cheaper. They hold
 * what they would be read as: nothing, or what the prototype of Node has.
 */
export function prepareRequests(server: object | undefined, request: object): void {
  if (server === undefined || servers.has(server)) return
  servers.set(server, Object.getOwnPropertySymbols(request).filter(isRouters))
  if (watching) return
  watching = true
  subscribe('http.server.request.start', (event) => prepare(event as Started))
}

/** As router 2.3 and later name it. */
function isRouters({ description }: symbol): boolean {
  return description === 'router.tracing.matchedRoute'
}

/** What Node publishes before it tells the listeners of a server about a request. */
interface Started {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly server: object
}

function prepare({ request, response, server }: Started): void {
  const symbols = servers.get(server)
  if (symbols === undefined || countCopies() !== 1) return
  try {
    if (Object.getPrototypeOf(request) === IncomingMessage.prototype) prepareRequest(request, symbols)
    if (Object.getPrototypeOf(response) === ServerResponse.prototype) makeOwn(response, onResponse)
  } catch {
    // Somebody has changed what requests are; what is thrown here would end the process.
    servers.delete(server)
  }
}

function prepareRequest(request: object, symbols: readonly symbol[]): void {
  makeRecorded(request)
  makeOwn(request, onRequest)
  makeOwn(request, symbols)
  watchRoute(request)
}

function makeOwn(target: object, names: readonly PropertyKey[]): void {
  for (const name of names) Reflect.set(target, name, Reflect.get(target, name))
}
