import { type JsonObject, ownValue } from '../json/json-object.ts'
import type { TokenReason, TokenSettings } from './types.ts'

/** The year 9999, in seconds. An instant from then on is a way to write "never", or milliseconds by mistake (C-04). */
const endOfTime = Date.UTC(9999) / 1000

/** The times of a token, which has to say when it expires. */
export function verifyTimes(claims: JsonObject, limits: TimeLimits, now: number): TokenReason | undefined {
  return ownValue(claims, 'exp') === undefined ? 'token.claim' : verifyGivenTimes(claims, limits, now)
}

type TimeLimits = Pick<TokenSettings, 'clockTolerance' | 'maxTokenAge'>

/**
 * RFC 7519 §4.1.4 to §4.1.6, with `now` in seconds. With a tolerance `t`: expired when `exp <= now - t`, not yet valid
 * when `nbf > now + t`, from the future when `iat > now + t`, too old when `iat < now - t - maxTokenAge`. The
 * comparisons say what is good, so that a clock which gives no number refuses.
 */
export function verifyGivenTimes(
  claims: JsonObject,
  { clockTolerance, maxTokenAge }: TimeLimits,
  now: number,
): TokenReason | undefined {
  const exp = ownValue(claims, 'exp')
  const nbf = ownValue(claims, 'nbf')
  const iat = ownValue(claims, 'iat')
  if (!isInstantOrAbsent(exp) || !isInstantOrAbsent(nbf) || !isInstantOrAbsent(iat)) return 'token.claim'
  if (exp !== undefined && !(exp > now - clockTolerance)) return 'token.expired'
  if (nbf !== undefined && !(nbf <= now + clockTolerance)) return 'token.not_yet_valid'
  if (iat !== undefined && !(iat <= now + clockTolerance)) return 'token.issued_in_future'
  if (maxTokenAge === undefined) return undefined
  if (iat === undefined) return 'token.claim'
  return iat >= now - clockTolerance - maxTokenAge ? undefined : 'token.too_old'
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value < endOfTime
}

function isInstantOrAbsent(value: unknown): value is number | undefined {
  return value === undefined || isInstant(value)
}
