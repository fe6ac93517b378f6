/** What one issuer may cost, and how long its keys may serve. */
export interface KeyLimits {
  /** Milliseconds for discovery and key set together, headers and bodies. */
  readonly deadlineMs: number
  /** Decoded bytes of one answer: a compressed one counts as what it becomes. */
  readonly maxBytes: number
  readonly maxKeys: number
  /** Milliseconds that keys are fresh at most, whatever the issuer says. They are fetched again a little earlier. */
  readonly maxAgeMs: number
  /** Milliseconds that they are fresh at least. */
  readonly minAgeMs: number
  /** Milliseconds that keys which are no longer fresh go on serving while no newer ones can be had. */
  readonly maxStaleMs: number
  /** Milliseconds before the attempt that follows a failed one, by chance up to a fifth less; each failure doubles it. */
  readonly firstPauseMs: number
  /** Milliseconds: the longest pause. */
  readonly longestPauseMs: number
  /** Milliseconds: the longest pause that an issuer can ask for. */
  readonly longestRetryAfterMs: number
  /** Fetches that unknown key ids may cause in `missWindowMs`. */
  readonly missesPerWindow: number
  readonly missWindowMs: number
  /**
   * Milliseconds from one fetch to the next where unknown key ids have spent the budget and more of them come: how long
   * a real new key may stay unknown.
   */
  readonly missPauseMs: number
  /** Fetches that signatures which do not fit may cause in `missWindowMs`. They count as misses as well. */
  readonly doubtsPerWindow: number
  /** Milliseconds from a fetch that did not bring a key, for which the key is taken for missing. */
  readonly missMemoryMs: number
  /** Keys whose absence is remembered. */
  readonly missMemoryEntries: number
  /** Callers that wait for one fetch. More than that are answered at once. */
  readonly maxWaiting: number
  /** Whether keys and metadata may stand in a private network. */
  readonly privateAddresses: 'allow' | 'refuse'
}

const minute = 60_000
const hour = 60 * minute

export const defaultLimits: KeyLimits = Object.freeze({
  deadlineMs: 5_000,
  // The largest key set seen in the wild has some 20 KiB.
  maxBytes: 512 * 1024,
  maxKeys: 100,
  maxAgeMs: 10 * minute,
  minAgeMs: minute,
  maxStaleMs: 12 * hour,
  firstPauseMs: 1_000,
  longestPauseMs: 30_000,
  // F-07.
  longestRetryAfterMs: 5 * minute,
  // F-15: two, so that a rotation right after a made-up key id is still taken up at once. Under a flood that goes on,
  // `missPauseMs` adds one in ten seconds: F-15 and F-17 cannot both be had in full.
  missesPerWindow: 2,
  missWindowMs: 30_000,
  // F-11: half of them, so that forged tokens leave one for a key id that is really new.
  doubtsPerWindow: 1,
  // F-17.
  missPauseMs: 10_000,
  // An issuer may sign with a key a moment before it publishes it.
  missMemoryMs: 10_000,
  missMemoryEntries: 100,
  // Each holds a request and a socket.
  maxWaiting: 10_000,
  privateAddresses: 'allow',
})
