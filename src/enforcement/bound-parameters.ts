import type { BoundParameter } from '../decision/binding.ts'
import { ambiguous, readQueryParameter } from '../http/query-parameter.ts'
import { parameterNames } from '../policy/path-template.ts'
import type { Binding } from '../policy/types.ts'
import type { MatchedRule } from '../routing/types.ts'

/** The parameters of a request that a rule binds to claims, as the target has them. */
export function boundParameters({ rule, params }: MatchedRule, target: string): readonly BoundParameter[] {
  return rule.extension.bind.map((binding) => ({
    claim: binding.claim,
    value: binding.in === 'path' ? pathValue(binding, rule, params) : queryValue(binding, target),
  }))
}

/** Of a name that stands twice in the template, readers differ in which value they keep (Z-02). */
function pathValue(
  { parameter }: Binding,
  { template }: MatchedRule['rule'],
  params: MatchedRule['params'],
): string | undefined {
  const count = parameterNames(template).filter((name) => name === parameter).length
  const value = params[parameter]
  return count === 1 && value !== undefined ? decodeURIComponent(value) : undefined
}

function queryValue({ parameter }: Binding, target: string): string | undefined {
  const [, query = ''] = /^[^?]*\?(.*)$/s.exec(target) ?? []
  const value = readQueryParameter(query, parameter)
  return value === ambiguous ? undefined : value
}
