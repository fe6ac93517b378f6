import type { JWK } from 'jose'
import { isJsonObject, type JsonObject, ownValue } from '../../json/json-object.ts'
import { privateMembers } from '../keys/parse-key-set.ts'
import { parsePublicKey } from '../keys/parse-public-key.ts'
import { parseToken } from '../parse-token.ts'
import { thumbprintOf } from './thumbprint.ts'
import type { ProofReason } from './types.ts'

/** A proof that has the form of RFC 9449 §4.2. Nothing in it is proven. */
export interface ParsedProof {
  readonly alg: string
  readonly jwk: JWK
  /** RFC 7638. */
  readonly thumbprint: string
  readonly claims: ProofClaims
}

export interface ProofClaims {
  readonly jti: string
  readonly htm: string
  readonly htu: string
  readonly iat: number
  readonly ath: string
  readonly nonce: string | undefined
}

export type Parsed =
  | { readonly ok: true; readonly value: ParsedProof }
  | { readonly ok: false; readonly reason: ProofReason }

/** Characters. What a client makes up has a few dozen; the bound keeps what is remembered small. */
const longestIdentifier = 512

/** RFC 9449 §4.3, from 2 to 5 and 7: one JWT in compact form, its claims, its type, its algorithm, its key. */
export function parseProof(text: string, algorithms: readonly string[]): Parsed {
  const parsed = parseToken(text)
  if (!parsed.ok) return refuse(parsed.reason === 'token.oversized' ? 'dpop.oversized' : 'dpop.malformed')
  const { header } = parsed.value
  const claims = readClaims(parsed.value.claims)
  if (claims === undefined) return refuse('dpop.claims')
  if (ownValue(header, 'typ') !== 'dpop+jwt') return refuse('dpop.type')
  // No extension is understood (RFC 7515 §4.1.11), and a JWT must not use `b64` (RFC 7797 §7).
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) return refuse('dpop.critical')
  const alg = ownValue(header, 'alg')
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return refuse('dpop.algorithm')
  const key = readKey(ownValue(header, 'jwk'), alg)
  if (typeof key === 'string') return refuse(key)
  return { ok: true, value: { alg, jwk: key, thumbprint: thumbprintOf(key), claims } }
}

/** The key of the header, reduced to its public members. Whoever sends a private one has given it away (D-10). */
function readKey(member: unknown, alg: string): JWK | Extract<ProofReason, 'dpop.key' | 'dpop.private_key'> {
  if (!isJsonObject(member)) return 'dpop.key'
  if (privateMembers.some((name) => Object.hasOwn(member, name))) return 'dpop.private_key'
  const { jwk, algorithms } = parsePublicKey(member, [alg])
  return algorithms.length === 0 ? 'dpop.key' : jwk
}

/** All of RFC 9449 §4.2 that a proof beside a token has. */
function readClaims(claims: JsonObject): ProofClaims | undefined {
  const [jti, htm, htu, ath] = ['jti', 'htm', 'htu', 'ath'].map((name) => ownValue(claims, name))
  const iat = ownValue(claims, 'iat')
  const nonce = ownValue(claims, 'nonce')
  if (!isText(jti) || !isText(htm) || !isText(htu) || !isText(ath)) return undefined
  if (jti.trim() === '' || jti.length > longestIdentifier) return undefined
  if (typeof iat !== 'number' || !Number.isFinite(iat)) return undefined
  // One that is no text is none that was handed out.
  return { jti, htm, htu, iat, ath, nonce: isText(nonce) ? nonce : undefined }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function refuse(reason: ProofReason): Parsed {
  return { ok: false, reason }
}
