import type { RouteMap, Station } from './route-map.ts'
import { pathShape, routeShapes, type Shape } from './route-shape.ts'

/** The shapes of a route's whole paths, as far as its own and the mount paths of its routers are plain. */
export function shapesOf({ route, prefixes }: Station): readonly Shape[] {
  if (route === undefined) return []
  return prefixes.flatMap((prefix) => {
    const before = pathShape(prefix)
    if (before === undefined) return []
    return routeShapes(route).map((shape) => (before === '/' ? shape : before + (shape === '/' ? '' : shape)))
  })
}

/** A target of a shape. */
export function targetOf(shape: Shape): string {
  return shape.replaceAll('{}', '1')
}

/** A target for each of a route's whole shapes. */
export function targetsOf(station: Station): readonly string[] {
  return shapesOf(station).map(targetOf)
}

const known = new WeakMap<RouteMap, ReadonlyMap<Shape, readonly Station[]>>()

/** The routes of an application by their whole shapes. */
export function stationsByShape(routes: RouteMap): ReadonlyMap<Shape, readonly Station[]> {
  const found = known.get(routes) ?? indexByShape(routes)
  known.set(routes, found)
  return found
}

function indexByShape({ stations }: RouteMap): ReadonlyMap<Shape, readonly Station[]> {
  const byShape = new Map<Shape, Station[]>()
  for (const station of stations) {
    for (const shape of shapesOf(station)) {
      const listed = byShape.get(shape)
      if (listed === undefined) byShape.set(shape, [station])
      else listed.push(station)
    }
  }
  return byShape
}
