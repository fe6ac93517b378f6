import { isUnder } from '../../policy/servers/base-path.ts'
import type { CompiledPolicy, Rule } from '../../policy/types.ts'
import { createMatcher } from '../../routing/matcher.ts'
import type { Matcher } from '../../routing/types.ts'
import { mapOf } from '../routes/current-map.ts'
import { isPlain } from '../routes/plain-route.ts'
import type { RouteMap } from '../routes/route-map.ts'
import type { ServedRules } from '../routes/served-rules.ts'
import type { ReachedRoute } from '../routes/stack.ts'
import { isServedOutside, type OutsideProof, proveOutside } from './outside.ts'
import { createOutsideRules } from './outside-rules.ts'

/** What may pass outside the API's base paths (design 2.4). */
export interface OutsideGuard {
  /** What the routes show. Looked up again, for requests outside, when routes were added. */
  proof(app: object, outside: boolean): OutsideProof
  /** Whether a route that runs for a target outside serves an operation, where the proof could not see it. */
  serves(app: object, reached: ReachedRoute, method: string, target: string): boolean
  /** What a proxy may have cut off a target that is outside now. None where `basePath` says where the API stands. */
  readonly cutOff: readonly string[]
  /** The proof, made for the report. */
  prove(app: object, routes: RouteMap): OutsideProof
}

export interface OutsideGuardParts {
  readonly policy: Pick<CompiledPolicy, 'rules' | 'bases'>
  readonly servedRules: ServedRules
  readonly basePathGiven: boolean
  /** Base paths of the other gates on the application. */
  readonly elsewhere: (app: object) => readonly string[]
  /** Told whenever the kind of proof changes to one that closes something. */
  readonly warn: (line: string) => void
}

export function createOutsideGuard(parts: OutsideGuardParts): OutsideGuard {
  if (parts.policy.bases.includes('')) return everythingInside
  const rulesOf = createOutsideRules(parts.policy.rules)
  const { basePathGiven, servedRules } = parts
  const tails = createMatcher(withoutBases(parts.policy))
  // By application: what one of them shows says nothing about another that the same gate guards.
  const proofs = new WeakMap<object, { readonly routes: RouteMap; readonly proof: OutsideProof }>()
  const prove = (app: object, routes: RouteMap): OutsideProof =>
    proveOutside(routes, parts.policy, { basePathGiven, elsewhere: parts.elsewhere(app) })
  return {
    prove,
    cutOff: basePathGiven ? [] : parts.policy.bases.flatMap(beginningsOf),
    proof(app, outside) {
      const known = proofs.get(app)
      // A route that was added since could only answer outside, so that requests inside need not count them.
      if (known !== undefined && !outside) return known.proof
      const routes = mapOf(app)
      if (known?.routes === routes) return known.proof
      const proof = prove(app, routes)
      if (proof.kind !== known?.proof.kind) tell(proof, parts)
      proofs.set(app, { routes, proof })
      return proof
    },
    serves(app, reached, method, target) {
      const [path = ''] = target.split('?', 1)
      if (parts.elsewhere(app).some((base) => isUnder(path, base))) return false
      const { route } = reached
      const served = (servedRules(app, route) ?? []).filter(isProtected)
      // One route that serves inside and outside is the API, whatever its path; a wildcard may have pages as well.
      if (served.length > 0 && (isPlain(route) || endsAsDocumented(tails, method, target))) return true
      const rules = rulesOf(reached, method)
      return rules.length > 0 && isServedOutside(mapOf(app), route, rules, basePathGiven)
    },
  }
}

function isProtected({ alternatives }: Rule): boolean {
  return alternatives.length > 0
}

/** The same operations as if the API stood at the root, as the most careless router compares them. */
function withoutBases({ rules }: OutsideGuardParts['policy']): Parameters<typeof createMatcher>[0] {
  return {
    rules: rules.filter(isProtected).map((rule) => ({ ...rule, bases: [''] })),
    bases: [''],
    routing: { caseSensitive: false, strict: false },
  }
}

/** Whether an ending of the target is what some template matches. */
function endsAsDocumented(tails: Matcher, method: string, target: string): boolean {
  const [path = ''] = target.split('?', 1)
  const segments = path.split('/').slice(1)
  return segments.some((_, index) => tails.match(method, `/${segments.slice(index).join('/')}`).kind === 'operation')
}

const proven: OutsideProof = { kind: 'proven' }

const everythingInside: OutsideGuard = {
  proof: () => proven,
  serves: () => false,
  cutOff: [],
  prove: () => proven,
}

/** Of `/api/v1`: `/api` and `/api/v1`. */
function beginningsOf(base: string): readonly string[] {
  const segments = base.split('/').slice(1)
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`)
}

function tell(proof: OutsideProof, { policy, warn }: OutsideGuardParts): void {
  const bases = policy.bases.join(', ')
  if (proof.kind === 'displaced') {
    const { method, operation } = proof.rule
    warn(
      `every request is answered 503: ${method} ${operation.path} is served at ${proof.basePath}${operation.path}, outside ` +
        `the document's base path ${bases}. Set basePath: '${proof.basePath || '/'}' in the options; or basePath: ` +
        `'${policy.bases[0]}', where what stands outside is not the API.`,
    )
  }
  if (proof.kind === 'unserved') {
    warn(
      `requests outside ${bases} are answered 503: no route of the application serves an operation, so nothing shows ` +
        `where the API stands. Set basePath in the options: '${policy.bases[0]}', or '/' where a proxy cuts it off.`,
    )
  }
}
