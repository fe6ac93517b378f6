import { ImmutableSet } from '../jwt/immutable-set.ts'
import { whenKnown } from '../jwt/when-known.ts'
import { wrongValue } from '../options/given.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import { askVerify } from './application/ask-verify.ts'
import { judgePrincipal, readHooks, readVerify } from './application/hooks.ts'
import { type MemoryRule, PrincipalMemory, readMemoryRule } from './application/principal-memory.ts'
import { type AcceptedKey, longestKey, readKeys } from './keys/key-options.ts'
import { readKey } from './keys/key-places.ts'
import { createKeyRing } from './keys/key-ring.ts'
import type { GivenScheme, SchemeKind, SchemeSettings } from './kind.ts'
import type { ApiKeyOptions, Hooks } from './option-types.ts'
import type { Carrier, Principal, Scheme, Verdict, VerifyContext } from './types.ts'

/** `apiKey` in a header, the query or a cookie: a value that names its caller, among given keys or by a `verify`. */
export const apiKeyScheme: SchemeKind = {
  enforces: (declaration) => declaration.type === 'apiKey',
  options: { known: ['keys', 'verify', 'cache', 'crossSite', 'check', 'report'] },
  notInDocument: ['keys', 'verify', 'check'],
  trustsIssuers: false,
  configure,
}

type Declaration = Extract<SchemeDeclaration, { type: 'apiKey' }>

/** One scheme's settings, as `configure` read them. */
interface ApiKeySettings {
  readonly declaration: Declaration
  readonly crossSite: 'refuse' | 'allow'
  readonly hooks: Hooks
  readonly trusted: TrustedKeys
}

type TrustedKeys =
  | { readonly kind: 'keys'; readonly keys: readonly AcceptedKey[] }
  | {
      readonly kind: 'verify'
      readonly verify: NonNullable<ApiKeyOptions['verify']>
      readonly memory: MemoryRule | undefined
    }

function configure(given: GivenScheme): SchemeSettings | undefined {
  const { declaration } = given
  if (declaration.type !== 'apiKey') return undefined
  const hooks = readHooks(given.fields, given.report)
  const crossSite = readCrossSite(given, declaration)
  const trusted = readTrusted(given)
  if (trusted === undefined) return undefined
  const settings = { declaration, crossSite, hooks, trusted }
  return Object.freeze({
    name: declaration.name,
    source: 'options',
    trust: describe(trusted),
    issuers: Object.freeze([]),
    carrier: carrierOf(declaration),
    accepts: acceptsOf(trusted),
    scopeMatch: 'all',
    decides: { in: declaration.in, parameter: declaration.parameter, crossSite, hooks, trusted },
    create: () => createApiKeyScheme(settings),
  })
}

function readTrusted(given: GivenScheme): TrustedKeys | undefined {
  const { declaration, fields, report } = given
  const verify = readVerify<NonNullable<ApiKeyOptions['verify']>>(fields, 'a function of a key and a context', report)
  const memory = readMemoryRule(fields)
  const keys = fields.given('keys')
  const both = verify === undefined ? undefined : keys
  if (both !== undefined) report(wrongValue(both, 'left out beside verify, which says for itself what is a key'))
  const cache = verify === undefined ? fields.given('cache') : undefined
  if (cache !== undefined) report(wrongValue(cache, 'left out: only what verify says is remembered'))
  if (verify !== undefined) return { kind: 'verify', verify, memory }
  if (keys === undefined) {
    const name = JSON.stringify(declaration.name)
    return given.unconfigured(
      `Say which keys it takes: schemes: { ${name}: { keys: [{ name, key }] } }, or { ${name}: { verify: (key) => … } }.`,
    )
  }
  const accepted = readKeys(fields, report)
  return accepted && { kind: 'keys', keys: accepted }
}

function readCrossSite({ fields, report }: GivenScheme, declaration: Declaration): 'refuse' | 'allow' {
  const crossSite = fields.given('crossSite')
  if (crossSite !== undefined && declaration.in !== 'cookie') {
    report(wrongValue(crossSite, 'left out: a browser sends nothing but cookies by itself'))
  }
  return fields.choice('crossSite', ['refuse', 'allow']) ?? 'refuse'
}

function describe(trusted: TrustedKeys): string {
  if (trusted.kind === 'verify') return 'keys that verify takes'
  return trusted.keys.length === 1 ? '1 key' : `${trusted.keys.length} keys`
}

function acceptsOf(trusted: TrustedKeys): SchemeSettings['accepts'] {
  if (trusted.kind === 'verify') return undefined
  return Object.freeze(trusted.keys.map((key) => `key ${Buffer.from(key.digest).toString('hex')}`))
}

function carrierOf({ in: place, parameter }: Declaration): Carrier {
  return place === 'header' ? `header:${parameter.toLowerCase()}` : `${place}:${parameter}`
}

function createApiKeyScheme({ declaration, crossSite, hooks, trusted }: ApiKeySettings): Scheme {
  const { name, parameter, in: place } = declaration
  const identify = trusted.kind === 'keys' ? amongKeys(name, trusted.keys) : byVerify(name, trusted)
  return Object.freeze({
    name,
    carrier: carrierOf(declaration),
    ambient: place === 'cookie',
    report: hooks.report === true,
    scopeMatch: 'all',
    challenge: Object.freeze({ word: 'ApiKey', in: place, parameter }),
    crossSite,
    read: (request) => readKey(request, place, parameter),
    verify(credential, context) {
      if (credential.length > longestKey) return { kind: 'refused', reason: 'apikey.unknown' }
      return whenKnown(identify(credential, context), (verdict) =>
        verdict.kind === 'principal' ? judgePrincipal(verdict.principal, undefined, hooks.check, context) : verdict,
      )
    },
  } satisfies Scheme)
}

type Identify = (key: string, context: VerifyContext) => Verdict | Promise<Verdict>

function amongKeys(scheme: string, keys: readonly AcceptedKey[]): Identify {
  const ring = createKeyRing(keys.map((key) => ({ ...key, principal: principalOf(scheme, key) })))
  return (key) => {
    const found = ring.find(key)
    if (found === undefined) return { kind: 'refused', reason: 'apikey.unknown' }
    if (Date.now() >= found.expiresMs) return { kind: 'refused', reason: 'apikey.expired' }
    return { kind: 'principal', principal: found.principal, token: undefined }
  }
}

function byVerify(scheme: string, { verify, memory: rule }: Extract<TrustedKeys, { kind: 'verify' }>): Identify {
  const memory = rule && new PrincipalMemory(rule)
  return (key, context) => {
    const principal = memory?.find(key)
    if (principal !== undefined) return { kind: 'principal', principal, token: undefined }
    const asked = askVerify((hookContext) => verify(key, hookContext), { scheme, type: 'apiKey', context })
    if (memory === undefined) return asked
    return asked.then((verdict) => {
      if (verdict.kind === 'principal') memory.add(key, verdict.principal)
      return verdict
    })
  }
}

function principalOf(scheme: string, key: AcceptedKey): Principal {
  const scopes = new ImmutableSet(key.scopes)
  return Object.freeze({ scheme, type: 'apiKey', name: key.name, claims: Object.freeze({}), scopes })
}
