import { answersMethod } from '../../http/answers-method.ts'
import { isUnder } from '../../policy/servers/base-path.ts'
import type { CompiledPolicy, Rule } from '../../policy/types.ts'
import { createMatcher } from '../../routing/matcher.ts'
import type { MatchedRule, Matcher } from '../../routing/types.ts'
import { isOwnRoute, samplePaths } from '../routes/binding.ts'
import { mapOf } from '../routes/current-map.ts'
import { isPlain } from '../routes/plain-route.ts'
import type { RouteMap, Station, Stop } from '../routes/route-map.ts'
import type { RouteOwners } from '../routes/route-owners.ts'
import { type Shape, shapeUnder, templateShape } from '../routes/route-shape.ts'
import type { ServedRules } from '../routes/served-rules.ts'
import { answers, type ReachedRoute } from '../routes/stack.ts'
import { shapesOf } from '../routes/whole-shapes.ts'

/** What a request has passed before it comes to a route. */
export interface Passed {
  /** The application that was routing, to look for other routes in. */
  readonly app: object
  /** The rules that were enforced. */
  readonly rules: readonly Rule[]
}

/** The rules that a running route adds to those that were decided. */
export type RulesOfRoute = (reached: Reached, passed: Passed) => readonly MatchedRule[]

/** A route, and the method and the target that it was reached with. */
export interface Reached extends ReachedRoute {
  readonly method: string
  readonly target: string
}

/**
 * Express runs the first route registered, OpenAPI the most concrete path (P-23, P-35). Where a route was made for
 * another operation than the decided one, and that one has a route of its own that came too late, both rules hold.
 * A route that alone serves both (`/users/:id` for `/users/me`, too) is used as it was meant.
 */
export function createRulesOfRoute(policy: CompiledPolicy, owners: RouteOwners, served: ServedRules): RulesOfRoute {
  const matchers = new Map<Rule, Matcher>()
  const matchesOf = (rule: Rule, { method, target }: Reached): readonly MatchedRule[] => {
    const known = matchers.get(rule) ?? createMatcher({ rules: [rule], bases: rule.bases, routing: policy.routing })
    matchers.set(rule, known)
    const match = known.match(method, target)
    return match.kind === 'operation' ? match.rules : []
  }
  /** An expression or an optional part may be one operation's own; only those that the request could be for count. */
  const servedBy = (reached: Reached, app: object): readonly Rule[] => {
    const { route, method } = reached
    if (!isPlain(route) && isCatchAll(reached, app)) return []
    const rules = (served(app, route) ?? []).filter((rule) => answersMethod(rule.method, method))
    return isPlain(route) ? rules : rules.filter((rule) => matchesOf(rule, reached).length > 0)
  }
  const othersThan = (reached: Reached, { app, rules }: Passed): readonly Rule[] => {
    const isOther = (rule: Rule): boolean => !rules.includes(rule)
    const own = owners(reached, reached.method)
    const others = own.filter(isOther)
    // A plain path that fits none here may serve one elsewhere, from where a request has come by another spelling.
    if (own.length === 0 || !isPlain(reached.route))
      return [...new Set([...others, ...servedBy(reached, app)])].filter(isOther)
    return others.length === 0 ? others : withWholeShape(others, rules, placesOf(reached, app))
  }

  return (reached, passed) => {
    const others = othersThan(reached, passed)
    if (others.length === 0 || isMadeForBoth(reached, passed, others)) return []
    if (passed.rules.length > 0 && !hasOwnRoute(passed, others, reached)) return []
    return others.flatMap((rule) => {
      const matched = matchesOf(rule, reached)
      return matched.length > 0 ? matched : [{ rule, params: Object.create(null) }]
    })
  }
}

/** What takes in all that lies below a target was made for no operation, and is used for the one that was decided (P-35). */
function isCatchAll({ route, target }: Reached, app: object): boolean {
  const [path = ''] = target.split('?', 1)
  const below = `${path.replace(/\/$/, '')}/below/below/below`
  return mapOf(app)
    .stops(below)
    .some(({ station }) => station.route === route)
}

/** The whole shapes that a route has, for each place of its router that the target may have come through. */
function placesOf({ route, baseUrl, target }: Reached, app: object): readonly Place[] {
  const [path = ''] = target.split('?', 1)
  const stops = mapOf(app).stops(path)
  return stops
    .filter((stop) => stop.station.route === route && stop.baseUrl === baseUrl)
    .map(({ station }) => shapesOf(station))
}

/** None: its mount path cannot be read. */
type Place = readonly Shape[]

function isAt(place: Place, { bases, template }: Rule): boolean {
  return bases.some((base) => place.includes(shapeUnder(base, template)))
}

/**
 * What a router took of the target may be a name or a value: `/users/me` is of `/users/{id}`, too. Where its mount path can
 * be read, that says which; a route whose place is not known was made for each of them.
 */
function withWholeShape(others: readonly Rule[], decided: readonly Rule[], places: readonly Place[]): readonly Rule[] {
  const isWhole = (rule: Rule): boolean => places.some((place) => isAt(place, rule))
  // A mount path that fits none of those that were decided was not read right.
  if (places.some((place) => place.length === 0) || !decided.some(isWhole)) return others
  return others.filter(isWhole)
}

/**
 * Whether a route has a path for a decided operation and others for the rest, as a loader with both `/users/me` and
 * `/users/:id`. Where a router took part of the template, its mount path says whether it took it as a name or as a value;
 * and `/me` and `/me/` are one path to most routers.
 */
function isMadeForBoth(reached: Reached, { rules, app }: Passed, others: readonly Rule[]): boolean {
  return rules.some((rule) => {
    if (others.some(({ template }) => templateShape(template) === templateShape(rule.template))) return false
    if (rule.bases.some((base) => isUnder(base, reached.baseUrl) && isOwnRoute(reached, rule, base))) return true
    const places = placesOf(reached, app)
    return places.length > 0 && places.every((place) => isAt(place, rule))
  })
}

/**
 * Whether a decided operation has a route of its own beside the one that runs, or may have one where nobody can look. It
 * need not answer this target: where routing is case-sensitive, `/files/PUBLIC` is no target of `/files/public`.
 */
function hasOwnRoute(
  { app, rules }: Passed,
  made: readonly Rule[],
  { route: running, method, target }: Reached,
): boolean {
  const [path = ''] = target.split('?', 1)
  const routes = mapOf(app)
  if (!routes.stops(path).some(({ station }) => station.route === running)) return true
  const paths = rules.flatMap((rule) => rule.bases.flatMap((base) => samplePaths(rule.template, base)))
  const takes = stationsOf(routes, made)
  return [path, ...paths].some((asked) =>
    routes.stops(asked).some((stop) => {
      const { route } = stop.station
      if (route === running || (route !== undefined && !answers(route, method))) return false
      return isMadeForAny(stop, rules) || !takes.has(stop.station)
    }),
  )
}

function isMadeForAny({ station: { route }, baseUrl }: Stop, rules: readonly Rule[]): boolean {
  if (route === undefined) return false
  return rules.some((rule) => rule.bases.some((base) => isOwnRoute({ route, baseUrl }, rule, base)))
}

const taking = new WeakMap<RouteMap, Map<Rule, ReadonlySet<Station>>>()

/**
 * What Express would try for the operations that the running route was made for. Anything else that takes this path is
 * there for this path. Remembered: with many routes that go on, each of them asks.
 */
function stationsOf(routes: RouteMap, made: readonly Rule[]): ReadonlySet<Station> {
  const known = taking.get(routes) ?? new Map<Rule, ReadonlySet<Station>>()
  taking.set(routes, known)
  return new Set(
    made.flatMap((rule) => {
      const stations = known.get(rule) ?? new Set(stopsFor(routes, rule).map(({ station }) => station))
      known.set(rule, stations)
      return [...stations]
    }),
  )
}

function stopsFor(routes: RouteMap, rule: Rule): readonly Stop[] {
  const paths = rule.bases.flatMap((base) => samplePaths(rule.template, base, routes.hasExpressions))
  return paths.flatMap((path) => routes.stops(path))
}
