import type { Express, IRouter, NextFunction, Request, RequestHandler, Response } from 'express'
import type { Gate } from '../../src/index.ts'
import type { ExpressVersion } from '../routing/express-versions.ts'
import type { Application, GroupPart, Handler, Part, RoutePart } from './applications.ts'
import type { Rewrite } from './choices.ts'
import type { Document, Routing } from './documents.ts'
import { targetOf } from './targets.ts'

/** A handler that ran, and what it ran for: the method and target as the last router saw them. */
export interface Ran {
  readonly handler: Handler
  readonly method: string
  readonly target: string
}

/** What an application is built with. */
export interface Building {
  readonly version: ExpressVersion
  readonly document: Document
  /** undefined: the application stands bare. */
  readonly gate: Gate | undefined
  /** Told of each handler that runs, with the number that the request has in its header `x-request`. */
  readonly note: (request: number, ran: Ran) => void
}

export function buildApplication(building: Building, application: Application): Express {
  const app = newApplication(building, application.routing)
  for (const part of application.parts) add(building, app, part)
  return app
}

function add(building: Building, to: IRouter, part: Part): void {
  switch (part.kind) {
    case 'gate':
      building.gate?.mount(to)
      break
    case 'rewrite':
      to.use(rewriting(part.rewrite, building.document))
      break
    case 'middleware':
      to.use(part.prefix, handle(building, part.handler))
      break
    case 'route':
      addRoute(building, to, part)
      break
    case 'group':
      addGroup(building, to, part)
  }
}

type Verb = 'get' | 'all'

function addRoute(building: Building, to: IRouter, { paths, verbs }: RoutePart): void {
  const [first = ''] = paths
  const path = paths.length === 1 ? first : [...paths]
  // `app.route` takes a chain; a single handler is registered the short way.
  const target = verbs.length > 1 ? to.route(path) : undefined
  for (const [verb, handler] of verbs) {
    if (target === undefined) to[verb as Verb](path, handle(building, handler))
    else target[verb as Verb](handle(building, handler))
  }
}

function addGroup(building: Building, to: IRouter, { as, prefixes, routing, parts }: GroupPart): void {
  const group = as.startsWith('router') ? newRouter(building, routing) : newApplication(building, routing)
  for (const part of parts) add(building, group, part)
  const handler = as.endsWith('closure') ? inClosure(group) : group
  for (const prefix of prefixes) to.use(prefix, handler)
}

function newRouter({ version }: Building, routing: Routing): IRouter & RequestHandler {
  return version.create.Router({ ...routing, mergeParams: true })
}

function newApplication({ version }: Building, { caseSensitive, strict }: Routing): Express {
  const app = version.create()
  app.set('case sensitive routing', caseSensitive)
  app.set('strict routing', strict)
  return app
}

function inClosure(group: RequestHandler): RequestHandler {
  return (req, res, next) => void group(req, res, next)
}

function handle({ note }: Building, handler: Handler): RequestHandler {
  return function answer(req: Request, res: Response, next: NextFunction): void {
    note(Number(req.headers['x-request']), { handler, method: req.method, target: req.baseUrl + req.url })
    if (handler.passesOn) next()
    else res.end()
  }
}

function rewriting(rewrite: Rewrite, document: Document): RequestHandler {
  return (req, _res, next) => {
    if (rewrite.what === 'changes the method') req.method = rewrite.method
    else if (rewrite.what === 'leads to an operation')
      req.url = within(req.baseUrl, targetOf(document, rewrite.operation))
    else req.url = rewritten(req.url, rewrite.what)
    next()
  }
}

/** A target as a router sees it that took `baseUrl` of it. */
function within(baseUrl: string, target: string): string {
  return target.startsWith(baseUrl) ? target.slice(baseUrl.length) || '/' : target
}

function rewritten(
  url: string,
  what: Exclude<Rewrite['what'], 'changes the method' | 'leads to an operation'>,
): string {
  switch (what) {
    case 'adds a query':
      return url.includes('?') ? `${url}&added=1` : `${url}?added=1`
    case 'cuts the query':
      return url.replace(/\?.*/, '')
    case 'lowers the case':
      return url.toLowerCase()
    case 'decodes':
      return decoded(url)
  }
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    // Half an escape stays as it is.
    return url
  }
}
