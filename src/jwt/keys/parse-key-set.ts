import { fail, type Outcome } from '../../issuer/key-fault.ts'
import { isJsonObject, type JsonObject, ownValue } from '../../json/json-object.ts'
import { type PublicKey, parsePublicKey } from './parse-public-key.ts'

/** Members that only a private key has (RFC 7518 §6.2.2 and §6.3.2, RFC 8037 §2). */
export const privateMembers: readonly string[] = Object.freeze(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'])

/**
 * The keys of a JWK Set (RFC 7517 §5). A member that is no key, or one of no use here, never costs the others; `oct`
 * keys are of no use, since what is published is no secret (K-11). A private key costs the whole set (K-30).
 */
export function parseKeySet(set: unknown, allowed: readonly string[], maxKeys: number): Outcome<readonly PublicKey[]> {
  const listed = isJsonObject(set) ? ownValue(set, 'keys') : undefined
  if (!Array.isArray(listed)) return fail('content')
  if (listed.length > maxKeys) return fail('size')
  const members: readonly JsonObject[] = listed.filter(isJsonObject)
  if (members.some(isPrivate)) return fail('private-keys')
  return { ok: true, value: members.filter(hasReadableKid).map((member) => parsePublicKey(member, allowed)) }
}

function isPrivate(member: JsonObject): boolean {
  return privateMembers.some((name) => Object.hasOwn(member, name))
}

function hasReadableKid(member: JsonObject): boolean {
  const kid = ownValue(member, 'kid')
  return kid === undefined || typeof kid === 'string'
}
