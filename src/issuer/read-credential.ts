import type { Report } from '../diagnostics/diagnostic.ts'
import type { OptionCode } from '../options/codes.ts'
import type { Fields } from '../options/fields.ts'
import { findingOn, type Given, wrongValue } from '../options/given.ts'
import type { ClientCredential, FindSigningKey } from './client-credential.ts'
import { parseSigningKey } from './parse-signing-key.ts'

/**
 * Reads `clientSecret`, or `privateKey` in its place, and `clientAuthentication`. undefined where something is wrong,
 * which was reported.
 * @param ways How a secret is sent; the first where nothing says which.
 */
export function readCredential(
  given: Given,
  fields: Fields,
  ways: readonly ['basic' | 'post', 'basic' | 'post'],
  report: Report,
): ClientCredential | undefined {
  const secret = fields.given('clientSecret')
  const key = fields.given('privateKey')
  if (typeof given.value !== 'object') return undefined
  if (secret === undefined && key === undefined) return reportNoCredential(given, report)
  if (secret !== undefined && key !== undefined) return reportBoth(given, report)
  const kinds = key === undefined ? ways : (['private_key_jwt'] as const)
  const kind = fields.choice('clientAuthentication', kinds) ?? kinds[0]
  if (key !== undefined) return readPrivateKey(key, report)
  const text = fields.text('clientSecret')
  return text === undefined || kind === 'private_key_jwt' ? undefined : Object.freeze({ kind, secret: text })
}

function reportNoCredential(given: Given, report: Report): undefined {
  const code: OptionCode = 'option.missing'
  const message = `${given.label} has neither clientSecret nor privateKey, and no issuer answers a client that nobody knows.`
  const fix =
    given.place === undefined
      ? 'Write clientSecret, or privateKey as a JWK.'
      : 'A secret has no place in a document: write issuer and introspection, complete, in the options.'
  report(findingOn(given, { code, message, fix }))
  return undefined
}

function reportBoth(given: Given, report: Report): undefined {
  const code: OptionCode = 'option.value'
  const message = `${given.label || 'options'} has clientSecret and privateKey, and one of them says who asks.`
  report(findingOn(given, { code, message, fix: 'Keep one of them.' }))
  return undefined
}

const keyForms =
  'a private key as a JWK, a PEM text or a key of Node (RSA of 2048 bits or more, EC or Ed25519), with an alg that fits if any, or a function that gives one'

function readPrivateKey(given: Given, report: Report): ClientCredential | undefined {
  const key = isFunction(given.value) ? given.value : parseSigningKey(given.value)
  if (key !== undefined) return Object.freeze({ kind: 'private_key_jwt', key })
  report(wrongValue(given, keyForms))
  return undefined
}

function isFunction(value: unknown): value is FindSigningKey {
  return typeof value === 'function'
}
