import type { Request } from 'express'
import type { Refusal } from '../../decision/judgement.ts'
import type { Auth, DecisionRequest } from '../../decision/types.ts'
import type { AllowedRoutes } from '../../enforcement/allowed-routes.ts'
import { broken } from '../../enforcement/enforcement.ts'
import type { Judged } from '../../enforcement/engine.ts'
import { whenAll } from '../../enforcement/when-all.ts'
import { originForm } from '../../http/origin-form.ts'
import type { Rule } from '../../policy/types.ts'
import { decisionRequest } from '../decision-request.ts'
import type { InForce } from '../in-force.ts'
import { unbound, unknown, unproven } from '../refusals.ts'
import type { Decided } from '../request-state.ts'
import { isPlain } from '../routes/plain-route.ts'
import type { Route } from '../routes/stack.ts'
import { readsWhatIsBound } from './read-by-route.ts'
import type { Reached } from './rules-of-route.ts'

/** A request at a route. */
export interface AtRoute {
  readonly req: Request
  readonly reached: Reached
  /** The application in which the gate stands, to look for other routes in. */
  readonly app: object
  readonly under: InForce
  /** Whether `allowRoutes` lets a request through that no operation answers. */
  readonly allows: AllowedRoutes
}

/** What is judged at a route beyond what was decided before; undefined: that holds. */
export type Beyond = Judged | Promise<Judged> | undefined

/**
 * The route stands in front of the gate, which has decided nothing yet. What no operation serves is not its business,
 * unless the route serves one that is not public; where the target was rewritten, both are judged.
 */
export function judgeInFront(at: AtRoute): Beyond {
  const { enforcement } = at.under
  const targets = [...new Set([at.req.originalUrl, at.reached.target])]
  const requests = targets.map((target) => decisionRequest(at.req, target))
  const matches = ({ method, target }: DecisionRequest): string => enforcement.match(method, target).kind
  const documented = requests.filter((request) => matches(request) === 'operation')
  const guarded =
    documented.length > 0 || !isProtected(at)
      ? documented
      : requests.filter((request) => matches(request) !== 'outside')
  if (guarded.length === 0) return undefined
  const all = guarded.map((request) => enforcement.decide(request))
  return whenAll(all, (judged) => judged.find(({ decision }) => !decision.allowed) ?? judged[0] ?? broken)
}

/** Whether a route in front serves an operation that is not public, by whatever method or target it was reached. */
function isProtected({ reached, app, under }: AtRoute): boolean {
  return (under.servedRules(app, reached.route) ?? []).some(({ alternatives }) => alternatives.length > 0)
}

/** What is judged where the gate has decided. */
export function judgeBehind(at: AtRoute, before: Decided): Beyond {
  const { enforcement } = at.under
  if (!before.decision.allowed) return { decision: before.decision, rules: before.rules, reported: undefined }
  return isDecided(before, at.reached) ? undefined : enforcement.decide(requestAt(at))
}

/**
 * What the route itself adds to a decision: rules of another operation that it was made for, and a refusal where it serves
 * operations and the request is for none.
 */
export function judgeRoute(at: AtRoute, { decision, rules }: Pick<Judged, 'decision' | 'rules'>): Beyond {
  if (!decision.allowed) return undefined
  const { req, reached, app, under, allows } = at
  const { enforcement, outside, rulesOfRoute, servedRules } = under
  const { route, method, target } = reached
  const refuse = (refusal: Refusal): Judged => {
    return { decision: enforcement.refuse(refusal, requestAt(at)), rules: [], reported: undefined }
  }
  if (decision.because === 'outside' && outside.serves(app, reached, method, target)) return refuse(unproven)
  if (decision.because === 'undocumented' && !isPlain(route) && !allows(method, target)) {
    // Who cannot be asked may serve an operation as well.
    if (servedRules(app, route)?.length !== 0) return refuse(unknown)
  }
  if (decision.auth !== undefined && !isReadAsBound(req, route, rules, decision.auth)) return refuse(unbound(rules))
  const matched = rulesOfRoute(reached, { app, rules })
  return matched.length === 0 ? undefined : enforcement.decideRules(matched, requestAt(at))
}

/** Made where something is judged anew, which is rare. */
function requestAt({ req, reached }: AtRoute): DecisionRequest {
  return decisionRequest(req, reached.target, reached.method)
}

function isReadAsBound(req: Request, route: Route, rules: readonly Rule[], auth: Auth): boolean {
  return rules.every((rule) => rule.extension.bind.length === 0 || readsWhatIsBound(req, route, rule, auth))
}

/**
 * Whether what runs now is what was decided. Another target of the same rule is not: a `check` was told of its
 * parameters. A router at `/v1` sees the path `/v1` as `/v1/`, which is the same.
 */
export function isDecided(before: Decided, { method, target }: Pick<Reached, 'method' | 'target'>): boolean {
  if (method !== before.method) return false
  const decided = originForm(before.target)
  return target === decided || target === decided.replace(/\/?(?=\?|$)/, '/')
}
