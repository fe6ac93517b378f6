import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { NonceSettings, ProofSettings } from './types.ts'

/**
 * Nonces that nobody has to remember (RFC 9449 §8): what the time was, coarsely, under a secret. The one of the moment is
 * handed out; it and the one before it are taken, and the next where the clock of another process is ahead.
 */
export interface Nonces {
  /** `now` in seconds. */
  issue(now: number): string
  isFresh(nonce: string | undefined, now: number): boolean
}

/** New with each process, so that a proof made for the one before it is not taken (D-28, F-33). */
const processSecret = randomBytes(32)

/** Bytes. Nobody guesses one in the minutes that it lives. */
const nonceBytes = 16

/** @param epoch What nonces of this process hold for: none of before is taken. A secret that was given holds for more. */
export function createNonces(
  { secret, lifetime }: NonceSettings,
  tolerance: ProofSettings['clockTolerance'],
  epoch: number | undefined,
): Nonces {
  const key = secret ?? createHmac('sha256', processSecret).update(String(epoch)).digest()
  const nonceOf = (period: number): Buffer =>
    createHmac('sha256', key).update(`portcullis dpop nonce ${lifetime} ${period}`).digest().subarray(0, nonceBytes)
  return {
    issue: (now) => nonceOf(Math.floor(now / lifetime)).toString('base64url'),
    isFresh(nonce, now) {
      if (nonce === undefined) return false
      const given = Buffer.from(nonce, 'base64url')
      if (given.length !== nonceBytes) return false
      const current = Math.floor(now / lifetime)
      const newest = Math.floor((now + tolerance) / lifetime)
      const periods = newest > current ? [current, current - 1, newest] : [current, current - 1]
      return periods.some((period) => timingSafeEqual(given, nonceOf(period)))
    },
  }
}
