import { answersMethod } from '../../http/answers-method.ts'
import type { Rule } from '../../policy/types.ts'
import { createRouteOwners } from '../routes/route-owners.ts'
import { routeShapes, type Shape, templateShape } from '../routes/route-shape.ts'
import type { ReachedRoute } from '../routes/stack.ts'
import { endingsOf, hasLiteral } from './outside.ts'

/** The operations whose template a running route has under any prefix. */
export type OutsideRules = (reached: ReachedRoute, method: string) => readonly Rule[]

export function createOutsideRules(rules: readonly Rule[]): OutsideRules {
  const byTemplate = new Map<Shape, Rule[]>()
  for (const rule of rules.filter(hasLiteral)) {
    const shape = templateShape(rule.template)
    const listed = byTemplate.get(shape)
    if (listed === undefined) byTemplate.set(shape, [rule])
    else listed.push(rule)
  }
  // As if there were no base path: a router may have taken part of the template.
  const bare = new Map(rules.map((rule): [Rule, Rule] => [{ ...rule, bases: [''] }, rule]))
  const owners = createRouteOwners({ rules: [...bare.keys()], bases: [''] })
  return (reached, method) => {
    const ending = routeShapes(reached.route).flatMap((shape) =>
      endingsOf(shape).flatMap(([end]) => byTemplate.get(end) ?? []),
    )
    const whole = owners(reached, method).map((rule) => bare.get(rule) ?? rule)
    return [...ending.filter((rule) => answersMethod(rule.method, method)), ...whole]
  }
}
