import { pathUnder, writtenPaths } from './mount-path.ts'
import { isPlain, wantsForm } from './plain-route.ts'
import { pathShape, routeShapes, textShape } from './route-shape.ts'
import { createShapeTree, type ShapeTree } from './shape-tree.ts'
import { type Layer, type Route, type RouterObject, routerOf, takenPath } from './stack.ts'

/** Something that an application runs: a route, or a function that was mounted with `use`. */
export interface Station {
  /** Its position in the order in which Express tries what it has. */
  readonly order: number
  readonly layer: Layer
  /** undefined: a function, which nobody can see into. */
  readonly route: Route | undefined
  /** What the routers in front of it and, of a function, itself were mounted with. None: it cannot be read. */
  readonly prefixes: readonly string[]
}

/** A station that Express would try for a path. */
export interface Stop {
  readonly station: Station
  /** What the routers in front of it and, of a function, itself take of the path. */
  readonly baseUrl: string
}

/** An application as it is now. */
export interface RouteMap {
  readonly stations: readonly Station[]
  /** Every router that was seen into, the application's own first. */
  readonly routers: readonly RouterObject[]
  /** Where the application stands; undefined: only a request could tell. */
  readonly baseUrl: string | undefined
  /** Whether a route may want values of a certain form: letters, a date, so many digits. */
  readonly hasExpressions: boolean
  /** Whether the route is one of the application's that can be seen. */
  has(route: Route): boolean
  /** What Express would try for a whole path, in its order. Nothing where `baseUrl` is undefined. */
  stops(path: string): readonly Stop[]
}

/** A stack whose routes are found by their shape, so that a path costs what it is long and not what there is. */
interface MappedStack {
  readonly tree: ShapeTree<Item>
  /** What has to be asked one by one: functions, routers, and routes whose paths are no plain ones. */
  readonly others: readonly Item[]
}

interface Item {
  readonly layer: Layer
  readonly order: number
  /** The first segments that it wants; undefined: any, or nobody knows. */
  readonly heads: readonly string[] | undefined
  readonly leads: Station | MappedStack
}

/** What a walk collects. */
interface Collected {
  readonly stations: Station[]
  readonly routers: Set<RouterObject>
}

/** @param baseUrl Where the application stands: what is in front of it takes that much of a path. */
export function mapRoutes(app: unknown, baseUrl: string | undefined): RouteMap {
  const collected: Collected = { stations: [], routers: new Set() }
  const root = mapStack(app, baseUrl === undefined ? [] : [baseUrl], [], collected)
  const seen = new Set(collected.stations.map(({ route }) => route))
  return {
    has: (route) => seen.has(route),
    stations: collected.stations,
    routers: [...collected.routers],
    baseUrl,
    hasExpressions: collected.stations.some(({ route }) => route !== undefined && wantsForm(route)),
    stops(path) {
      const own = baseUrl === undefined ? undefined : pathUnder(baseUrl, path)
      if (own === undefined || root === undefined) return []
      // As the target spells it, which is what a request has in `baseUrl`.
      return stopsIn(root, own, path.slice(0, baseUrl?.length))
    },
  }
}

/** @param above The routers on the way here: one that leads into itself is not followed. */
function mapStack(
  app: unknown,
  prefixes: readonly string[],
  above: readonly RouterObject[],
  collected: Collected,
): MappedStack | undefined {
  const router = routerOf(app)
  if (router === undefined || above.includes(router)) return undefined
  collected.routers.add(router)
  const tree = createShapeTree<Item>()
  const others: Item[] = []
  for (const layer of router.stack) {
    const order = collected.stations.length
    const inside = layer.route === undefined ? join(prefixes, writtenPaths(layer)) : prefixes
    const nested = layer.route === undefined ? mapStack(layer.handle, inside, [...above, router], collected) : undefined
    const heads = layer.route === undefined ? headsOf(layer) : undefined
    const item: Item = { layer, order, heads, leads: nested ?? addStation(collected, layer, inside) }
    const shapes = layer.route !== undefined && isPlain(layer.route) ? routeShapes(layer.route) : []
    for (const shape of shapes) tree.add(shape, item)
    if (shapes.length === 0) others.push(item)
  }
  return { tree, others }
}

function addStation({ stations }: Collected, layer: Layer, prefixes: readonly string[]): Station {
  const station: Station = { order: stations.length, layer, route: layer.route, prefixes }
  stations.push(station)
  return station
}

function headsOf(layer: Layer): readonly string[] | undefined {
  const heads = writtenPaths(layer).map((path) => pathShape(path)?.split('/')[1] ?? '')
  return heads.length > 0 && heads.every((head) => head !== '' && !head.includes('{}')) ? heads : undefined
}

function join(above: readonly string[], own: readonly string[]): readonly string[] {
  return above.flatMap((prefix) => own.map((path) => prefix + path))
}

function stopsIn({ tree, others }: MappedStack, path: string, baseUrl: string): readonly Stop[] {
  const items = [...new Set([...tree.find(path), ...others])].sort((one, other) => one.order - other.order)
  const head = textShape(path.split('/', 2)[1] ?? '')
  return items.flatMap(({ layer, heads, leads }) => {
    const taken = heads === undefined || heads.includes(head) ? takenPath(layer, path) : undefined
    if (taken === undefined) return []
    if (!('tree' in leads)) return [{ station: leads, baseUrl: layer.route === undefined ? baseUrl + taken : baseUrl }]
    return stopsIn(leads, path.slice(taken.length) || '/', baseUrl + taken)
  })
}
