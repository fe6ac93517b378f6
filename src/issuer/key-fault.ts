/**
 * What went wrong on the way to an issuer's keys. Only the class is kept: the text of an error may hold addresses or
 * words from outside (L-03).
 */
export type KeyFault =
  /** No connection, or one that broke. */
  | 'network'
  /** The deadline over everything, headers and bodies. */
  | 'timeout'
  /** A certificate that is expired, of another host or of nobody known. */
  | 'tls'
  /** A redirect. None is followed. */
  | 'redirect'
  /** Any other status than 200. */
  | 'status'
  /** More bytes or more keys than allowed. */
  | 'size'
  /** Not JSON, not what it should be, or a set without a usable key. */
  | 'content'
  /** The metadata names another issuer (RFC 8414 §3.3). */
  | 'issuer-mismatch'
  /** An address that is not https, and not loopback. */
  | 'insecure'
  /** An address in a private network, where the options refuse those. */
  | 'private-address'
  /** The set publishes private keys: whoever has read it can sign (RFC 7517 §9.2). */
  | 'private-keys'

export interface Faulty {
  readonly ok: false
  readonly fault: KeyFault
  /** Of an answer that was none, where there was one. */
  readonly status?: number
  /** Milliseconds that the issuer wants to be left alone for. */
  readonly retryAfterMs?: number
}

/** What one step on the way to the keys gives. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Faulty

export function fail(fault: KeyFault): Faulty {
  return { ok: false, fault }
}
