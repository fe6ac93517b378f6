import { type JsonObject, ownValue } from './json-object.ts'
import type { TokenReason, TokenSettings } from './types.ts'

/** The year 9999, in seconds. An instant from then on is a way to write "never", or milliseconds by mistake (C-04). */
const endOfTime = Date.UTC(9999) / 1000

/**
 * RFC 7519 §4.1.4 to §4.1.6, with `now` in seconds. With a tolerance `t`: expired when `exp <= now - t`, not yet valid
 * when `nbf > now + t`, from the future when `iat > now + t`, too old when `iat < now - t - maxTokenAge`. The
 * comparisons say what is good, so that a clock which gives no number refuses.
 */
export function verifyTimes(
  claims: JsonObject,
  { clockTolerance, maxTokenAge }: Pick<TokenSettings, 'clockTolerance' | 'maxTokenAge'>,
  now: number,
): TokenReason | undefined {
  const exp = ownValue(claims, 'exp')
  const nbf = ownValue(claims, 'nbf')
  const iat = ownValue(claims, 'iat')
  if (!isInstant(exp) || !isInstantOrAbsent(nbf) || !isInstantOrAbsent(iat)) return 'token.claim'
  if (!(exp > now - clockTolerance)) return 'token.expired'
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
