import type { Request } from 'express'
import { type BoundParameter, isBound } from '../../decision/binding.ts'
import type { Auth } from '../../decision/types.ts'
import { namesIn } from '../../policy/path-template.ts'
import type { Binding, Rule } from '../../policy/types.ts'
import { parametersOf, pathShape } from '../routes/route-shape.ts'
import type { Route } from '../routes/stack.ts'

/**
 * Whether what a route itself reads of the request fits the claims that its operation binds it to. Parsers differ: an
 * application may have a query parser of its own, or one that stops at the thousandth parameter, and routers cut
 * `{a}-{b}` in their own ways (Z-02).
 */
export function readsWhatIsBound(req: Request, route: Route, rule: Rule, { claims }: Auth): boolean {
  const { bind } = rule.extension
  return isBound(
    bind.flatMap((binding) => parameterRead(req, route, rule, binding)),
    claims,
  )
}

/** None where the route cannot read it: another one in front of it has, and was judged for itself. */
function parameterRead(
  req: Request,
  route: Route,
  rule: Rule,
  { in: where, parameter, claim }: Binding,
): readonly BoundParameter[] {
  if (where === 'query') return [{ claim, value: textOf(queryOf(req)[parameter]) }]
  const read: Readonly<Record<string, unknown>> = req.params
  const name = Object.hasOwn(read, parameter) ? parameter : nameInRoute(route, rule, parameter)
  return name === undefined || !Object.hasOwn(read, name) ? [] : [{ claim, value: textOf(read[name]) }]
}

/**
 * What the route calls a parameter of the template: the one at its place in the segment, counted from the end, since
 * routers in front have taken the beginning. Undefined where the route reads the segment in another way.
 */
export function nameInRoute(route: Route, { template }: Rule, parameter: string): string | undefined {
  const { path } = route
  if (typeof path !== 'string' || pathShape(path) === undefined) return undefined
  const segments = template.segments.map(namesIn)
  const at = segments.findIndex((names) => names.includes(parameter))
  const own = segments[at] ?? []
  const inRoute = parametersOf(
    path
      .replace(/\/$/, '')
      .split('/')
      .at(at - segments.length) ?? '',
  )
  return inRoute.length === own.length ? inRoute[own.indexOf(parameter)] : undefined
}

/**
 * A list of several, or an object, is what the application reads, and binds to nothing. Validation makes numbers and
 * booleans of texts, which were compared as they came before.
 */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value : undefined
}

function queryOf(req: Request): Readonly<Record<string, unknown>> {
  // Middleware of Express 4 may have put anything there.
  const query: unknown = req.query
  return typeof query === 'object' && query !== null ? { ...query } : {}
}
