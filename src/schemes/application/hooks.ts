import type { Report } from '../../diagnostics/diagnostic.ts'
import type { Fields } from '../../options/fields.ts'
import { wrongValue } from '../../options/given.ts'
import { tooLate, withinDeadline } from '../../waiting/within-deadline.ts'
import type { Hooks } from '../option-types.ts'
import type { HookContext, Principal, RefusedReason, Verdict, VerifyContext } from '../types.ts'

type Check = NonNullable<Hooks['check']>
type CheckReason = Extract<RefusedReason, `check.${string}`>

/** Reads what any kind of scheme may be given. */
export function readHooks(fields: Fields, report: Report): Hooks {
  const check = fields.given('check')
  if (check !== undefined && !isCheck(check.value)) report(wrongValue(check, 'a function of a principal and a context'))
  return Object.freeze({
    ...(isCheck(check?.value) && { check: check.value }),
    report: fields.flag('report') ?? false,
  })
}

function isCheck(value: unknown): value is Check {
  return typeof value === 'function'
}

/** Reads the application's own `verify`; undefined where there is none, or where it is none, which is reported. */
export function readVerify<Verify extends (...question: never[]) => unknown>(
  fields: Fields,
  wanted: string,
  report: Report,
): Verify | undefined {
  const given = fields.given('verify')
  if (given === undefined) return undefined
  if (isFunction<Verify>(given.value)) return given.value
  report(wrongValue(given, wanted))
  return undefined
}

function isFunction<Verify>(value: unknown): value is Verify {
  return typeof value === 'function'
}

/** The verdict on a credential: where it is good in itself, the user's own check has the last word. */
export function judgeVerdict(
  verdict: Verdict,
  check: Check | undefined,
  context: VerifyContext,
): Verdict | Promise<Verdict> {
  if (check === undefined || verdict.kind !== 'principal') return verdict
  return runCheck(check, verdict.principal, context).then((reason) =>
    reason === undefined ? verdict : { kind: 'refused', reason },
  )
}

/** Asks the check. Only `true` lets in (F-39): anything else, a throw, a rejection and silence are reasons to refuse. */
export async function runCheck(
  check: Check,
  principal: Principal,
  context: VerifyContext,
  deadlineMs?: number,
): Promise<CheckReason | undefined> {
  const ask = async (signal: AbortSignal): Promise<CheckReason | undefined> => {
    try {
      return (await check(principal, hookContext(context, signal))) === true ? undefined : 'check.refused'
    } catch (thrown) {
      context.hookFailed({ scheme: principal.scheme, hook: 'check', thrown })
      return 'check.failed'
    }
  }
  const reason = await withinDeadline(ask, deadlineMs)
  return reason === tooLate ? 'check.timeout' : reason
}

/** What a function of the application is told. */
export function hookContext(context: VerifyContext, signal: AbortSignal): HookContext {
  const { operation, method, target, params } = context
  return Object.freeze({ operation, method, target, params, signal })
}
