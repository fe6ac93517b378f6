import type { Refusal } from '../decision/judgement.ts'
import { refuse } from '../decision/refuse.ts'
import type { Refused, ServerRequest } from '../decision/types.ts'
import type { Rule } from '../policy/types.ts'
import type { Match, MatchedRule, Matcher } from '../routing/types.ts'
import { isPending } from '../waiting/when-known.ts'
import type { DecisionCounts } from './counts.ts'
import { describeDecision } from './describe-decision.ts'
import type { Engine, Judged } from './engine.ts'
import type { Events } from './events.ts'

/** The way from a request to a decision, which cannot fail but by refusing. */
export interface Enforcement {
  readonly report: boolean
  match(method: string, target: string): Match
  /** Never throws and never rejects: whatever goes wrong refuses. Tells the listeners when the decision is final. */
  decide(request: ServerRequest): Judged | Promise<Judged>
  /** The same for rules that were found at a route. */
  decideRules(matched: readonly MatchedRule[], request: ServerRequest): Judged | Promise<Judged>
  /** The same for what stands beside the document's operations. */
  decideBeside(rule: Rule, request: ServerRequest): Judged | Promise<Judged>
  /** The rules that would let the request's credentials in. Rejects where something breaks down. */
  permitted(request: ServerRequest): Promise<ReadonlySet<Rule>>
  refuse(refusal: Refusal, request: ServerRequest): Refused
}

/** What an enforcement is made of. */
export interface EnforcementParts {
  readonly engine: Engine
  readonly matcher: Matcher
  readonly events: Events
  /** Counted on by every enforcement that the gate makes. */
  readonly counts: DecisionCounts
  readonly report: boolean
  readonly clock: () => number
  /** Takes each refusal, for the owner's log; undefined: nobody wants them. */
  readonly logRefusal: ((refused: Refused, request: ServerRequest) => void) | undefined
}

/** Made beforehand, so that nothing is left to go wrong when something has. */
export const broken: Judged & { readonly decision: Refused } = Object.freeze({
  decision: refuse(
    { allowed: false, error: 'temporarily_unavailable', reason: 'gate.error', retryAfter: 1 },
    { operation: undefined, detail: false, exposed: false },
  ),
  rules: [],
  reported: undefined,
})

export function createEnforcement(parts: EnforcementParts): Enforcement {
  const { engine, matcher, events, counts } = parts
  const tell = (judged: Judged, request: ServerRequest): Judged => {
    const refused = judged.decision.allowed ? judged.reported : judged.decision
    counts[judged.decision.allowed ? (refused === undefined ? 'allowed' : 'reported') : 'refused'] += 1
    if (refused !== undefined) parts.logRefusal?.(refused, request)
    if (events.wanted('decision')) events.emit('decision', describeDecision(judged, request, parts.clock()))
    return judged
  }
  // Nothing that goes wrong may let a request pass, nor say what it was; the owner is told of `gate.error`.
  const fail = (request: ServerRequest): Judged => tell(broken, request)
  const safely = (judge: () => Judged | Promise<Judged>, request: ServerRequest): Judged | Promise<Judged> => {
    try {
      const judged = judge()
      if (!isPending(judged)) return tell(judged, request)
      return judged.then((late) => tell(late, request)).catch(() => fail(request))
    } catch {
      return fail(request)
    }
  }
  return {
    report: parts.report,
    match: (method, target) => matcher.match(method, target),
    decide: (request) => safely(() => engine.judge(request), request),
    decideRules: (matched, request) => safely(() => engine.judgeRules(matched, request), request),
    decideBeside: (rule, request) => safely(() => engine.judgeBeside(rule, request), request),
    permitted: (request) => engine.permitted(request),
    refuse: (refusal, request) => engine.refuse(refusal, request),
  }
}
