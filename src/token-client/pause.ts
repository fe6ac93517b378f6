import { setTimeout as sleep } from 'node:timers/promises'
import { secondsOf } from './failure-of.ts'
import { TokenClientError, type TokenClientErrorCode } from './token-client-error.ts'

/** Why nobody asks for a while. */
interface Reason {
  readonly code: TokenClientErrorCode
  readonly status: number
  readonly error: string | undefined
}

/** Milliseconds: the longest that a server can ask for. */
const longestMs = 60_000

/** Milliseconds that an attempt should have left: a shorter one would only be given up. */
const leastAttemptMs = 250

/** A time in which the server is asked nothing, as it wants it. */
export class Pause {
  #untilMs = 0
  #reason: Reason | undefined

  begin(ms: number, reason: Reason): void {
    this.#untilMs = performance.now() + Math.min(ms, longestMs)
    this.#reason = reason
  }

  /** Whether it leaves time for an attempt. */
  leavesTime(dueMs: number): boolean {
    return Math.max(this.#untilMs, performance.now()) + leastAttemptMs < dueMs
  }

  /**
   * Waits until it is over. Where that leaves no time until `dueMs`, or waiting would not help, it rejects at once.
   * @throws {TokenClientError} and the signal's reason.
   */
  async end(dueMs: number, signal: AbortSignal): Promise<void> {
    const leftMs = this.#untilMs - performance.now()
    if (leftMs <= 0 || this.#reason === undefined) return
    const { code, status, error } = this.#reason
    if (!this.leavesTime(dueMs) || code === 'client.refused') {
      throw new TokenClientError(code, { status, error, retryAfter: secondsOf(leftMs) })
    }
    await sleep(leftMs, undefined, { signal })
  }
}
