import type { Request } from 'express'
import type { Operation } from '../../../policy/types.ts'
import type { MatchedRule } from '../../../routing/types.ts'
import { currentTarget } from '../../decision-request.ts'
import { findRecord } from '../../request-record.ts'
import type { Decided } from '../../request-state.ts'
import type { Route } from '../../routes/stack.ts'

/**
 * The operation that a gate let a request in for, with the parameters of its path. A route may be another operation's than
 * the one that was decided for at first.
 * @returns undefined where it let it in for no operation, and `lost` where it did and the request is none for it any more.
 */
export function operationAt(
  req: Request,
  decided: Decided,
  route: Route | undefined,
): MatchedRule | { readonly lost: Operation } | undefined {
  const { under, app, rules, decision } = decided
  const { method, baseUrl } = req
  const target = currentTarget(req)
  const match = under.enforcement.match(method, target)
  const find = (operation: Operation): MatchedRule | undefined => {
    const isIts = ({ rule }: MatchedRule): boolean => rule.operation === operation
    const found = match.kind === 'operation' ? match.rules.find(isIts) : undefined
    return found ?? (route && under.rulesOfRoute({ route, baseUrl, method, target }, { app, rules }).find(isIts))
  }
  // Another gate on the application may have been the last to decide, for an operation of its own.
  const latest = findRecord(req)?.latest?.operation
  const found = latest && find(latest)
  if (found !== undefined) return found
  if (decision.operation === undefined) return undefined
  return find(decision.operation) ?? { lost: decision.operation }
}
