import { METHODS } from 'node:http'

/** The part of Express's layers and routes that both majors share; none of it is in their public types. */
export interface Layer {
  handle: (...args: never[]) => unknown
  readonly route?: Route | undefined
  /** The matched part, which router 2.3 returns from `match` and older ones leave here. */
  readonly path?: string | undefined
  match(path: string): unknown
}

export interface Route {
  readonly path: unknown
  readonly stack: Layer[]
  readonly methods: Record<string, boolean | undefined>
  all(handler: (...args: never[]) => unknown): unknown
}

/** A route that answers a path, and the part of the path that the routers in front of it took. */
export interface ReachedRoute {
  readonly route: Route
  readonly baseUrl: string
}

/** The stack of an application or a router; undefined for any other function. */
export function stackOf(app: unknown): readonly Layer[] | undefined {
  if (typeof app !== 'function') return undefined
  // Express 5 has `app.router`; Express 4 has `app._router`, and throws where `app.router` is read; a Router is its own.
  const router = '_router' in app ? app._router : 'stack' in app ? app : 'lazyrouter' in app ? undefined : routerOf(app)
  return typeof router === 'function' && 'stack' in router && Array.isArray(router.stack) ? router.stack : undefined
}

function routerOf(app: object): unknown {
  return 'router' in app ? app.router : undefined
}

/** Path syntax of any Express, which makes a mount path a pattern. */
const pattern = /[:*?+(){}[\]!\\]/

/** Where an application is mounted: '' for the top-most; undefined where only a request could tell. */
export function mountPathOf(app: unknown): string | undefined {
  if (typeof app !== 'function' || !('parent' in app) || app.parent === undefined) return ''
  const above = mountPathOf(app.parent)
  const own = 'mountpath' in app ? app.mountpath : undefined
  if (above === undefined || typeof own !== 'string' || pattern.test(own)) return undefined
  return above + withoutSlash(own)
}

/** What is left of a path behind a mount path; undefined where it is not under it. */
export function pathUnder(mountPath: string, path: string): string | undefined {
  if (!`${path}/`.toLowerCase().startsWith(`${mountPath}/`.toLowerCase())) return undefined
  return path.slice(mountPath.length) || '/'
}

/** The routes of an application that Express would try for a whole path; undefined where it cannot be said. */
export function routesOf(app: unknown, path: string): readonly ReachedRoute[] | undefined {
  const mountPath = mountPathOf(app)
  if (mountPath === undefined) return undefined
  const own = pathUnder(mountPath, path)
  return own === undefined ? [] : [...routesFor(stackOf(app) ?? [], own, mountPath)]
}

/**
 * The routes that Express would try for a path, in its order, through nested routers. What a router mounts as a closed
 * function (a sub-application, a proxy) cannot be seen into.
 */
function* routesFor(stack: readonly Layer[], path: string, baseUrl = ''): Generator<ReachedRoute> {
  for (const layer of stack) {
    const taken = takenPath(layer, path)
    if (taken === undefined) continue
    if (layer.route !== undefined) yield { route: layer.route, baseUrl }
    const inner = layer.route === undefined ? stackOf(layer.handle) : undefined
    if (inner !== undefined) yield* routesFor(inner, path.slice(taken.length) || '/', baseUrl + taken)
  }
}

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

function withoutSlash(path: unknown): string {
  return typeof path === 'string' ? path.replace(/\/$/, '') : ''
}

/** Whether a sub-application would get the path: Express mounts it as a closed function, which only its name gives away. */
export function hidesRoutes(app: unknown, path: string): boolean {
  const mountPath = mountPathOf(app)
  return mountPath === undefined || hidesInStack(stackOf(app) ?? [], path.slice(mountPath.length) || '/')
}

function hidesInStack(stack: readonly Layer[], path: string): boolean {
  return stack.some((layer) => {
    const taken = layer.route === undefined ? takenPath(layer, path) : undefined
    if (taken === undefined) return false
    const inner = stackOf(layer.handle)
    return inner === undefined
      ? layer.handle.name === 'mounted_app'
      : hidesInStack(inner, path.slice(taken.length) || '/')
  })
}

/** Every route of a stack and of the routers in it. */
export function* allRoutes(stack: readonly Layer[]): Generator<Route> {
  for (const layer of stack) {
    if (layer.route !== undefined) yield layer.route
    else yield* allRoutes(stackOf(layer.handle) ?? [])
  }
}

/** Whether a route runs handlers for a method; HEAD falls back to GET, as Express has it. */
export function answers(route: Route, method: string): boolean {
  const name = method.toLowerCase()
  return Boolean(route.methods._all ?? route.methods[name] ?? (name === 'head' && route.methods.get))
}

/**
 * Whether a route is there for OPTIONS and not for whatever comes: `app.all` gives a route every method that Node knows
 * (express/lib/application.js, `app.all`), `route.all` marks it.
 */
export function isForOptions({ methods }: Route): boolean {
  if (!methods.options || methods._all) return false
  return !METHODS.every((method) => methods[method.toLowerCase()])
}
