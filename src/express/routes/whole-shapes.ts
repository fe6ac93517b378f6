import type { RouteMap, Station } from './route-map.ts'
import { pathShape, routeShapes, type Shape } from './route-shape.ts'
import type { Route } from './stack.ts'

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

/** The routes of an application by their whole shapes. */
export function routesByShape({ stations }: RouteMap): ReadonlyMap<Shape, readonly Route[]> {
  const byShape = new Map<Shape, Route[]>()
  for (const station of stations) {
    for (const shape of station.route === undefined ? [] : shapesOf(station)) {
      const listed = byShape.get(shape)
      if (station.route !== undefined && listed === undefined) byShape.set(shape, [station.route])
      else if (station.route !== undefined) listed?.push(station.route)
    }
  }
  return byShape
}
