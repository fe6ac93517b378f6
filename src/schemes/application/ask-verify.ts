import { types } from 'node:util'
import { isJsonObject, ownValue } from '../../json/json-object.ts'
import { ImmutableSet } from '../../jwt/immutable-set.ts'
import { tooLate, withinDeadline } from '../../waiting/within-deadline.ts'
import type { Verified } from '../option-types.ts'
import type { HookContext, Principal, Verdict, VerifyContext } from '../types.ts'
import { copyPlain } from './copy-plain.ts'
import { hookContext } from './hooks.ts'

/** Seconds. Nothing says how long a function of the application goes on failing. */
const retryAfter = 5

/** Whose principals they are. */
export interface Verifying extends Pick<Principal, 'scheme' | 'type'> {
  readonly context: VerifyContext
  /** The credential, where it is a token that a handler may use. */
  readonly token?: string
}

/**
 * Asks the application's own `verify` who a credential names. A principal lets in; anything else refuses; a throw, a
 * rejection and silence leave it unknown (F-39). Never rejects. What it answers is copied before it is used.
 */
export async function askVerify(
  verify: (context: HookContext) => Verified | Promise<Verified>,
  { scheme, type, context, token }: Verifying,
  deadlineMs?: number,
): Promise<Verdict> {
  const ask = async (signal: AbortSignal): Promise<Verdict> => {
    try {
      const answer: unknown = await verify(hookContext(context, signal))
      // It has a name, and whoever answers it has not found out who it is.
      if (answer instanceof Error || types.isNativeError(answer)) throw answer
      const principal = readPrincipal(answer, scheme, type)
      if (principal === undefined) return { kind: 'refused', reason: 'verify.refused' }
      return { kind: 'principal', principal, token }
    } catch (thrown) {
      context.hookFailed({ scheme, hook: 'verify', thrown })
      return { kind: 'unknown', reason: 'verify.failed', retryAfter }
    }
  }
  const verdict = await withinDeadline(ask, deadlineMs)
  return verdict === tooLate ? { kind: 'unknown', reason: 'verify.timeout', retryAfter } : verdict
}

/** A name is what makes a principal of an answer. What is not what its type says is worth nothing. */
function readPrincipal(answer: unknown, scheme: string, type: Principal['type']): Principal | undefined {
  const copy = copyPlain(answer)
  if (!isJsonObject(copy)) return undefined
  const [name, claims = {}, scopes = []] = ['name', 'claims', 'scopes'].map((member) => ownValue(copy, member))
  if (typeof name !== 'string' || name === '') return undefined
  if (!isJsonObject(claims) || !Array.isArray(scopes) || !scopes.every(isText)) return undefined
  return Object.freeze({ scheme, type, name, claims, scopes: new ImmutableSet(scopes) })
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
