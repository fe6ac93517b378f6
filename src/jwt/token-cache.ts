import { hash } from 'node:crypto'
import { RecentlyUsed, type Sized } from '../memory/recently-used.ts'
import type { ParsedToken } from './parse-token.ts'
import type { TokenVerdict, VerificationKey, WantedKey } from './types.ts'

/** A token of the form that a scheme takes, and the key that it says it is under. */
export interface ReadToken extends ParsedToken {
  readonly wanted: WantedKey
}

/** A token whose signature was good, and the key that said so. Frozen: many requests share it. */
export interface VerifiedToken extends ReadToken {
  readonly key: VerificationKey
  /** What is said of it where nothing else is wrong: made once, for all requests that it comes with. */
  readonly verdict: Verified
}

/**
 * Remembers for one verifier that the signatures of tokens were good, and what the tokens said. Never that a token was
 * let in, never a failure. A key that is not the issuer's any more makes what it verified worthless, so nothing has to
 * be purged.
 */
export interface TokenCache {
  /** What a token is called here: made once, for looking it up and for keeping it. */
  nameOf(text: string): string
  get(name: string): VerifiedToken | undefined
  /** @param bytes The length of the token. */
  add(name: string, verified: VerifiedToken, bytes: number): void
  readonly size: number
}

/**
 * Bytes of all tokens together. In memory a token takes about three times its length once it is read, so 10,000 tokens
 * of a kilobyte fit.
 */
const mostBytes = 10 * 1024 * 1024

/** At most `entries` tokens, those that were used least recently leaving first. 0: none. */
export function createTokenCache(entries: number, bytes: number = mostBytes): TokenCache {
  return entries === 0 ? noCache : new RecentTokens(entries, bytes)
}

const noCache: TokenCache = Object.freeze({ nameOf: () => '', get: () => undefined, add() {}, size: 0 })

type Verified = Extract<TokenVerdict, { kind: 'verified' }>

interface Held extends Sized {
  readonly verified: VerifiedToken
}

class RecentTokens implements TokenCache {
  /** By digest: no token can be taken from here. */
  readonly #held: RecentlyUsed<Held>

  constructor(entries: number, bytes: number) {
    this.#held = new RecentlyUsed(entries, bytes)
  }

  get size(): number {
    return this.#held.size
  }

  /** Of the exact bytes: two texts of one token are two tokens here, and only one of them is in canonical form. */
  nameOf(text: string): string {
    return hash('sha256', text, 'base64url')
  }

  get(name: string): VerifiedToken | undefined {
    return this.#held.get(name)?.verified
  }

  add(name: string, verified: VerifiedToken, bytes: number): void {
    this.#held.add(name, { verified, bytes })
  }
}
