import { answersMethod } from '../http/answers-method.ts'
import type { CompiledPolicy } from '../policy/types.ts'
import { type Base, type BaseNode, compileBases, locate } from './bases.ts'
import { findLeaves } from './find-leaves.ts'
import { FoundRule } from './matched-rule.ts'
import type { Leaf } from './path-trie.ts'
import { withoutOutranked } from './precedence.ts'
import { createRequestPath, type RequestPath } from './request-path.ts'
import { parseTarget } from './target.ts'
import type { Match, MatchedRule, Matcher } from './types.ts'

type Routing = CompiledPolicy['routing']

/**
 * Compiles a policy into a matcher: the rules whose handlers Express may run for a method and a target. A look-up costs
 * as much as the target is long and its segments are many, however many operations the document has.
 */
export function createMatcher(policy: Pick<CompiledPolicy, 'rules' | 'bases' | 'routing'>): Matcher {
  const bases = compileBases(policy)
  const routing = { ...policy.routing }
  return { match: (method, target) => matchTarget(bases, routing, method, target) }
}

function matchTarget(root: BaseNode, routing: Routing, method: string, target: string): Match {
  const parsed = parseTarget(target)
  if (!parsed.ok) return { kind: 'invalid', reason: parsed.reason }
  const path = createRequestPath(parsed.path, routing.caseSensitive)
  const { inside, bases } = locate(root, path)
  if (!inside) return { kind: 'outside' }

  const leavesOf = (base: Base): Leaf[] => findLeaves(base.root, path, base.keys.length, routing.strict)
  const rules: MatchedRule[] = []
  for (const base of bases) addMatching(rules, leavesOf(base), method, path, base.keys.length)
  if (isNotEmpty(rules)) return { kind: 'operation', rules }
  const documented = bases.flatMap(leavesOf)
  return documented.length === 0 ? { kind: 'unknown' } : { kind: 'method', allow: methodsOf(documented) }
}

function isNotEmpty(rules: readonly MatchedRule[]): rules is readonly [MatchedRule, ...MatchedRule[]] {
  return rules.length > 0
}

/**
 * Precedence is judged among the templates that have the method: Express leaves a route that has no handler for it, and
 * `DELETE /users/me` reaches the handler of `/users/{id}` where `/users/me` has only GET. A GET route answers HEAD, also
 * where a HEAD route stands behind it (`router/lib/route.js:64`).
 */
function addMatching(
  found: MatchedRule[],
  leaves: readonly Leaf[],
  method: string,
  path: RequestPath,
  depth: number,
): void {
  const [, another] = leaves
  const serves = (leaf: Leaf): boolean => leaf.rules.some((rule) => answersMethod(rule.method, method))
  const serving = another === undefined ? leaves : leaves.filter(serves)
  for (const leaf of withoutOutranked(serving, path, depth)) {
    for (const rule of leaf.rules) {
      if (answersMethod(rule.method, method)) found.push(new FoundRule(rule, leaf, path, depth))
    }
  }
}

function methodsOf(leaves: readonly Leaf[]): readonly string[] {
  const methods = new Set(leaves.flatMap((leaf) => leaf.rules.map((rule) => rule.method)))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}
