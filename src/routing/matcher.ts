import { answersMethod } from '../http/answers-method.ts'
import type { CompiledPolicy } from '../policy/types.ts'
import { type BaseNode, compileBases, locate } from './bases.ts'
import { findLeaves } from './find-leaves.ts'
import { readParams } from './params.ts'
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

  const rules: MatchedRule[] = []
  const documented: Leaf[] = []
  for (const base of bases) {
    const depth = base.keys.length
    const leaves = findLeaves(base.root, path, depth, routing.strict)
    rules.push(...matchMethod(leaves, method, path, depth))
    documented.push(...leaves)
  }
  const [first, ...others] = rules
  if (first !== undefined) return { kind: 'operation', rules: [first, ...others] }
  return documented.length === 0 ? { kind: 'unknown' } : { kind: 'method', allow: methodsOf(documented) }
}

/**
 * Precedence is judged among the templates that have the method: Express leaves a route that has no handler for it, and
 * `DELETE /users/me` reaches the handler of `/users/{id}` where `/users/me` has only GET. A GET route answers HEAD, also
 * where a HEAD route stands behind it (`router/lib/route.js:64`).
 */
function matchMethod(leaves: readonly Leaf[], method: string, path: RequestPath, depth: number): MatchedRule[] {
  const serving = leaves.filter((leaf) => leaf.rules.some((rule) => answersMethod(rule.method, method)))
  return withoutOutranked(serving, path, depth).flatMap((leaf) =>
    leaf.rules
      .filter((rule) => answersMethod(rule.method, method))
      .map((rule) => ({ rule, params: readParams(rule, leaf, path, depth) })),
  )
}

function methodsOf(leaves: readonly Leaf[]): readonly string[] {
  const methods = new Set(leaves.flatMap((leaf) => leaf.rules.map((rule) => rule.method)))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}
