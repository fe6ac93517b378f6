import type { Rule } from '../../policy/types.ts'
import { ownShape } from './binding.ts'
import { routeShapes, type Shape } from './route-shape.ts'
import { type Layer, mountPathOf, pathUnder, type Route, stackOf, takenPath } from './stack.ts'

/** The routes of an application by the shape of their own paths, so that those of one operation are found without a walk. */
export interface RouteIndex {
  /** The routes made for just this operation that Express would try for a whole path. */
  ownRoutes(path: string, rule: Rule, base: string): readonly Route[]
}

/** One stack: its routes by shape, and the routers in it, which have to be asked one by one. */
interface IndexedStack {
  readonly routes: ReadonlyMap<Shape, readonly { readonly layer: Layer; readonly route: Route }[]>
  readonly routers: readonly { readonly layer: Layer; readonly stack: IndexedStack }[]
}

export function indexRoutes(app: unknown): RouteIndex {
  const root = indexStack(stackOf(app) ?? [])
  const mountPath = mountPathOf(app)
  return {
    ownRoutes(path, rule, base) {
      const own = mountPath === undefined ? undefined : pathUnder(mountPath, path)
      return own === undefined ? [] : findOwn(root, own, mountPath ?? '', rule, base)
    },
  }
}

function indexStack(layers: readonly Layer[]): IndexedStack {
  const routes = new Map<Shape, { layer: Layer; route: Route }[]>()
  const routers: { layer: Layer; stack: IndexedStack }[] = []
  for (const layer of layers) {
    const { route } = layer
    const inner = route === undefined ? stackOf(layer.handle) : undefined
    if (inner !== undefined) routers.push({ layer, stack: indexStack(inner) })
    for (const shape of route === undefined ? [] : routeShapes(route)) {
      const listed = routes.get(shape)
      if (route !== undefined && listed === undefined) routes.set(shape, [{ layer, route }])
      else if (route !== undefined) listed?.push({ layer, route })
    }
  }
  return { routes, routers }
}

function findOwn(stack: IndexedStack, path: string, baseUrl: string, rule: Rule, base: string): readonly Route[] {
  const shape = ownShape(baseUrl, rule, base)
  const named = shape === undefined ? [] : (stack.routes.get(shape) ?? [])
  const found = named.filter(({ layer }) => takenPath(layer, path) !== undefined).map(({ route }) => route)
  const nested = stack.routers.flatMap(({ layer, stack: inner }) => {
    const taken = takenPath(layer, path)
    return taken === undefined ? [] : findOwn(inner, path.slice(taken.length) || '/', baseUrl + taken, rule, base)
  })
  return [...found, ...nested]
}
