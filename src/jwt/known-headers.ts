import type { JsonObject } from '../json/json-object.ts'
import { keepNewest } from '../memory/keep-newest.ts'
import type { WantedKey } from './types.ts'

/** A header of the form that a scheme takes, and the key that it names. Frozen. */
export interface ReadHeader {
  readonly header: JsonObject
  readonly wanted: WantedKey
}

/** An issuer writes one header for each of its keys; there are a few more while it changes them. */
const most = 32

/**
 * Headers of good tokens, by their text: the tokens of one key have the same, and reading it again tells nothing new. What
 * is wrong with a token is never remembered, so nobody who cannot sign has a say in what is.
 */
export class KnownHeaders {
  readonly #known = new Map<string, ReadHeader>()

  find(text: string): ReadHeader | undefined {
    return this.#known.get(text)
  }

  add(text: string, read: ReadHeader): void {
    if (this.#known.has(text)) return
    // A copy: a part of a string holds the whole of it, and no token may be found in memory.
    keepNewest(this.#known, Buffer.from(text, 'latin1').toString('latin1'), read, most)
  }
}
