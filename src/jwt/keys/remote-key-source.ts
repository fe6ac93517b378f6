import { type Faulty, fail, type Outcome } from '../../issuer/key-fault.ts'
import { setDeadline } from '../../waiting/deadline.ts'
import type { IssuerHealth, KeyLookup, KeySource, VerificationKey, WantedKey } from '../types.ts'
import { type AttemptBudget, createAttemptBudget } from './attempt-budget.ts'
import { ClockWatch } from './clock-watch.ts'
import { countChanges, type HeldKeys, hold, isStale, serving } from './held-keys.ts'
import type { KeyEvent, KeyEventKind, ObserveKeys } from './key-event.ts'
import { countUsable, isUsable, type KeySet } from './key-set.ts'
import type { KeyLimits } from './limits.ts'
import type { LoadedKeys } from './load-key-set.ts'
import { createMissMemory, type MissMemory } from './miss-memory.ts'
import { RefreshTimer } from './refresh-timer.ts'
import { selectKey } from './select-key.ts'

/** The part of their age after which keys are fetched again at the latest: newer ones are there before these are stale. */
const refreshAt = 0.8

/** Fetches a key set until the signal says that time is up. Never rejects. */
export type LoadKeys = (held: KeySet | undefined, signal: AbortSignal) => Promise<Outcome<LoadedKeys>>

/**
 * Keys that are fetched, by one fetch at a time whoever asks. The first question (or `ready`) causes the first; a timer
 * causes the next, before the keys are old or when the pause after a failure is over. Only a key id that is in no set,
 * and now and then a signature that does not fit, cause one besides, under a budget and never while the issuer fails:
 * callers cannot multiply fetches. With the budget spent an unknown key id brings the next fetch forward, and until then
 * nobody can say that the key does not exist (F-17). While there are keys, nobody who names one of them waits.
 */
export class RemoteKeySource implements KeySource {
  readonly issuer: string
  readonly #load: LoadKeys
  readonly #limits: KeyLimits
  readonly #observe: ObserveKeys
  readonly #budget: AttemptBudget
  readonly #doubts: AttemptBudget
  readonly #missing: MissMemory
  readonly #firstKeys: Promise<void>
  readonly #timer = new RefreshTimer(() => this.#refresh())
  readonly #clock = new ClockWatch()
  #announce: { readonly loaded: () => void; readonly closed: (error: Error) => void } | undefined
  #held: HeldKeys | undefined
  /** Of the last attempt; undefined when it went well. */
  #fault: Faulty | undefined
  #failures = 0
  #fetches = 0
  #flight: Promise<void> | undefined
  #abort: AbortController | undefined
  #lastAttemptAt = 0
  #waiting = 0
  /** Whether the last question that wanted a fetch found the budget spent. */
  #spent = false
  #closed = false

  constructor(issuer: string, load: LoadKeys, limits: KeyLimits, observe: ObserveKeys) {
    this.issuer = issuer
    this.#load = load
    this.#limits = limits
    this.#observe = observe
    this.#budget = createAttemptBudget(limits.missesPerWindow, limits.missWindowMs)
    this.#doubts = createAttemptBudget(limits.doubtsPerWindow, limits.missWindowMs)
    this.#missing = createMissMemory(limits.missMemoryEntries)
    this.#firstKeys = new Promise((loaded, closed) => {
      this.#announce = { loaded, closed }
    })
    // A source may be closed before anybody has asked whether it is ready.
    this.#firstKeys.catch(() => {})
  }

  find(wanted: WantedKey, mayWait: boolean): KeyLookup | Promise<KeyLookup> {
    const askedAt = performance.now()
    const known = this.#lookUp(wanted)
    if (!isOpen(known)) return known
    if (known.kind === 'refused') {
      if (this.#isKnownMissing(wanted)) return known
      this.#noteMissing(wanted)
    }
    if (this.#flight === undefined && this.#mayAsk()) this.#refresh()
    if (this.#flight !== undefined && this.#mayWait(mayWait)) return this.#lookUpAfter(this.#flight, wanted, askedAt)
    if (this.#flight === undefined && known.kind === 'refused') this.#bringForward()
    return this.#unavailable()
  }

  findNewer(wanted: WantedKey, doubted: VerificationKey, mayWait: boolean): KeyLookup | Promise<KeyLookup> {
    const same: KeyLookup = { kind: 'key', key: doubted }
    const askedAt = performance.now()
    if (this.#closed || this.#fault !== undefined) return same
    if (this.#flight === undefined && this.#mayDoubt()) this.#refresh()
    if (this.#flight === undefined || !this.#mayWait(mayWait)) return same
    return this.#lookUpAfter(this.#flight, wanted, askedAt)
  }

  ready(): Promise<void> {
    if (this.#isUntouched()) this.#refresh()
    return this.#firstKeys
  }

  async refresh(): Promise<void> {
    // What is under way may have been answered before the issuer changed what the owner wants to see changed.
    await this.#flight
    if (this.#closed) return
    this.#budget.spend(performance.now())
    if (this.#flight === undefined) this.#refresh()
    await this.#flight
  }

  health(): IssuerHealth {
    const now = performance.now()
    const { dueMs } = this.#timer
    return {
      issuer: this.issuer,
      state: this.#state(now),
      keys: countUsable(this.#held?.keys ?? []),
      fetches: this.#fetches,
      failures: this.#failures,
      ...(this.#held !== undefined && { ageSeconds: Math.floor((now - this.#held.atMs) / 1000) }),
      ...(this.#fault !== undefined && { lastError: this.#fault.fault }),
      ...(dueMs !== undefined && { nextTrySeconds: Math.max(0, Math.ceil((dueMs - now) / 1000)) }),
    }
  }

  close(): void {
    this.#closed = true
    this.#timer.cancel()
    this.#abort?.abort()
    this.#announce?.closed(new Error(`the keys of ${this.issuer} were not loaded: the source was closed`))
  }

  // ---- questions -----------------------------------------------------------------------------------------------------

  /** The answer of what is held now. That a key is unknown is a fact only when the last attempt went well. */
  #lookUp(wanted: WantedKey): KeyLookup {
    const keys = this.#currentKeys()
    if (keys === undefined) return this.#unavailable()
    const lookup = selectKey(keys, wanted)
    return isOpen(lookup) && this.#fault !== undefined ? this.#unavailable() : lookup
  }

  /**
   * What was asked for while the fetch was under way may have been published behind the answer: then nobody can say yet
   * that it does not exist, and the next question may cause a fetch.
   */
  async #lookUpAfter(flight: Promise<void>, wanted: WantedKey, askedAt: number): Promise<KeyLookup> {
    const late = askedAt > this.#lastAttemptAt
    this.#waiting++
    await flight
    this.#waiting--
    const lookup = this.#lookUp(wanted)
    const open = lookup.kind === 'refused' && isOpen(lookup)
    return open && late && !this.#isKnownMissing(wanted) ? askAgainSoon : lookup
  }

  #mayWait(mayWait: boolean): boolean {
    return mayWait && this.#waiting < this.#limits.maxWaiting
  }

  /** Who asks again during a fetch that began a moment after the first question is answered by that fetch. */
  #noteMissing(wanted: WantedKey): void {
    const noted = this.#missing.notedAt(wanted)
    const recent = noted !== undefined && this.#lastAttemptAt - noted < this.#limits.missMemoryMs
    if (this.#flight !== undefined && recent) return
    this.#missing.note(wanted, performance.now())
  }

  /** A fetch that began after the key was first asked for did not bring it, and that was a moment ago. */
  #isKnownMissing(wanted: WantedKey): boolean {
    const noted = this.#missing.notedAt(wanted)
    if (noted === undefined || noted > this.#lastAttemptAt || this.#flight !== undefined) return false
    return this.#wasAskedWithin(this.#limits.missMemoryMs)
  }

  #wasAskedWithin(ms: number): boolean {
    return performance.now() - this.#lastAttemptAt < ms
  }

  #currentKeys(): KeySet | undefined {
    return this.#closed ? undefined : serving(this.#held, this.#limits, performance.now())
  }

  #hasUsableKeys(): boolean {
    const keys = this.#currentKeys()
    return keys !== undefined && isUsable(keys)
  }

  #unavailable(): KeyLookup {
    const { dueMs } = this.#timer
    const wait = dueMs === undefined ? 0 : dueMs - performance.now()
    return { kind: 'unavailable', retryAfter: Math.max(1, Math.ceil(wait / 1000)) }
  }

  #state(now: number): IssuerHealth['state'] {
    if (!this.#hasUsableKeys()) return this.#fault === undefined ? 'loading' : 'failed'
    return this.#held !== undefined && isStale(this.#held, now) ? 'stale' : 'fresh'
  }

  // ---- fetches -------------------------------------------------------------------------------------------------------

  /** Whether a question without an answer may cause a fetch now. While the issuer fails, only the timer does. */
  #mayAsk(): boolean {
    if (this.#isUntouched()) return true
    if (this.#closed || this.#fault !== undefined) return false
    const taken = this.#budget.take(performance.now())
    if (!taken && !this.#spent) this.#tell('budget-spent')
    this.#spent = !taken
    return taken
  }

  /** Whether a signature that does not fit may cause one. Keys that were fetched a moment ago are as new as can be. */
  #mayDoubt(): boolean {
    const now = performance.now()
    return !this.#wasAskedWithin(this.#limits.missMemoryMs) && this.#doubts.take(now) && this.#budget.take(now)
  }

  #isUntouched(): boolean {
    return !this.#closed && this.#flight === undefined && this.#timer.dueMs === undefined
  }

  #refresh(): void {
    if (this.#closed) return
    this.#timer.cancel()
    this.#lastAttemptAt = performance.now()
    this.#fetches++
    const abort = new AbortController()
    this.#abort = abort
    const done = setDeadline(this.#limits.deadlineMs, () => abort.abort())
    this.#flight = this.#load(this.#held?.keys, abort.signal).then((outcome) => {
      done()
      this.#flight = undefined
      if (!this.#closed) this.#take(outcome)
    })
  }

  /** Nothing that holds no usable key replaces a good set (J-09). Where there is none, it tells why keys do not do. */
  #take(outcome: Outcome<LoadedKeys>): void {
    const stepSeconds = this.#clock.stepSeconds()
    if (stepSeconds !== 0) this.#tell('clock-step', { stepSeconds })
    if (!outcome.ok) this.#fail(outcome)
    else if (isUsable(outcome.value.keys)) this.#succeed(outcome.value)
    else {
      if (!this.#hasUsableKeys()) this.#held = hold(outcome.value, this.#limits, performance.now())
      this.#fail(fail('content'))
    }
  }

  #succeed(loaded: LoadedKeys): void {
    const before = this.#held
    this.#held = hold(loaded, this.#limits, performance.now())
    this.#fault = undefined
    this.#failures = 0
    this.#timer.within(refreshAt * this.#held.freshForMs)
    this.#announce?.loaded()
    if (before === undefined || !isUsable(before.keys)) this.#tell('loaded')
    else this.#tellChanges(before, loaded)
  }

  #tellChanges(before: HeldKeys, loaded: LoadedKeys): void {
    if (before.address !== loaded.address) this.#tell('moved')
    const changes = countChanges(before.keys, loaded.keys)
    if (changes.added + changes.removed === 0) this.#tell('refreshed')
    else this.#tell('rotated', changes)
  }

  #fail(fault: Faulty): void {
    this.#fault = fault
    const pauseMs = Math.min(this.#limits.firstPauseMs * 2 ** this.#failures, this.#limits.longestPauseMs)
    const { longestRetryAfterMs } = this.#limits
    const askedMs = Math.min(fault.retryAfterMs ?? 0, longestRetryAfterMs)
    this.#failures++
    if (askedMs > pauseMs) this.#timer.notBefore(askedMs, longestRetryAfterMs)
    else this.#timer.within(pauseMs)
    const stale = this.#state(performance.now()) === 'stale'
    this.#tell(stale ? 'stale' : 'failed', { error: fault.fault, failures: this.#failures })
  }

  /** The fetch that is due anyway comes no sooner than `missPauseMs` after the last, whoever asks for how many keys. */
  #bringForward(): void {
    const at = this.#lastAttemptAt + this.#limits.missPauseMs
    if (this.#closed || at >= (this.#timer.dueMs ?? 0)) return
    this.#budget.spend(at)
    this.#timer.at(at)
  }

  #tell(kind: KeyEventKind, details: Partial<KeyEvent> = {}): void {
    const { issuer, state, keys, ageSeconds, nextTrySeconds } = this.health()
    const unusable = (this.#held?.keys.length ?? 0) - keys
    const timed = {
      ...(ageSeconds !== undefined && { ageSeconds }),
      ...(nextTrySeconds !== undefined && { nextTrySeconds }),
    }
    this.#observe(Object.freeze({ atMs: Date.now(), issuer, kind, state, keys, unusable, ...timed, ...details }))
  }
}

const askAgainSoon: KeyLookup = Object.freeze({ kind: 'unavailable', retryAfter: 1 })

/** Whether newer keys could change the answer. */
function isOpen(lookup: KeyLookup): boolean {
  return lookup.kind === 'unavailable' || (lookup.kind === 'refused' && lookup.reason === 'key.unknown')
}
