import { isUnder } from '../../policy/servers/base-path.ts'
import type { CompiledPolicy, Rule } from '../../policy/types.ts'
import { isOwnRoute, samplePaths } from '../routes/binding.ts'
import type { RouteMap, Station } from '../routes/route-map.ts'
import { routeShapes, type Shape, shapeUnder, templateShape } from '../routes/route-shape.ts'
import { answers, handlerOf, type Route } from '../routes/stack.ts'
import { shapesOf, stationsByShape, targetOf } from '../routes/whole-shapes.ts'

/** What the application's routes say about the space outside the API's base paths (design 2.4). */
export type OutsideProof =
  /** No route there equals a documented template: what is outside is none of the gate's business. */
  | { readonly kind: 'proven' }
  /** A documented operation is served under another prefix, so its requests would arrive where nothing is enforced. */
  | { readonly kind: 'displaced'; readonly rule: Rule; readonly basePath: string }
  /** No route serves any operation: everything is proxied, perhaps with the base path cut off. */
  | { readonly kind: 'unserved' }

/** What the owner says, and what is somebody else's. */
export interface Claims {
  /** The options say where the API stands. */
  readonly basePathGiven: boolean
  /** The base paths of other gates: routes there are theirs to judge. */
  readonly elsewhere: readonly string[]
}

/** Reads the routes as they are now. */
export function proveOutside(
  routes: RouteMap,
  policy: Pick<CompiledPolicy, 'rules' | 'bases'>,
  { basePathGiven, elsewhere }: Claims,
): OutsideProof {
  const inside = policy.rules.map((rule) => routesInside(routes, rule))
  // What stands under one of the gate's own base paths is inside, whatever its ending looks like.
  const known = new Set(inside.flatMap((own) => [...own]))
  const byShape = routesByEnding(routes, [...elsewhere, ...policy.bases], known)
  for (const [index, rule] of policy.rules.entries()) {
    const basePath = displacedTo(routes, byShape, rule, inside[index] ?? new Set(), basePathGiven)
    if (basePath !== undefined) return { kind: 'displaced', rule, basePath }
  }
  const served = known.size > 0
  return served || basePathGiven ? { kind: 'proven' } : { kind: 'unserved' }
}

/**
 * Whether a route that runs for a target outside serves one of these operations, which would so be reached unguarded: in
 * a stack that the proof could not see into, as a sub-application.
 */
export function isServedOutside(
  routes: RouteMap,
  route: Route,
  rules: readonly Rule[],
  basePathGiven: boolean,
): boolean {
  return rules.some((rule) => isDisplaced(route, rule, routesInside(routes, rule), basePathGiven))
}

/** The routes made for an operation: those that take samples of its path, and those that have it whole. */
function routesInside(routes: RouteMap, rule: Rule): ReadonlySet<Route> {
  return new Set([...rule.bases.flatMap((base) => ownRoutes(routes, rule, base)), ...wholeRoutes(routes, rule)])
}

/** Routes that have the operation's path from the base path on: their expressions may take none of the samples. */
function wholeRoutes(routes: RouteMap, rule: Rule): readonly Route[] {
  const byShape = stationsByShape(routes)
  const found = rule.bases.flatMap((base) => byShape.get(shapeUnder(base, rule.template)) ?? [])
  return found.flatMap(({ route }) => (route !== undefined && answers(route, rule.method) ? [route] : []))
}

function ownRoutes(routes: RouteMap, rule: Rule, base: string): readonly Route[] {
  const stops = samplePaths(rule.template, base).flatMap((path) => routes.stops(path))
  return stops.flatMap(({ station: { route }, baseUrl }) =>
    route !== undefined && answers(route, rule.method) && isOwnRoute({ route, baseUrl }, rule, base) ? [route] : [],
  )
}

/** The prefix under which a route outside serves the operation; undefined where none does. */
function displacedTo(
  routes: RouteMap,
  byShape: ReadonlyMap<Shape, readonly { route: Route; prefix: string }[]>,
  rule: Rule,
  inside: ReadonlySet<Route>,
  basePathGiven: boolean,
): string | undefined {
  for (const prefix of rule.bases.flatMap(cutPrefixes)) {
    if (ownRoutes(routes, rule, prefix).some((route) => isDisplaced(route, rule, inside, basePathGiven))) return prefix
  }
  if (!hasLiteral(rule)) return undefined
  const ending = byShape.get(templateShape(rule.template))
  return ending?.find(({ route }) => answers(route, rule.method) && isDisplaced(route, rule, inside, basePathGiven))
    ?.prefix
}

/**
 * A page of the same shape beside the API (B-03) is no displaced operation: it only reads, shares no handler with the
 * operation's own route, and that route exists. Where the owner says where the API stands, it need not only read: a site's
 * `POST /login` is not the API's.
 */
function isDisplaced(route: Route, rule: Rule, inside: ReadonlySet<Route>, basePathGiven: boolean): boolean {
  if (inside.size === 0 || (rule.method !== 'GET' && !basePathGiven)) return true
  const handlers = new Set([...inside].flatMap((own) => own.stack.map(handlerOf)))
  return route.stack.some((layer) => handlers.has(handlerOf(layer)))
}

/** What is left of a base path when a proxy cuts off its beginning: of `/api/v1`, `/v1` and nothing. */
function cutPrefixes(base: string): readonly string[] {
  const segments = base.split('/').slice(1)
  return segments.map((_, index) =>
    segments
      .slice(index + 1)
      .map((segment) => `/${segment}`)
      .join(''),
  )
}

/** A template of parameters alone has the shape of half the routes there are. */
export function hasLiteral(rule: Rule): boolean {
  return rule.template.segments.some((segment) => segment.kind === 'literal')
}

/** A route, and the path in front of what a template could be. */
interface Ending {
  readonly route: Route
  readonly prefix: string
}

/** Every route under each ending of its path. */
function routesByEnding(
  routes: RouteMap,
  elsewhere: readonly string[],
  inside: ReadonlySet<Route>,
): ReadonlyMap<Shape, readonly Ending[]> {
  const byShape = new Map<Shape, Ending[]>()
  for (const station of routes.stations) {
    const { route } = station
    // Of a route inside whose place cannot be read, its own path says nothing.
    if (route === undefined || (station.prefixes.length === 0 && inside.has(route))) continue
    for (const shape of outerShapes(routes, station, elsewhere)) {
      for (const [ending, prefix] of endingsOf(shape)) {
        const listed = byShape.get(ending)
        if (listed === undefined) byShape.set(ending, [{ route, prefix }])
        else listed.push({ route, prefix })
      }
    }
  }
  return byShape
}

/** The shapes of a route that are not elsewhere. Where nobody knows what is in front, the route's own is all there is. */
function outerShapes(routes: RouteMap, station: Station, elsewhere: readonly string[]): readonly Shape[] {
  const { route, prefixes } = station
  const isElsewhere = (shape: Shape): boolean => elsewhere.some((base) => isUnder(shape, base))
  if (route === undefined || prefixes.length > 0) return shapesOf(station).filter((shape) => !isElsewhere(shape))
  const isReached = (path: string): boolean => routes.stops(path).some((stop) => stop.station === station)
  return routeShapes(route).filter((shape) => !elsewhere.some((base) => isReached(base + targetOf(shape))))
}

export function endingsOf(shape: Shape): readonly (readonly [Shape, string])[] {
  const segments = shape.split('/').slice(1)
  return segments.map((_, index) => [
    `/${segments.slice(index).join('/')}`,
    segments
      .slice(0, index)
      .map((segment) => `/${segment}`)
      .join(''),
  ])
}
