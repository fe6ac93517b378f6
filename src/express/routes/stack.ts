import { METHODS } from 'node:http'
import { applicationBehind } from './sub-application.ts'

/** The part of Express's layers and routes that both majors share; none of it is in their public types. */
export interface Layer {
  handle: (...args: never[]) => unknown
  readonly route?: Route | undefined
  /** In lower case, of a layer within a route; undefined: every method. */
  readonly method?: string
  /** The matched part, which router 2.3 returns from `match` and older ones leave here. */
  readonly path?: string | undefined
  /** What it was mounted with: router 2.3 and later keep it. */
  readonly rawPath?: unknown
  /** Mounted at the root. */
  readonly slash?: boolean
  /** Of Express 4: what its path became. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean }
  readonly keys?: readonly { readonly name: string | number }[]
  match(path: string): unknown
}

export interface Route {
  readonly path: unknown
  stack: Layer[]
  readonly methods: Record<string, boolean | undefined>
  all(handler: (...args: never[]) => unknown): unknown
}

/** A route that answers a path, and the part of the path that the routers in front of it took. */
export interface ReachedRoute {
  readonly route: Route
  readonly baseUrl: string
}

/** A router of Express, of either major. */
export interface RouterObject {
  readonly stack: readonly Layer[]
  /** What `router.param` was given, by name. */
  readonly params?: Readonly<Record<string, ParamCallback[]>>
}

export type ParamCallback = (...args: never[]) => unknown

/** The router of an application, or the router that a function is; undefined for any other function. */
export function routerOf(app: unknown): RouterObject | undefined {
  if (typeof app !== 'function') return undefined
  const hidden = applicationBehind(app)
  if (hidden !== undefined) return routerOf(hidden)
  // Express 5 has `app.router`; Express 4 has `app._router`, and throws where `app.router` is read; a Router is its own.
  const router =
    '_router' in app ? app._router : 'stack' in app ? app : 'lazyrouter' in app ? undefined : ownRouter(app)
  return isRouter(router) ? router : undefined
}

function ownRouter(app: object): unknown {
  return 'router' in app ? app.router : undefined
}

/** `connect` has stacks, too, of another kind. */
function isRouter(value: unknown): value is RouterObject {
  if (typeof value !== 'function' || !('stack' in value) || !Array.isArray(value.stack)) return false
  const [first]: readonly unknown[] = value.stack
  return first === undefined || (typeof first === 'object' && first !== null && 'match' in first)
}

/** What a layer takes of a path, '' for a route or at the root; undefined: it does not match. */
export function takenPath(layer: Layer, path: string): string | undefined {
  try {
    const match = layer.match(path)
    if (typeof match === 'object' && match !== null && 'path' in match) return withoutSlash(match.path)
    return match === true ? withoutSlash(layer.path) : undefined
  } catch {
    // A path whose encoding a router cannot read is one it runs nothing for.
    return undefined
  }
}

export function withoutSlash(path: unknown): string {
  return typeof path === 'string' ? path.replace(/\/$/, '') : ''
}

/** What stands in a layer of a route where the lock has put a function of its own in its place. */
const originals = new WeakMap<object, object>()

export function keepOriginal(guard: object, original: object): void {
  originals.set(guard, original)
}

/** The handler that the application gave to a layer, to compare it with that of another. */
export function handlerOf({ handle }: Layer): object {
  let own: object = handle
  for (let inner = originals.get(own); inner !== undefined; inner = originals.get(own)) own = inner
  return own
}

/** Whether a route runs handlers for a method; HEAD falls back to GET, as Express has it. */
export function answers(route: Route, method: string): boolean {
  const name = method.toLowerCase()
  return Boolean(route.methods._all || route.methods[name] || (name === 'head' && route.methods.get))
}

/** Whether a route answers every method: `app.all` gives it each that Node knows, `route.all` marks it. */
export function answersAll({ methods }: Route): boolean {
  return Boolean(methods._all) || METHODS.every((method) => methods[method.toLowerCase()])
}

/** The methods that a route was made for, in upper case; of one that answers all, every method that Node knows. */
export function methodsOf(route: Route): readonly string[] {
  if (answersAll(route)) return METHODS
  return Object.keys(route.methods)
    .filter((name) => route.methods[name])
    .map((name) => name.toUpperCase())
}

/** Whether a route is there for OPTIONS and not for whatever comes. */
export function isForOptions(route: Route): boolean {
  return Boolean(route.methods.options) && !answersAll(route)
}
