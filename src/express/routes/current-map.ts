import { mountPathOf } from './mount-path.ts'
import { mapRoutes, type RouteMap } from './route-map.ts'
import { type RouterObject, routerOf } from './stack.ts'

/** How long a map is taken for right while no router has more layers than it had, in milliseconds. */
const UNCOUNTED_MS = 250

/** A map, and what it was made of. */
interface KnownMap {
  readonly map: RouteMap
  readonly layers: number
  readonly routes: number
  countedAt: number
}

const maps = new WeakMap<object, KnownMap>()

/** The map of an application, which is made anew when routes were added. */
export function mapOf(app: object): RouteMap {
  const known = maps.get(app)
  const place = mountPathOf(app)
  if (known !== undefined && known.map.baseUrl === place && isCurrent(known, app)) return known.map
  const map = mapRoutes(app, place)
  maps.set(app, { map, layers: countLayers(map.routers), routes: countRoutes(app), countedAt: performance.now() })
  return map
}

/** The map of an application as it is at this moment: routes that took the place of others are no more routes than before. */
export function remap(app: object): RouteMap {
  maps.delete(app)
  return mapOf(app)
}

/** A caller can have it asked with every request, so that all routes are counted only now and then. */
function isCurrent(known: KnownMap, app: object): boolean {
  if (known.map.routers[0] !== routerOf(app) || countLayers(known.map.routers) !== known.layers) return false
  const now = performance.now()
  if (now - known.countedAt < UNCOUNTED_MS) return true
  known.countedAt = now
  return countRoutes(app) === known.routes
}

function countLayers(routers: readonly RouterObject[]): number {
  return routers.reduce((sum, { stack }) => sum + stack.length, 0)
}

/** Changes when a route is added, or a method to one, or a router that had none before. */
function countRoutes(app: unknown, above: readonly RouterObject[] = []): number {
  const router = routerOf(app)
  if (router === undefined || above.includes(router)) return 0
  let count = router.stack.length
  for (const { route, handle } of router.stack) {
    count += route === undefined ? countRoutes(handle, [...above, router]) : 1 + Object.keys(route.methods).length
  }
  return count
}
