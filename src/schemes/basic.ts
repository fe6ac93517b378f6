import { whenKnown } from '../waiting/when-known.ts'
import { judgeVerdict, readHooks } from './application/hooks.ts'
import { createIdentify, type OwnVerify, readTrusted, type Trusted } from './application/own-verify.ts'
import type { GivenScheme, SchemeKind, SchemeSettings } from './kind.ts'
import { namedPrincipal } from './named-principal.ts'
import type { BasicOptions, Hooks } from './option-types.ts'
import { createPasswordJudge } from './passwords/password-judge.ts'
import { readPair, splitPair } from './passwords/read-pair.ts'
import { type AcceptedUser, readUsers } from './passwords/user-options.ts'
import type { Scheme, Verdict, VerifyContext } from './types.ts'

/** `http` `basic` (RFC 7617): a name and a password, judged by the users of the options or by a `verify`. */
export const basicScheme: SchemeKind = {
  enforces: (declaration) => declaration.type === 'http' && declaration.scheme === 'basic',
  options: ['users', 'verify', 'cache', 'crossSite', 'check', 'report'],
  notInDocument: ['users', 'verify', 'check'],
  trustsIssuers: false,
  configure,
}

/** One scheme's settings, as `configure` read them. */
interface BasicSettings {
  readonly name: string
  readonly trusted: TrustedUsers
  readonly crossSite: 'refuse' | 'allow'
  readonly hooks: Hooks
}

type VerifyPair = NonNullable<BasicOptions['verify']>

type TrustedUsers = Trusted<AcceptedUser, VerifyPair>

const carrier = 'header:authorization'

function configure(given: GivenScheme): SchemeSettings | undefined {
  const { declaration, fields, report } = given
  const hooks = readHooks(fields, report)
  const crossSite = fields.choice('crossSite', ['refuse', 'allow']) ?? 'refuse'
  const trusted = readTrusted<AcceptedUser, VerifyPair>(given, {
    name: 'users',
    read: readUsers,
    verify: 'a function of a name, a password and a context',
    fix: fixFor(declaration),
  })
  if (trusted === undefined) return undefined
  const settings = { name: declaration.name, trusted, crossSite, hooks }
  return Object.freeze({
    name: declaration.name,
    source: 'options',
    trust: describe(trusted),
    issuers: Object.freeze([]),
    carrier,
    accepts: acceptsOf(trusted),
    scopeMatch: 'all',
    decides: settings,
    create: () => createBasicScheme(settings),
  })
}

function fixFor({ name }: GivenScheme['declaration']): string {
  const scheme = JSON.stringify(name)
  return `Say who may come: schemes: { ${scheme}: { users: [{ name, hash }] } }, or { ${scheme}: { verify: (name, password) => … } }.`
}

function describe(trusted: TrustedUsers): string {
  if (trusted.kind === 'verify') return 'names and passwords that verify takes'
  return trusted.entries.length === 1 ? '1 user' : `${trusted.entries.length} users`
}

function acceptsOf(trusted: TrustedUsers): SchemeSettings['accepts'] {
  return trusted.kind === 'verify' ? undefined : Object.freeze(trusted.entries.map(({ name }) => `user ${name}`))
}

function createBasicScheme({ name, trusted, crossSite, hooks }: BasicSettings): Scheme {
  const identify = trusted.kind === 'list' ? amongUsers(name, trusted.entries) : byVerify(name, trusted)
  return Object.freeze({
    name,
    carrier,
    ambient: true,
    report: hooks.report === true,
    scopeMatch: 'all',
    challenge: Object.freeze({ word: 'Basic' }),
    crossSite,
    read: readPair,
    verify: (pair, context) =>
      whenKnown(identify(pair, context), (verdict) => judgeVerdict(verdict, hooks.check, context)),
  } satisfies Scheme)
}

type Identify = (pair: string, context: VerifyContext) => Verdict | Promise<Verdict>

/** Seconds. What waits is done by then. */
const retryAfter = 2

function amongUsers(scheme: string, users: readonly AcceptedUser[]): Identify {
  const judge = createPasswordJudge(
    users.map((user) => ({ ...user, principal: namedPrincipal({ scheme, type: 'basic' }, user) })),
  )
  return async (pair) => {
    const found = await judge(...splitPair(pair))
    if (found === 'wrong') return { kind: 'refused', reason: 'password.wrong' }
    if (found === 'busy') return { kind: 'unknown', reason: 'password.busy', retryAfter }
    return { kind: 'principal', principal: found, token: undefined }
  }
}

function byVerify(scheme: string, { verify, memory }: OwnVerify<VerifyPair>): Identify {
  const identify = createIdentify({ scheme, type: 'basic' }, memory)
  return (pair, context) => {
    const [name, password] = splitPair(pair)
    return identify(pair, (hookContext) => verify(name, password, hookContext), context)
  }
}
