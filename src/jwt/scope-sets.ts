import { keepNewest } from '../memory/keep-newest.ts'
import { claimAt } from './claim-at.ts'
import { scopesOf } from './scopes-of.ts'
import type { JwtClaims } from './types.ts'

/** Texts of scopes that are in use at a time: one for each kind of client, and for what its users consent to. */
const most = 1000

/**
 * What the tokens of one scheme grant. Most say it in one text that many have in common: those share a set, which nobody can
 * change. It saves the time to make one for each, and half of what a remembered token takes in memory.
 */
export class ScopeSets {
  readonly #scopeClaims: readonly (readonly string[])[]
  readonly #known = new Map<string, ReadonlySet<string>>()

  constructor(scopeClaims: readonly (readonly string[])[]) {
    this.#scopeClaims = scopeClaims
  }

  of(claims: Readonly<JwtClaims>): ReadonlySet<string> {
    const [text, another] = this.#scopeClaims
      .map((path) => claimAt(claims, path))
      .filter((claim) => claim !== undefined)
    if (typeof text !== 'string' || another !== undefined) return scopesOf(claims, this.#scopeClaims)
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const made = scopesOf(claims, this.#scopeClaims)
    keepNewest(this.#known, text, made, most)
    return made
  }
}
