import { createPrivateKey } from 'node:crypto'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { isLoopback } from '../../http/loopback.ts'
import type { ClientCredential, IntrospectionSettings } from '../../jwt/introspection/settings.ts'
import { isJsonObject, type JsonObject } from '../../jwt/json-object.ts'
import { isSecureAddress } from '../../jwt/keys/is-secure-address.ts'
import type { OptionCode } from '../../options/codes.ts'
import { type Fields, readFields, requireNames } from '../../options/fields.ts'
import { findingOn, type Given, wrongValue } from '../../options/given.ts'
import { copyPlain } from '../application/copy-plain.ts'
import type { Introspecting } from '../kind.ts'
import { assertionAlgorithms } from './assertion-algorithms.ts'

const known: readonly string[] = [
  'mode',
  'endpoint',
  'clientId',
  'clientSecret',
  'privateKey',
  'clientAuthentication',
  'cacheSeconds',
  'timeoutMs',
  'concurrency',
  'requireAudience',
]

/** Seconds. How long a token outlives its revocation at most: I-09. */
const defaultCacheSeconds = 30
const mostCacheSeconds = 300

/** Milliseconds: F-35. */
const defaultTimeoutMs = 2_000

/** Questions at once: an endpoint that takes 50 ms answers 400 a second then. */
const defaultConcurrency = 20

/** How a scheme asks its issuer about tokens; undefined where something is wrong, which was reported. */
export function readIntrospection(
  { given, metadataUrl }: Introspecting,
  report: Report,
): IntrospectionSettings | undefined {
  const fields = readFields(given, known, report)
  requireNames(given, fields, ['clientId'], report)
  const clientId = fields.text('clientId')
  const credential = readCredential(given, fields, report)
  const endpoint = readEndpoint(fields, report)
  const cacheSeconds = fields.number('cacheSeconds', 0, mostCacheSeconds) ?? defaultCacheSeconds
  const settings = {
    mode: readMode(fields, report),
    metadataUrl,
    cacheMs: cacheSeconds * 1000,
    timeoutMs: fields.number('timeoutMs', 100, 60_000) ?? defaultTimeoutMs,
    concurrency: fields.count('concurrency', 1, 1_000) ?? defaultConcurrency,
    audienceRequired: fields.flag('requireAudience') ?? true,
  }
  if (clientId === undefined || credential === undefined || endpoint === wrong) return undefined
  return Object.freeze({ ...settings, endpoint, client: Object.freeze({ clientId, credential }) })
}

function readMode(fields: Fields, report: Report): IntrospectionSettings['mode'] {
  const mode = fields.choice('mode', ['opaque', 'jwt']) ?? 'opaque'
  const audience = fields.given('requireAudience')
  if (mode === 'jwt' && audience !== undefined) {
    report(wrongValue(audience, "left out where mode is 'jwt': the audience is in the token"))
  }
  return mode
}

const wrong: unique symbol = Symbol('wrong')

/** Tokens and the client's secret travel there: https, or http on this machine. */
function readEndpoint(fields: Fields, report: Report): string | undefined | typeof wrong {
  const given = fields.given('endpoint')
  if (given === undefined) return undefined
  const text = fields.text('endpoint')
  if (text === undefined) return wrong
  if (isSecureAddress(text) && !text.includes('#')) return text
  const local = URL.canParse(text) && isLoopback(new URL(text))
  const form = local
    ? 'an address without a fragment, user or password'
    : 'an address with https:// (http is for this machine alone)'
  report(wrongValue(given, form))
  return wrong
}

function readCredential(given: Given, fields: Fields, report: Report): ClientCredential | undefined {
  const secret = fields.given('clientSecret')
  const key = fields.given('privateKey')
  if (typeof given.value !== 'object') return undefined
  if (secret === undefined && key === undefined) return reportNoCredential(given, report)
  if (secret !== undefined && key !== undefined) return reportBoth(given, report)
  const kinds = key === undefined ? (['basic', 'post'] as const) : (['private_key_jwt'] as const)
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
  const message = `${given.label} has clientSecret and privateKey, and one of them says who asks.`
  report(findingOn(given, { code, message, fix: 'Keep one of them.' }))
  return undefined
}

/** A private JWK that Node reads too, for the algorithm that it names or that its kind is used with. */
function readPrivateKey(given: Given, report: Report): ClientCredential | undefined {
  const jwk = copyPlain(given.value)
  const algorithms = isJsonObject(jwk) && isPrivateKey(jwk) ? assertionAlgorithms(jwk) : []
  const algorithm =
    isJsonObject(jwk) && jwk.alg !== undefined ? algorithms.find((one) => one === jwk.alg) : algorithms[0]
  if (isJsonObject(jwk) && algorithm !== undefined)
    return Object.freeze({ kind: 'private_key_jwt', key: jwk, algorithm })
  report(
    wrongValue(given, 'a private key as a JWK (RSA of 2048 bits or more, EC or Ed25519), with an alg that fits if any'),
  )
  return undefined
}

/** RFC 7518 §3.3. */
const leastModulusBits = 2048

function isPrivateKey(jwk: JsonObject): boolean {
  try {
    const { asymmetricKeyDetails } = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
    return (asymmetricKeyDetails?.modulusLength ?? leastModulusBits) >= leastModulusBits
  } catch {
    // What Node says of a key may hold parts of it.
    return false
  }
}
