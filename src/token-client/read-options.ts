import { createSecureContext } from 'node:tls'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import type { ClientCredential } from '../issuer/client-credential.ts'
import { lacksAuth0Slash, parseDomain, parseEndpoint, parseIssuer } from '../issuer/issuer-form.ts'
import { environmentIssuer } from '../issuer/named-issuer.ts'
import { readCredential } from '../issuer/read-credential.ts'
import { readCacheEntries } from '../options/cache-entries.ts'
import type { OptionCode } from '../options/codes.ts'
import { createFields, type Fields, readFields, requireNames } from '../options/fields.ts'
import { findingOn, type Given, wrongValue } from '../options/given.ts'
import { type NamedValues, namedValues } from '../options/named-values.ts'
import { isStore, storeForm } from '../store/is-store.ts'
import type { ClientCertificate, TokenClientSettings } from './settings.ts'

const known: readonly string[] = [
  'domain',
  'issuer',
  'tokenEndpoint',
  'clientId',
  'clientSecret',
  'privateKey',
  'clientCertificate',
  'clientAuthentication',
  'connections',
  'encryptionKey',
  'store',
  'timeoutMs',
  'concurrency',
  'cache',
]

/** The variables that say who asks. */
const secretVariable = 'AUTH0_CLIENT_SECRET'
export const clientVariables: readonly string[] = Object.freeze(['AUTH0_CLIENT_ID', secretVariable])

/** Milliseconds. A server that takes longer is not waited for by the one who waits for us. */
const defaultTimeoutMs = 10_000

const defaultConcurrency = 20

/** Forty megabytes at most; tokens of two kilobytes then take some 25. */
const defaultCacheEntries = 10_000

/** AES-256. */
const keyBytes = 32

/**
 * Reads a token client's options, and what the environment adds to them. Wrong values are reported.
 * @param hasStore Whether there is a store where the options name none.
 */
export function readTokenClient(
  given: Given,
  environment: NamedValues,
  hasStore: boolean,
  report: Report,
): TokenClientSettings {
  const values = withEnvironment(namedValues(given, known, report), environment, report)
  const fields = createFields(values, report)
  const issuer = readIssuer(fields, report)
  // Reported with the scheme that it is for, or by whoever has no other issuer.
  const secretIssuer =
    values.get('clientSecret')?.label === secretVariable ? environmentIssuer(environment, () => {}) : undefined
  if (issuer !== undefined && secretIssuer !== undefined && issuer !== secretIssuer)
    report(strangersSecret(issuer, given))
  return Object.freeze({
    issuer,
    secretIssuer,
    tokenEndpoint: readEndpoint(fields, report),
    client: readClient(given, fields, report),
    missing: whatIsMissing(fields),
    certificate: readCertificate(fields, report),
    connections: readConnections(fields),
    timeoutMs: fields.number('timeoutMs', 100, 60_000) ?? defaultTimeoutMs,
    concurrency: fields.count('concurrency', 1, 1_000) ?? defaultConcurrency,
    cacheEntries: readCacheEntries(fields.given('cache'), defaultCacheEntries, report),
    shared: readShared(fields, hasStore, report),
  })
}

/**
 * Client id and secret are a pair: the environment's secret is no other client's. A credential in the options leaves
 * the environment's alone.
 */
function withEnvironment(given: NamedValues, environment: NamedValues, report: Report): NamedValues {
  const values = new Map(given)
  const [id, secret] = clientVariables.map((name) => filled(environment.get(name)))
  const ownId = given.get('clientId')
  if (ownId === undefined && id !== undefined) values.set('clientId', id)
  const hasOwn = ['clientSecret', 'privateKey', 'clientCertificate'].some((name) => given.has(name))
  if (hasOwn || secret === undefined) return values
  if (ownId !== undefined && id !== undefined && ownId.value !== id.value) {
    report(
      wrongValue(
        ownId,
        "the client of AUTH0_CLIENT_ID, or come with a secret of its own: AUTH0_CLIENT_SECRET is that client's",
      ),
    )
  } else values.set('clientSecret', secret)
  return values
}

/** An empty variable is how many places write one that is not set: what does not need it must not be affected. */
function filled(variable: Given | undefined): Given | undefined {
  return variable?.value === '' ? undefined : variable
}

function readIssuer(fields: Fields, report: Report): string | undefined {
  const domain = fields.given('domain')
  const issuer = fields.given('issuer')
  if (domain !== undefined && issuer !== undefined) {
    const code: OptionCode = 'option.value'
    report(
      findingOn(domain, {
        code,
        message: `${domain.label} and issuer both say whom to ask.`,
        fix: 'Keep one of them.',
      }),
    )
  }
  if (issuer === undefined) return domain && parseDomain(domain, report)
  const text = parseIssuer(issuer, report)
  if (text === undefined || !lacksAuth0Slash(text)) return text
  report(wrongValue(issuer, 'the exact issuer, which at Auth0 ends with a slash'))
  return undefined
}

function readEndpoint(fields: Fields, report: Report): string | undefined {
  const given = fields.given('tokenEndpoint')
  return given && parseEndpoint(given, report)
}

const ways = ['post', 'basic', 'private_key_jwt', 'tls_client_auth'] as const

/** undefined also where something is missing: the first call says what. */
function readClient(given: Given, fields: Fields, report: Report): TokenClientSettings['client'] {
  const clientId = fields.text('clientId')
  const byCertificate = isByCertificate(fields)
  const hasCredential =
    byCertificate || fields.given('clientSecret') !== undefined || fields.given('privateKey') !== undefined
  if (!hasCredential) {
    fields.choice('clientAuthentication', ways)
    return undefined
  }
  const credential: ClientCredential | undefined = byCertificate
    ? { kind: 'tls_client_auth' }
    : readCredential(given, fields, ['post', 'basic'], report)
  return clientId === undefined || credential === undefined ? undefined : Object.freeze({ clientId, credential })
}

/** What has to be set before anybody can be asked; undefined: nothing. */
function whatIsMissing(fields: Fields): string | undefined {
  const has = (name: string): boolean => fields.given(name) !== undefined
  const id = has('clientId') ? [] : ['AUTH0_CLIENT_ID (or clientId)']
  const credential = ['clientSecret', 'privateKey', 'clientCertificate'].some(has)
    ? []
    : ['AUTH0_CLIENT_SECRET (or clientSecret, privateKey, clientCertificate)']
  const names = [...id, ...credential]
  return names.length === 0 ? undefined : names.join(', ')
}

function isByCertificate(fields: Fields): boolean {
  const others = ['clientSecret', 'privateKey'].some((name) => fields.given(name) !== undefined)
  if (fields.given('clientCertificate') === undefined || others) return false
  fields.choice('clientAuthentication', ['tls_client_auth'])
  return true
}

function readCertificate(fields: Fields, report: Report): ClientCertificate | undefined {
  const given = fields.given('clientCertificate')
  if (given === undefined) return undefined
  const inside = readFields(given, ['cert', 'key', 'passphrase', 'ca'], report)
  requireNames(given, inside, ['cert', 'key'], report)
  const [cert, key, passphrase, ca] = ['cert', 'key', 'passphrase', 'ca'].map((name) => textOf(inside, name, report))
  if (cert === undefined || key === undefined) return undefined
  const certificate = { cert, key, ...(passphrase !== undefined && { passphrase }), ...(ca !== undefined && { ca }) }
  if (isUsable(certificate)) return Object.freeze(certificate)
  report(wrongValue(given, 'a certificate and its private key in PEM, with the passphrase where the key has one'))
  return undefined
}

/** PEM ends with a line break, which `fields.text` would not take. */
function textOf(fields: Fields, name: string, report: Report): string | undefined {
  const given = fields.given(name)
  if (given === undefined || (typeof given.value === 'string' && given.value !== ''))
    return given?.value as string | undefined
  report(wrongValue(given, 'a text'))
  return undefined
}

function isUsable({ cert, key, passphrase, ca }: ClientCertificate): boolean {
  try {
    createSecureContext({ cert, key, ...(passphrase !== undefined && { passphrase }), ...(ca !== undefined && { ca }) })
    return true
  } catch {
    // What OpenSSL says of a key may hold parts of it.
    return false
  }
}

function readConnections(fields: Fields): ReadonlySet<string> | undefined {
  const names = fields.texts('connections', 0)
  return names && new Set(names)
}

function readShared(fields: Fields, hasStore: boolean, report: Report): TokenClientSettings['shared'] {
  const key = fields.given('encryptionKey')
  const store = fields.given('store')
  if (store !== undefined && !isStore(store.value)) report(wrongValue(store, storeForm))
  if (key === undefined) {
    if (store !== undefined) report(needs(store, 'encryptionKey: nothing is shared in plain text'))
    return undefined
  }
  if (!(key.value instanceof Uint8Array) || key.value.length !== keyBytes) {
    report(wrongValue(key, `a Uint8Array of ${keyBytes} bytes, made at random`))
    return undefined
  }
  if (store === undefined && !hasStore) report(needs(key, 'a store, where exchanged tokens are shared'))
  return Object.freeze({ store: isStore(store?.value) ? store.value : undefined, key: Uint8Array.from(key.value) })
}

function strangersSecret(issuer: string, given: Given): Diagnostic {
  const code: OptionCode = 'option.value'
  const message = `${secretVariable} is for the issuer that the environment names, and ${given.label || 'the options'} would send it to ${issuer}.`
  return findingOn(given, { code, message, fix: 'Give clientId and clientSecret for this issuer, or leave it out.' })
}

function needs(given: Given, other: string): Diagnostic {
  const code: OptionCode = 'option.missing'
  return findingOn(given, {
    code,
    message: `${given.label} means nothing without ${other}.`,
    fix: 'Give both, or none.',
  })
}
