import { authOf, type ConnectionTokens } from '../decision/auth.ts'
import type { Refusal } from '../decision/judgement.ts'
import { refuse } from '../decision/refuse.ts'
import type { Allowed, Decision, Refused, ServerRequest } from '../decision/types.ts'
import type { Rule } from '../policy/types.ts'
import type { Match, MatchedRule, Matcher } from '../routing/types.ts'
import type { Scheme } from '../schemes/types.ts'
import { isPending } from '../waiting/when-known.ts'
import type { AllowedRoutes } from './allowed-routes.ts'
import { Asked, type Surroundings } from './asked.ts'
import { type CallerRights, createCallerRights } from './caller-rights.ts'
import { type Evaluated, evaluate } from './evaluate.ts'
import type { PermissionsHint } from './permissions-hint.ts'
import { type Plan, planBeside } from './plan.ts'
import { isPreflight } from './preflight.ts'
import { whenAll } from './when-all.ts'

/** A decision, and the rules that were enforced for it. */
export interface Judged {
  readonly decision: Decision
  readonly rules: readonly Rule[]
  /** In report mode: what would have been answered. */
  readonly reported: Refused | undefined
}

/** What an engine is made of. */
export interface EngineParts {
  readonly matcher: Matcher
  readonly plans: ReadonlyMap<Rule, Plan>
  readonly schemes: ReadonlyMap<string, Scheme>
  readonly allowedRoutes: AllowedRoutes
  /** Knows the same templates in any case, with and without a slash: routers of an application may read them so. */
  readonly loose: Matcher
  readonly undocumented: 'deny' | 'pass'
  /** `mode: 'report'`: nothing is refused. */
  readonly report: boolean
  readonly detail: boolean
  readonly surroundings: Surroundings
  readonly hintAtPermissions: PermissionsHint
  readonly connections: ConnectionTokens
}

/** A request becomes a decision. It waits only where something has to be waited for. It may throw; `enforcement.ts` does not. */
export interface Engine {
  judge(request: ServerRequest): Judged | Promise<Judged>
  /** Judges rules that were found in another way than by the request's own target. */
  judgeRules(matched: readonly MatchedRule[], request: ServerRequest): Judged | Promise<Judged>
  /** Judges by a rule that is none of the document's operations. */
  judgeBeside(rule: Rule, request: ServerRequest): Judged | Promise<Judged>
  readonly permitted: CallerRights
  refuse(refusal: Refusal, request: ServerRequest): Refused
}

export function createEngine(parts: EngineParts): Engine {
  return {
    judge: (request) => judgeMatch(parts, parts.matcher.match(request.method, request.target), request),
    judgeRules: (matched, request) => judgeRules(parts, matched, new Asked(request, parts.surroundings)),
    judgeBeside: (rule, request) => {
      const matched = { rule, params: {} }
      return judgePlan(parts, planBeside(rule, parts.schemes), matched, new Asked(request, parts.surroundings))
    },
    permitted: createCallerRights(parts.plans.values(), parts.surroundings),
    refuse: (refusal, request) => refuseWith(parts, refusal, new Asked(request, parts.surroundings), undefined),
  }
}

function judgeMatch(parts: EngineParts, match: Match, request: ServerRequest): Judged | Promise<Judged> {
  const asked = new Asked(request, parts.surroundings)
  if (match.kind === 'operation') return judgeRules(parts, match.rules, asked)
  if (match.kind === 'invalid')
    return refused(parts, { allowed: false, error: 'invalid_target', reason: match.reason }, asked)
  if (match.kind === 'method' && isPreflight(asked, parts.matcher)) return admitted('preflight')
  if (parts.allowedRoutes(request.method, request.target) && !isLooselyDocumented(parts, request)) {
    return admitted('undocumented')
  }
  if (match.kind === 'outside') return admitted('outside')
  if (match.kind === 'method') {
    return refused(
      parts,
      { allowed: false, error: 'method_not_allowed', reason: 'route.method', allow: match.allow },
      asked,
    )
  }
  if (parts.undocumented === 'pass' && isUnknownToAll(parts, request)) return admitted('undocumented')
  return refused(parts, { allowed: false, error: 'not_found', reason: 'route.unknown' }, asked)
}

/** `pass` lets through only what no template matches in any method, however it is read. */
function isUnknownToAll({ loose }: EngineParts, { method, target }: ServerRequest): boolean {
  return loose.match(method, target).kind === 'unknown'
}

/** What a careless router takes for an operation is not opened by `allowRoutes`. */
function isLooselyDocumented({ loose }: EngineParts, { method, target }: ServerRequest): boolean {
  return loose.match(method, target).kind === 'operation'
}

function admitted(because: Allowed['because']): Judged {
  const decision = Object.freeze({ allowed: true, because, operation: undefined, auth: undefined } as const)
  return { decision, rules: [], reported: undefined }
}

function refused(parts: EngineParts, refusal: Refusal, asked: Asked): Judged {
  return reportOr(parts.report, refuseWith(parts, refusal, asked, undefined), [])
}

/** Report mode lets a refused request in, and says in `reported` what the answer would have been. */
function reportOr(report: boolean, decision: Refused, rules: readonly Rule[]): Judged {
  if (!report) return { decision, rules, reported: undefined }
  const { operation } = decision
  const letIn = Object.freeze({ allowed: true, because: 'report', operation, auth: undefined } as const)
  return { decision: letIn, rules, reported: decision }
}

function refuseWith(parts: EngineParts, refusal: Refusal, asked: Asked, rule: Rule | undefined): Refused {
  const exposed = asked.headers.header('origin') !== undefined
  return refuse(refusal, { operation: rule?.operation, detail: parts.detail, exposed })
}

/** Every rule has to let the request in; the first one says who the caller is. */
function judgeRules(parts: EngineParts, matched: readonly MatchedRule[], asked: Asked): Judged | Promise<Judged> {
  const [only, another] = matched
  if (only !== undefined && another === undefined) return judgeRule(parts, only, asked)
  const rules = matched.map(({ rule }) => rule)
  const judged = matched.map((one) => judgeRule(parts, one, asked))
  return whenAll(judged, (all) => combine(all, rules))
}

function combine(judged: readonly Judged[], rules: readonly Rule[]): Judged {
  const [first] = judged
  const decisive = judged.find((one) => !one.decision.allowed) ?? judged.find((one) => one.reported) ?? first
  if (decisive === undefined) throw new Error('a match without a rule')
  return { ...decisive, rules }
}

function judgeRule(parts: EngineParts, matched: MatchedRule, asked: Asked): Judged | Promise<Judged> {
  const plan = parts.plans.get(matched.rule)
  if (plan === undefined) throw new Error(`no plan for ${matched.rule.method} ${matched.rule.operation.path}`)
  return judgePlan(parts, plan, matched, asked)
}

function judgePlan(parts: EngineParts, plan: Plan, matched: MatchedRule, asked: Asked): Judged | Promise<Judged> {
  const evaluated = evaluate(plan, matched, asked)
  return isPending(evaluated)
    ? evaluated.then((late) => conclude(parts, plan, late, asked))
    : conclude(parts, plan, evaluated, asked)
}

function conclude(parts: EngineParts, plan: Plan, { strict, lenient, outcomes }: Evaluated, asked: Asked): Judged {
  const { rule } = plan
  if (!strict.allowed) {
    if (strict.reason === 'scope.missing') parts.hintAtPermissions(plan, outcomes, asked.facts)
    const decision = refuseWith(parts, strict, asked, rule)
    return reportOr(plan.report || lenient?.allowed === true, decision, [rule])
  }
  const { operation } = rule
  const auth = strict.because === 'operation' ? authOf(operation, strict, parts.connections) : undefined
  const decision = Object.freeze({ allowed: true, because: strict.because, operation, auth } as const)
  return { decision, rules: [rule], reported: undefined }
}
