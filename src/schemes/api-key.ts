import { wrongValue } from '../options/given.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import { whenKnown } from '../waiting/when-known.ts'
import { judgeVerdict, readHooks } from './application/hooks.ts'
import { createIdentify, type OwnVerify, readTrusted, type Trusted } from './application/own-verify.ts'
import { type AcceptedKey, longestKey, readKeys } from './keys/key-options.ts'
import { readKey } from './keys/key-places.ts'
import { createKeyRing } from './keys/key-ring.ts'
import type { GivenScheme, SchemeKind, SchemeSettings } from './kind.ts'
import { namedPrincipal } from './named-principal.ts'
import type { ApiKeyOptions, Hooks } from './option-types.ts'
import type { Carrier, Scheme, Verdict, VerifyContext } from './types.ts'

/** `apiKey` in a header, the query or a cookie: a value that names its caller, among given keys or by a `verify`. */
export const apiKeyScheme: SchemeKind = {
  enforces: (declaration) => declaration.type === 'apiKey',
  options: ['keys', 'verify', 'cache', 'crossSite', 'check', 'report'],
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

type VerifyKey = NonNullable<ApiKeyOptions['verify']>

type TrustedKeys = Trusted<AcceptedKey, VerifyKey>

function configure(given: GivenScheme): SchemeSettings | undefined {
  const { declaration } = given
  if (declaration.type !== 'apiKey') return undefined
  const hooks = readHooks(given.fields, given.report)
  const crossSite = readCrossSite(given, declaration)
  const trusted = readTrusted<AcceptedKey, VerifyKey>(given, {
    name: 'keys',
    read: readKeys,
    verify: 'a function of a key and a context',
    fix: fixFor(declaration),
  })
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

function fixFor({ name }: Declaration): string {
  const scheme = JSON.stringify(name)
  return `Say which keys it takes: schemes: { ${scheme}: { keys: [{ name, key }] } }, or { ${scheme}: { verify: (key) => … } }.`
}

function readCrossSite({ fields, report }: GivenScheme, declaration: Declaration): 'refuse' | 'allow' {
  const crossSite = fields.given('crossSite')
  if (crossSite !== undefined && !isSentUnasked(declaration)) {
    report(wrongValue(crossSite, 'left out: a browser sends nothing but cookies by itself'))
  }
  return fields.choice('crossSite', ['refuse', 'allow']) ?? 'refuse'
}

/** Documents of OpenAPI 2, which has no keys in cookies, name the header. */
function isSentUnasked({ in: place, parameter }: Declaration): boolean {
  return place === 'cookie' || (place === 'header' && parameter.toLowerCase() === 'cookie')
}

function describe(trusted: TrustedKeys): string {
  if (trusted.kind === 'verify') return 'keys that verify takes'
  return trusted.entries.length === 1 ? '1 key' : `${trusted.entries.length} keys`
}

function acceptsOf(trusted: TrustedKeys): SchemeSettings['accepts'] {
  if (trusted.kind === 'verify') return undefined
  return Object.freeze(trusted.entries.map((key) => `key ${Buffer.from(key.digest).toString('hex')}`))
}

function carrierOf({ in: place, parameter }: Declaration): Carrier {
  return place === 'header' ? `header:${parameter.toLowerCase()}` : `${place}:${parameter}`
}

function createApiKeyScheme({ declaration, crossSite, hooks, trusted }: ApiKeySettings): Scheme {
  const { name, parameter, in: place } = declaration
  const identify = trusted.kind === 'list' ? amongKeys(name, trusted.entries) : byVerify(name, trusted)
  return Object.freeze({
    name,
    carrier: carrierOf(declaration),
    ambient: isSentUnasked(declaration),
    report: hooks.report === true,
    scopeMatch: 'all',
    challenge: Object.freeze({ word: 'ApiKey', in: place, parameter }),
    crossSite,
    read: (request) => readKey(request, place, parameter),
    verify(credential, context) {
      if (credential.length > longestKey) return { kind: 'refused', reason: 'apikey.unknown' }
      return whenKnown(identify(credential, context), (verdict) => judgeVerdict(verdict, hooks.check, context))
    },
  } satisfies Scheme)
}

type Identify = (key: string, context: VerifyContext) => Verdict | Promise<Verdict>

function amongKeys(scheme: string, keys: readonly AcceptedKey[]): Identify {
  const ring = createKeyRing(
    keys.map((key) => ({ ...key, principal: namedPrincipal({ scheme, type: 'apiKey' }, key) })),
  )
  return (key) => {
    const found = ring.find(key)
    if (found === undefined) return { kind: 'refused', reason: 'apikey.unknown' }
    if (Date.now() >= found.expiresMs) return { kind: 'refused', reason: 'apikey.expired' }
    return { kind: 'principal', principal: found.principal, token: undefined }
  }
}

function byVerify(scheme: string, { verify, memory }: OwnVerify<VerifyKey>): Identify {
  const identify = createIdentify({ scheme, type: 'apiKey' }, memory)
  return (key, context) => identify(key, (hookContext) => verify(key, hookContext), context)
}
