import type { Report } from '../../diagnostics/diagnostic.ts'
import { parseEndpoint } from '../../issuer/issuer-form.ts'
import { readCredential } from '../../issuer/read-credential.ts'
import type { IntrospectionSettings } from '../../jwt/introspection/settings.ts'
import { type Fields, readFields, requireNames } from '../../options/fields.ts'
import { wrongValue } from '../../options/given.ts'
import type { Introspecting } from '../kind.ts'

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
  const credential = readCredential(given, fields, ['basic', 'post'], report)
  const givenEndpoint = fields.given('endpoint')
  const endpoint = givenEndpoint && parseEndpoint(givenEndpoint, report)
  const cacheSeconds = fields.number('cacheSeconds', 0, mostCacheSeconds) ?? defaultCacheSeconds
  const settings = {
    mode: readMode(fields, report),
    metadataUrl,
    cacheMs: cacheSeconds * 1000,
    timeoutMs: fields.number('timeoutMs', 100, 60_000) ?? defaultTimeoutMs,
    concurrency: fields.count('concurrency', 1, 1_000) ?? defaultConcurrency,
    audienceRequired: fields.flag('requireAudience') ?? true,
  }
  if (clientId === undefined || credential === undefined) return undefined
  if (givenEndpoint !== undefined && endpoint === undefined) return undefined
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
