import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { isJsonObject } from '../json/json-object.ts'
import type { Store } from '../store/types.ts'
import type { Exchanged } from './exchanged.ts'

/** Bytes: NIST SP 800-38D §8.2.1 and §5.2.1.2. */
const nonceBytes = 12
const tagBytes = 16

/**
 * Exchanged tokens in a store that processes share. Whoever reads the store learns nothing: values are sealed by
 * AES-256-GCM together with their names, so that none can be put under another, and names are keyed digests. A
 * store that is down is one that holds nothing: the server is asked.
 */
export class SealedTokens {
  readonly #store: Store
  readonly #sealing: Buffer
  readonly #naming: Buffer
  readonly #owner: string

  /**
   * @param key 32 bytes.
   * @param owner Who asks, and whom: nobody else's tokens are found.
   */
  constructor(store: Store, key: Uint8Array, owner: { readonly issuer: string; readonly clientId: string }) {
    this.#store = store
    this.#owner = JSON.stringify([owner.issuer, owner.clientId])
    // One key for each purpose (RFC 5869).
    this.#sealing = Buffer.from(hkdfSync('sha256', key, '', 'portcullis exchanged token: value', 32))
    this.#naming = Buffer.from(hkdfSync('sha256', key, '', 'portcullis exchanged token: name', 32))
  }

  /** Never rejects. */
  async get(name: string): Promise<Exchanged | undefined> {
    const place = this.#placeOf(name)
    try {
      const sealed = await this.#store.get(place)
      return sealed === undefined ? undefined : this.#open(place, sealed)
    } catch {
      return undefined
    }
  }

  /** Never rejects. */
  async set(name: string, exchanged: Exchanged, ttlMs: number): Promise<void> {
    const place = this.#placeOf(name)
    try {
      await this.#store.set(place, this.#seal(place, exchanged), ttlMs)
    } catch {
      // Others will ask for themselves.
    }
  }

  /** Never rejects. */
  async delete(name: string): Promise<void> {
    try {
      await this.#store.delete(this.#placeOf(name))
    } catch {
      // It ends by itself.
    }
  }

  #placeOf(name: string): string {
    const mac = createHmac('sha256', this.#naming).update(JSON.stringify([this.#owner, name]))
    return `exchanged:${mac.digest('base64url')}`
  }

  #seal(place: string, exchanged: Exchanged): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, nonce).setAAD(Buffer.from(place))
    const sealed = Buffer.concat([cipher.update(JSON.stringify(exchanged), 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
  }

  /** @throws where it was not sealed for this place with this key. */
  #open(place: string, text: string): Exchanged | undefined {
    const bytes = Buffer.from(text, 'base64url')
    const nonce = bytes.subarray(0, nonceBytes)
    const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes)
    const decipher = createDecipheriv('aes-256-gcm', this.#sealing, nonce, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
    const opened = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
    return readExchanged(JSON.parse(opened.toString('utf8')))
  }
}

/** Another release of ours may have written another form. */
function readExchanged(value: unknown): Exchanged | undefined {
  if (!isJsonObject(value) || !isJsonObject(value.result) || typeof value.goodUntil !== 'number') return undefined
  const { accessToken, expiresAt, tokenType, scope, issuedTokenType } = value.result
  if (typeof accessToken !== 'string' || typeof expiresAt !== 'number' || typeof tokenType !== 'string')
    return undefined
  const result = Object.freeze({
    accessToken,
    expiresAt,
    ...(typeof scope === 'string' && { scope }),
    tokenType,
    ...(typeof issuedTokenType === 'string' && { issuedTokenType }),
  })
  return Object.freeze({ result, goodUntil: value.goodUntil })
}
