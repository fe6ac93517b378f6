import { type JsonObject, ownValue } from '../../json/json-object.ts'
import { type RevocationEntry, type RevokedBy, revocableParts } from './revocation.ts'

/** Entries. A full list refuses new ones, since what it forgot would pass again. */
const mostEntries = 1_000_000

/** What was revoked, as this process knows it. Looking up waits for nothing. */
export class RevocationList {
  readonly #keepSeconds: number
  readonly #most: number
  /** By what was revoked: the latest `at`, and when it was last said, both in seconds. */
  readonly #latest = new Map<string, { readonly at: number; readonly saidAt: number }>()

  /** @param keepSeconds After so many no token that was issued before can still be valid. */
  constructor(keepSeconds: number, most: number = mostEntries) {
    this.#keepSeconds = keepSeconds
    this.#most = most
  }

  get size(): number {
    return this.#latest.size
  }

  /** @throws {Error} when the list is full. */
  add({ issuer, by, value, at }: RevocationEntry, now: number): void {
    const name = nameOf(issuer, by, value)
    if (this.#latest.size >= this.#most && !this.#latest.has(name)) this.#dropOld(now)
    if (this.#latest.size >= this.#most && !this.#latest.has(name)) {
      throw new Error(`the list of revocations is full: it holds ${this.#most}`)
    }
    this.#latest.set(name, { at: Math.max(at, this.#latest.get(name)?.at ?? 0), saidAt: Math.max(at, now) })
  }

  /** Whether a token of an issuer, verified with a key of one of these names, was revoked. */
  includes(issuer: string, claims: JsonObject, kids: readonly (string | undefined)[]): boolean {
    if (this.#latest.size === 0) return false
    const iat = ownValue(claims, 'iat')
    return revocableParts(claims, kids).some(([by, value]) => {
      const found = this.#latest.get(nameOf(issuer, by, value))
      if (found === undefined) return false
      return by === 'kid' || by === 'jti' || typeof iat !== 'number' || iat <= found.at
    })
  }

  #dropOld(now: number): void {
    for (const [name, { saidAt }] of this.#latest) if (saidAt < now - this.#keepSeconds) this.#latest.delete(name)
  }
}

/** As JSON, so that no value can be written that reads as another's. */
function nameOf(issuer: string, by: RevokedBy, value: string): string {
  return JSON.stringify([issuer, by, value])
}
