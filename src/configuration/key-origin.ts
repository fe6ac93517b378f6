import type { Report } from '../diagnostics/diagnostic.ts'
import { parseKeySetAddress } from '../issuer/issuer-form.ts'
import { isJsonObject } from '../json/json-object.ts'
import { hmacSecretBytes } from '../jwt/algorithms.ts'
import { defaultLimits } from '../jwt/keys/limits.ts'
import { parseKeySet } from '../jwt/keys/parse-key-set.ts'
import type { KeyOrigin } from '../jwt/types.ts'
import type { Fields } from '../options/fields.ts'
import { findingOn, type Given } from '../options/given.ts'
import { copyPlain } from '../schemes/application/copy-plain.ts'
import type { ConfigurationCode } from './codes.ts'

/** The names that say where keys are, each in place of discovery. */
export const keyNames: readonly string[] = Object.freeze(['jwks', 'jwksUri', 'secret'])

/** Where the keys of an issuer come from; undefined where what was given is wrong, which was reported. */
export function readKeyOrigin(
  fields: Fields,
  algorithms: readonly string[],
  metadataUrl: string | undefined,
  report: Report,
): KeyOrigin | undefined {
  const jwks = fields.given('jwks')
  const jwksUri = fields.given('jwksUri')
  const secret = fields.given('secret')
  if (jwks !== undefined) return readKeySet(jwks, algorithms, report)
  if (secret !== undefined) return readSecret(secret, algorithms, report)
  if (jwksUri === undefined) return Object.freeze({ kind: 'discovery', metadataUrl })
  const url = parseKeySetAddress(jwksUri, report)
  return url === undefined ? undefined : Object.freeze({ kind: 'jwksUri', url })
}

function readKeySet(given: Given, algorithms: readonly string[], report: Report): KeyOrigin | undefined {
  const set = copyPlain(given.value)
  const parsed = parseKeySet(set, algorithms, defaultLimits.maxKeys)
  if (isKeySet(set) && parsed.ok && parsed.value.some((key) => key.algorithms.length > 0)) {
    return Object.freeze({ kind: 'jwks', keys: Object.freeze(set.keys.filter(isJsonObject)) })
  }
  const code: ConfigurationCode = 'key.form'
  report(
    findingOn(given, { code, message: `${given.label} ${faultOfKeys(parsed)}.`, fix: 'Write jwks: { keys: [ … ] }.' }),
  )
  return undefined
}

function faultOfKeys(parsed: ReturnType<typeof parseKeySet>): string {
  if (parsed.ok) return 'has no public key for the algorithms that are allowed'
  if (parsed.fault === 'private-keys') return 'holds a private key, and only public ones belong here'
  return parsed.fault === 'size' ? `has more than ${defaultLimits.maxKeys} keys` : 'is no JWK set (RFC 7517 §5)'
}

function isKeySet(value: unknown): value is { readonly keys: readonly unknown[] } {
  return isJsonObject(value) && Array.isArray(value.keys)
}

function readSecret(given: Given, algorithms: readonly string[], report: Report): KeyOrigin | undefined {
  const secret = bytesOf(given.value)
  const least = Math.max(...algorithms.map((algorithm) => hmacSecretBytes.get(algorithm) ?? 0))
  if (secret !== undefined && secret.length >= least) return Object.freeze({ kind: 'secret', secret })
  const code: ConfigurationCode = 'secret.length'
  const message =
    secret === undefined
      ? `${given.label} is empty, or neither text nor bytes.`
      : `${given.label} has ${secret.length} bytes, and ${algorithms.join(', ')} needs ${least} (RFC 7518 §3.2).`
  report(findingOn(given, { code, message, fix: `Use ${least} random bytes or more.` }))
  return undefined
}

/** A text counts by its UTF-8 bytes. One of blanks alone is a variable that was not set (K-31). */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  return typeof value === 'string' && value.trim() !== '' ? new TextEncoder().encode(value) : undefined
}
