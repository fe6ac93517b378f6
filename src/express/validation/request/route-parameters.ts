import type { Request } from 'express'
import { parameterNames } from '../../../policy/path-template.ts'
import type { Rule } from '../../../policy/types.ts'
import type { MatchedRule } from '../../../routing/types.ts'
import { nameInRoute } from '../../lock/read-by-route.ts'
import type { Route } from '../../routes/stack.ts'

/** The parameters of a path as text, by the names of the document. */
export function pathParameters({ params }: MatchedRule): Record<string, string> {
  // The router has refused what cannot be decoded.
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]))
}

/**
 * Gives the parameters of a route the values that validation made of them. The route keeps its own names: which is which is
 * known by the place, and by the text being the same.
 */
export function coerceParameters(
  req: Request,
  route: Route,
  rule: Rule,
  {
    before,
    after,
  }: { readonly before: Readonly<Record<string, string>>; readonly after: Readonly<Record<string, unknown>> },
): void {
  const read: Record<string, unknown> = req.params
  for (const parameter of parameterNames(rule.template)) {
    if (after[parameter] === before[parameter]) continue
    const name = nameInRoute(route, rule, parameter) ?? parameter
    if (Object.hasOwn(read, name) && read[name] === before[parameter]) read[name] = after[parameter]
  }
}
