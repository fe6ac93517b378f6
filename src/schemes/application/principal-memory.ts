import { hash, randomBytes } from 'node:crypto'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { keepNewest } from '../../memory/keep-newest.ts'
import { type Fields, requireNames } from '../../options/fields.ts'
import type { Principal } from '../types.ts'

/** How long whom a credential names is remembered, and of how many. */
export interface MemoryRule {
  readonly seconds: number
  readonly entries: number
}

/** Seconds. A key that was taken back must not live on for long. */
const mostSeconds = 300

const defaultEntries = 1000

/** Reads `cache`. undefined: nothing is remembered, which is what a `verify` that looks at its context needs. */
export function readMemoryRule(fields: Fields, report: Report): MemoryRule | undefined {
  const given = fields.given('cache')
  const rule = fields.record('cache', ['seconds', 'entries'])
  if (given === undefined || rule === undefined) return undefined
  requireNames(given, rule, ['seconds'], report)
  const seconds = rule.number('seconds', 1, mostSeconds)
  if (seconds === undefined) return undefined
  return Object.freeze({ seconds, entries: rule.count('entries', 1, 1_000_000) ?? defaultEntries })
}

/**
 * Remembers whom credentials name, and never that one names nobody. By a digest under a secret of this process, so that no
 * credential can be taken from here. Ages are monotonic; the oldest leaves first.
 */
export class PrincipalMemory {
  readonly #rule: MemoryRule
  readonly #secret = randomBytes(32)
  readonly #held = new Map<string, { readonly principal: Principal; readonly untilMs: number }>()

  constructor(rule: MemoryRule) {
    this.#rule = rule
  }

  find(credential: string): Principal | undefined {
    const held = this.#held.get(this.#keyOf(credential))
    return held !== undefined && performance.now() < held.untilMs ? held.principal : undefined
  }

  add(credential: string, principal: Principal): void {
    const untilMs = performance.now() + this.#rule.seconds * 1000
    keepNewest(this.#held, this.#keyOf(credential), { principal, untilMs }, this.#rule.entries)
  }

  #keyOf(credential: string): string {
    return hash('sha256', Buffer.concat([this.#secret, Buffer.from(credential)]), 'base64')
  }
}
