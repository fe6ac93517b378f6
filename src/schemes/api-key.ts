import { ImmutableSet } from '../jwt/immutable-set.ts'
import { type AcceptedKey, isKeyText, longestKey, readKeys } from './api-key-options.ts'
import { judgePrincipal, readHooks } from './hooks.ts'
import { createKeyRing } from './key-ring.ts'
import type { GivenScheme, SchemeKind, SchemeSettings } from './kind.ts'
import { type Credential, type CredentialRequest, type Hooks, type Principal, repeated, type Scheme } from './types.ts'

/** `apiKey` in a header: a value that names its caller, looked up among the keys of the options. */
export const apiKeyScheme: SchemeKind = {
  enforces: (declaration) => declaration.type === 'apiKey' && declaration.in === 'header',
  options: {
    known: ['keys', 'check', 'report'],
    later: new Map([
      ['verify', undefined],
      ['crossSite', undefined],
    ]),
  },
  notInDocument: ['keys', 'check'],
  trustsIssuers: false,
  configure,
}

/** One scheme's settings, as `configure` read them. */
interface ApiKeySettings {
  readonly name: string
  /** The header, as the document writes it. */
  readonly parameter: string
  readonly keys: readonly AcceptedKey[]
  readonly hooks: Hooks
}

function configure(given: GivenScheme): SchemeSettings | undefined {
  const { declaration, fields, report } = given
  if (declaration.type !== 'apiKey') return undefined
  const { name, parameter } = declaration
  const hooks = readHooks(fields, report)
  if (fields.given('keys') === undefined) {
    return given.unconfigured(
      `Say which keys it takes: schemes: { ${JSON.stringify(name)}: { keys: [{ name, key }] } }.`,
    )
  }
  const keys = readKeys(fields, report)
  if (keys === undefined) return undefined
  return Object.freeze({
    name,
    source: 'options',
    trust: keys.length === 1 ? '1 key' : `${keys.length} keys`,
    issuers: Object.freeze([]),
    carrier: `header:${parameter.toLowerCase()}`,
    accepts: Object.freeze(keys.map((key) => `key ${Buffer.from(key.digest).toString('hex')}`)),
    scopeMatch: 'all',
    decides: { parameter, keys, hooks },
    create: () => createApiKeyScheme({ name, parameter, keys, hooks }),
  })
}

function createApiKeyScheme({ name, parameter, keys, hooks }: ApiKeySettings): Scheme {
  const ring = createKeyRing(keys.map((key) => ({ ...key, principal: principalOf(name, key) })))
  return Object.freeze({
    name,
    carrier: `header:${parameter.toLowerCase()}`,
    ambient: false,
    report: hooks.report === true,
    scopeMatch: 'all',
    challenge: Object.freeze({ word: 'ApiKey', in: 'header', parameter }),
    read: (request) => readKey(request, parameter),
    verify(credential, context) {
      const found = credential.length > longestKey ? undefined : ring.find(credential)
      if (found === undefined) return { kind: 'refused', reason: 'apikey.unknown' }
      if (Date.now() >= found.expiresMs) return { kind: 'refused', reason: 'apikey.expired' }
      return judgePrincipal(found.principal, undefined, hooks.check, context)
    },
  } satisfies Scheme)
}

/** One value only (H-17). An empty one is no key, and is compared with none (H-25). */
function readKey(request: CredentialRequest, parameter: string): Credential {
  const value = request.header(parameter)
  if (value === repeated) return { kind: 'malformed', reason: 'credential.repeated' }
  if (value === undefined || value === '') return { kind: 'absent' }
  return isKeyText(value) ? { kind: 'presented', value } : { kind: 'malformed', reason: 'credential.malformed' }
}

function principalOf(scheme: string, key: AcceptedKey): Principal {
  const scopes = new ImmutableSet(key.scopes)
  return Object.freeze({ scheme, type: 'apiKey', name: key.name, claims: Object.freeze({}), scopes })
}
