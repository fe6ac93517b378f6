import { answersMethod } from '../../http/answers-method.ts'
import type { CompiledPolicy, Rule } from '../../policy/types.ts'
import { isOwnRoute } from './binding.ts'
import { routeShapes, type Shape, templateShape } from './route-shape.ts'
import type { ReachedRoute, Route } from './stack.ts'

/** The operations a running route was made for, by its own path. A catch-all or an expression was made for none. */
export type RouteOwners = (reached: ReachedRoute, method: string) => readonly Rule[]

export function createRouteOwners({ rules, bases }: Pick<CompiledPolicy, 'rules' | 'bases'>): RouteOwners {
  const byCut = new Map<number, ReadonlyMap<Shape, readonly Rule[]>>()
  const withShape = (shape: Shape, from: number): readonly Rule[] => {
    const known = byCut.get(from) ?? indexByShape(rules, from)
    byCut.set(from, known)
    return known.get(shape) ?? []
  }
  const find: RouteOwners = (reached, method) =>
    bases.flatMap((base) =>
      routeShapes(reached.route)
        .flatMap((shape) => candidates(shape, reached.baseUrl, base, withShape))
        .filter(
          (rule) => answersMethod(rule.method, method) && rule.bases.includes(base) && isOwnRoute(reached, rule, base),
        ),
    )
  return withLastAnswer(find)
}

/** A route is mostly reached in one way, and with one method. */
function withLastAnswer(find: RouteOwners): RouteOwners {
  const answers = new WeakMap<Route, { baseUrl: string; method: string; rules: readonly Rule[] }>()
  return (reached, method) => {
    const { route, baseUrl } = reached
    const last = answers.get(route)
    if (last !== undefined && last.baseUrl === baseUrl && last.method === method) return last.rules
    const rules = find(reached, method)
    answers.set(route, { baseUrl, method, rules })
    return rules
  }
}

function indexByShape(rules: readonly Rule[], from: number): ReadonlyMap<Shape, readonly Rule[]> {
  const index = new Map<Shape, Rule[]>()
  for (const rule of rules) {
    const shape = templateShape(rule.template, from)
    const listed = index.get(shape)
    if (listed === undefined) index.set(shape, [rule])
    else listed.push(rule)
  }
  return index
}

/** What the routers in front took of base path and template decides where the route's own path begins. */
function candidates(
  shape: Shape,
  baseUrl: string,
  base: string,
  withShape: (shape: Shape, from: number) => readonly Rule[],
): readonly Rule[] {
  const taken = segmentsOf(baseUrl)
  const from = taken - segmentsOf(base)
  if (from >= 0) return withShape(shape, from)
  const rest = base
    .toLowerCase()
    .split('/')
    .slice(1 + taken)
  const prefix = `/${rest.join('/')}`
  if (shape === prefix) return withShape('/', 0)
  return shape.startsWith(`${prefix}/`) ? withShape(shape.slice(prefix.length), 0) : []
}

function segmentsOf(path: string): number {
  return path.split('/').filter((segment) => segment !== '').length
}
