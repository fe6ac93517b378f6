import { mountPathOf } from './mount-path.ts'
import { mapRoutes, type RouteMap } from './route-map.ts'
import { handlerOf, type RouterObject, routerOf } from './stack.ts'

/** How long a map is taken for right while no router has more or fewer layers than it had, in milliseconds. */
const UNCOUNTED_MS = 250

/** A map, and what it was made of. */
interface KnownMap {
  readonly map: RouteMap
  readonly layers: number
  readonly parts: readonly unknown[]
  lookedAt: number
}

const maps = new WeakMap<object, KnownMap>()

/** The map of an application, which is made anew when its routes have changed. */
export function mapOf(app: object): RouteMap {
  const known = maps.get(app)
  const place = mountPathOf(app)
  if (known !== undefined && known.map.baseUrl === place && isCurrent(known, app)) return known.map
  const map = mapRoutes(app, place)
  maps.set(app, { map, layers: countLayers(map.routers), parts: partsOf(app), lookedAt: performance.now() })
  return map
}

/** The map of an application as it is at this moment. */
export function remap(app: object): RouteMap {
  maps.delete(app)
  return mapOf(app)
}

/** A caller can have it asked with every request, so that all is looked at only now and then. */
function isCurrent(known: KnownMap, app: object): boolean {
  if (known.map.routers[0] !== routerOf(app) || countLayers(known.map.routers) !== known.layers) return false
  const now = performance.now()
  if (now - known.lookedAt < UNCOUNTED_MS) return true
  known.lookedAt = now
  const parts = partsOf(app)
  return parts.length === known.parts.length && parts.every((part, index) => part === known.parts[index])
}

function countLayers(routers: readonly RouterObject[]): number {
  return routers.reduce((sum, { stack }) => sum + stack.length, 0)
}

/** What makes an application another one when it changes: layers, their handlers, and the methods of routes. */
function partsOf(app: unknown, above: readonly RouterObject[] = []): readonly unknown[] {
  const router = routerOf(app)
  if (router === undefined || above.includes(router)) return []
  return router.stack.flatMap((layer): readonly unknown[] => {
    const { route, handle } = layer
    if (route !== undefined) return [layer, route, Object.keys(route.methods).length]
    return [layer, handlerOf(layer), ...partsOf(handle, [...above, router])]
  })
}
