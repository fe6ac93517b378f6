import type { IssuerHealth, KeyLookup, KeySource, WantedKey } from '../types.ts'
import { type AttemptBudget, createAttemptBudget } from './attempt-budget.ts'
import type { KeyFault, Outcome } from './key-fault.ts'
import { isUsable, type KeySet } from './key-set.ts'
import type { KeyLimits } from './limits.ts'
import { createMissMemory, type MissMemory } from './miss-memory.ts'
import { selectKey } from './select-key.ts'

/** The part of their age after which keys are fetched again at the latest: newer ones are there before these are stale. */
const refreshAt = 0.8

/** The part of a delay that chance may take off: processes that were started together do not ask together. */
const jitter = 0.2

/** Fetches a key set until the signal says that time is up. Never rejects. */
export type LoadKeys = (signal: AbortSignal) => Promise<Outcome<KeySet>>

/**
 * Keys that are fetched, by one fetch at a time whoever asks. The first question (or `ready`) causes the first; a timer
 * causes the next, before the keys are old or when the pause after a failure is over. Only a key id that is in no set
 * causes one besides, under a budget and never while the issuer fails: callers cannot multiply fetches. With the budget
 * spent it brings the next fetch forward, and until then nobody can say that the key does not exist (F-17).
 * While there are keys, nobody who names one of them waits. Ages are taken from a clock that nobody can set (F-19).
 */
export class RemoteKeySource implements KeySource {
  readonly issuer: string
  readonly #load: LoadKeys
  readonly #limits: KeyLimits
  readonly #budget: AttemptBudget
  readonly #missing: MissMemory
  readonly #firstKeys: Promise<void>
  #announce: { readonly loaded: () => void; readonly closed: (error: Error) => void } | undefined
  #held: { readonly keys: KeySet; readonly at: number } | undefined
  /** Of the last attempt; undefined when it went well. */
  #fault: KeyFault | undefined
  #pauseMs: number
  #flight: Promise<void> | undefined
  #abort: AbortController | undefined
  #timer: NodeJS.Timeout | undefined
  #lastAttemptAt = 0
  #nextAttemptAt = 0
  #waiting = 0
  #closed = false

  constructor(issuer: string, load: LoadKeys, limits: KeyLimits) {
    this.issuer = issuer
    this.#load = load
    this.#limits = limits
    this.#budget = createAttemptBudget(limits.missesPerWindow, limits.missWindowMs)
    this.#missing = createMissMemory(limits.missMemoryEntries)
    this.#pauseMs = limits.firstPauseMs
    this.#firstKeys = new Promise((loaded, closed) => {
      this.#announce = { loaded, closed }
    })
    // A source may be closed before anybody has asked whether it is ready.
    this.#firstKeys.catch(() => {})
  }

  find(wanted: WantedKey, mayWait: boolean): KeyLookup | Promise<KeyLookup> {
    const known = this.#lookUp(wanted)
    if (!isOpen(known)) return known
    if (known.kind === 'refused') {
      if (this.#isKnownMissing(wanted)) return known
      this.#noteMissing(wanted)
    }
    if (this.#flight === undefined && this.#mayAsk()) this.#refresh()
    if (this.#flight !== undefined && mayWait && this.#waiting < this.#limits.maxWaiting) {
      return this.#lookUpAfter(this.#flight, wanted)
    }
    if (this.#flight === undefined && known.kind === 'refused') this.#bringForward()
    return this.#unavailable()
  }

  ready(): Promise<void> {
    if (this.#isUntouched()) this.#refresh()
    return this.#firstKeys
  }

  health(): IssuerHealth {
    const now = performance.now()
    const age = this.#held === undefined ? undefined : now - this.#held.at
    return {
      issuer: this.issuer,
      state: this.#state(age),
      ...(age !== undefined && { ageSeconds: Math.floor(age / 1000) }),
      ...(this.#fault !== undefined && { lastError: this.#fault }),
      ...(this.#timer !== undefined && { nextTrySeconds: Math.max(0, Math.ceil((this.#nextAttemptAt - now) / 1000)) }),
    }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#abort?.abort()
    this.#announce?.closed(new Error(`the keys of ${this.issuer} were not loaded: the source was closed`))
  }

  async #lookUpAfter(flight: Promise<void>, wanted: WantedKey): Promise<KeyLookup> {
    this.#waiting++
    await flight
    this.#waiting--
    return this.#lookUp(wanted)
  }

  /** Who asks again during a fetch that began after the first question is answered by that fetch. */
  #noteMissing(wanted: WantedKey): void {
    if (this.#flight !== undefined && this.#missing.notedAt(wanted) !== undefined) return
    this.#missing.note(wanted, performance.now())
  }

  /** A fetch that began after the key was first asked for did not bring it, and that was a moment ago. */
  #isKnownMissing(wanted: WantedKey): boolean {
    const noted = this.#missing.notedAt(wanted)
    if (noted === undefined || noted > this.#lastAttemptAt || this.#flight !== undefined) return false
    return performance.now() - this.#lastAttemptAt < this.#limits.missMemoryMs
  }

  #state(age: number | undefined): IssuerHealth['state'] {
    if (!this.#hasUsableKeys()) return this.#fault === undefined ? 'loading' : 'failed'
    return age !== undefined && age > this.#limits.maxAgeMs ? 'stale' : 'fresh'
  }

  /** The answer of what is held now. That a key is unknown is a fact only when the last attempt went well. */
  #lookUp(wanted: WantedKey): KeyLookup {
    const keys = this.#currentKeys()
    if (keys === undefined) return this.#unavailable()
    const lookup = selectKey(keys, wanted)
    return isOpen(lookup) && this.#fault !== undefined ? this.#unavailable() : lookup
  }

  #currentKeys(): KeySet | undefined {
    if (this.#closed || this.#held === undefined) return undefined
    return performance.now() - this.#held.at < this.#limits.maxStaleMs ? this.#held.keys : undefined
  }

  #hasUsableKeys(): boolean {
    const keys = this.#currentKeys()
    return keys !== undefined && isUsable(keys)
  }

  #unavailable(): KeyLookup {
    const wait = this.#timer === undefined ? 0 : this.#nextAttemptAt - performance.now()
    return { kind: 'unavailable', retryAfter: Math.max(1, Math.ceil(wait / 1000)) }
  }

  /** Whether a question without an answer may cause a fetch now. While the issuer fails, only the timer does. */
  #mayAsk(): boolean {
    if (this.#isUntouched()) return true
    return !this.#closed && this.#fault === undefined && this.#budget.take(performance.now())
  }

  #isUntouched(): boolean {
    return !this.#closed && this.#flight === undefined && this.#timer === undefined
  }

  #refresh(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#lastAttemptAt = performance.now()
    const abort = new AbortController()
    this.#abort = abort
    const deadline = setTimeout(() => abort.abort(), this.#limits.deadlineMs).unref()
    this.#flight = this.#load(abort.signal).then((outcome) => {
      clearTimeout(deadline)
      this.#flight = undefined
      if (!this.#closed) this.#take(outcome)
    })
  }

  #take(outcome: Outcome<KeySet>): void {
    const usable = outcome.ok && isUsable(outcome.value)
    // Nothing that holds no usable key replaces a good set (J-09). Where there is none, it tells why keys do not do.
    if (outcome.ok && (usable || !this.#hasUsableKeys())) this.#held = { keys: outcome.value, at: performance.now() }
    if (usable) this.#succeed()
    else this.#fail(outcome.ok ? 'content' : outcome.fault)
  }

  #succeed(): void {
    this.#fault = undefined
    this.#pauseMs = this.#limits.firstPauseMs
    this.#announce?.loaded()
    this.#schedule(refreshAt * this.#limits.maxAgeMs)
  }

  #fail(fault: KeyFault): void {
    this.#fault = fault
    this.#schedule(this.#pauseMs)
    this.#pauseMs = Math.min(2 * this.#pauseMs, this.#limits.longestPauseMs)
  }

  #schedule(longestMs: number): void {
    this.#refreshAt(performance.now() + longestMs * (1 - jitter * Math.random()))
  }

  #refreshAt(atMs: number): void {
    clearTimeout(this.#timer)
    this.#nextAttemptAt = atMs
    this.#timer = setTimeout(() => this.#refresh(), Math.max(0, atMs - performance.now())).unref()
  }

  /** The fetch that is due anyway comes no sooner than `missPauseMs` after the last, whoever asks for how many keys. */
  #bringForward(): void {
    const at = this.#lastAttemptAt + this.#limits.missPauseMs
    if (this.#closed || at >= this.#nextAttemptAt) return
    this.#budget.spend(at)
    this.#refreshAt(at)
  }
}

/** Whether newer keys could change the answer. */
function isOpen(lookup: KeyLookup): boolean {
  return lookup.kind === 'unavailable' || (lookup.kind === 'refused' && lookup.reason === 'key.unknown')
}
