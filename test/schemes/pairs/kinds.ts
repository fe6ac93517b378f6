import { createHash, randomUUID } from 'node:crypto'
import type { Hooks } from '../../../src/index.ts'
import { createSigner } from '../../jwt/signer.ts'
import type { PairKind, Show } from './kind.ts'

const signer = createSigner('RS256', 'table')
const stranger = createSigner('RS256', 'table')
const audience = 'https://api.test'

function token(issuer: string, changes: object = {}, by = signer): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: audience, sub: 'ann', scope: 'read', iat: now, exp: now + 3600 }
  return by.token({ ...claims, ...changes })
}

/** A check that breaks down for some callers: `thrower` and `sleeper` are their names. */
const check: NonNullable<Hooks['check']> = ({ name }) => {
  if (name === 'thrower') throw new Error('the check broke down')
  return name === 'sleeper' ? new Promise<boolean>(() => undefined) : true
}

const header =
  (name: string, ...values: readonly string[]): Show =>
  ({ headers }) => {
    for (const value of values) headers.push([name, value])
  }
const bearer = (...tokens: readonly string[]): Show =>
  header('Authorization', ...tokens.map((text) => `Bearer ${text}`))

function tokenKind(name: string, declaration: object, issuer: string): PairKind {
  return {
    name,
    declaration,
    options: { issuer, audience, jwks: { keys: [signer.jwk] }, check },
    field: 'authorization',
    marked: 'token',
    accepts: issuer,
    ambient: false,
    words: ['bearer'],
    show: {
      good: bearer(token(issuer)),
      poor: bearer(token(issuer, { scope: 'other' })),
      wrong: bearer(token(issuer, {}, stranger)),
      malformed: header('Authorization', 'Bearer a b'),
      repeated: bearer(token(issuer), token(issuer)),
      oversized: bearer(token(issuer, { filler: 'a'.repeat(6000) })),
      throwing: bearer(token(issuer, { sub: 'thrower' })),
    },
    slow: bearer(token(issuer, { sub: 'sleeper' })),
  }
}

function headerKeyKind(name: string, parameter: string): PairKind {
  const key = (caller: string): string => `${name}-${caller}-0123456789`
  const named = (caller: string, scopes: string[] = ['read']) => ({ name: caller, key: key(caller), scopes })
  return {
    name,
    declaration: { type: 'apiKey', in: 'header', name: parameter },
    options: { keys: [named('till'), named('clerk', []), named('thrower'), named('sleeper')], check },
    field: parameter.toLowerCase(),
    accepts: name,
    ambient: false,
    words: ['apikey'],
    show: {
      good: header(parameter, key('till')),
      poor: header(parameter, key('clerk')),
      wrong: header(parameter, key('nobody')),
      malformed: header(parameter, 'k\u00e9y'),
      repeated: header(parameter, key('till'), key('till')),
      oversized: header(parameter, 'a'.repeat(5000)),
      throwing: header(parameter, key('thrower')),
    },
    slow: header(parameter, key('sleeper')),
  }
}

/** A verify that breaks down for some credentials, as `check` does. */
const verify = (credential: string) => {
  const name = credential.split('-')[1] ?? ''
  if (name === 'thrower') throw new Error('verify broke down')
  if (name === 'sleeper') return new Promise<false>(() => undefined)
  return name === 'till' ? { name, scopes: ['read'] } : name === 'clerk' && { name }
}

function ownHttpKind(name: string, word: string): PairKind {
  const key = (caller: string): string => `${name}-${caller}-0123456789`
  const own = (...credentials: readonly string[]): Show =>
    header('Authorization', ...credentials.map((credential) => `${word} ${credential}`))
  return {
    name,
    declaration: { type: 'http', scheme: word },
    options: { verify },
    field: 'authorization',
    marked: word,
    accepts: name,
    ambient: false,
    words: [word],
    sees: { oversized: 'malformed' },
    show: {
      good: own(key('till')),
      poor: own(key('clerk')),
      wrong: own(key('nobody')),
      malformed: own('k\u00e9y'),
      repeated: own(key('till'), key('till')),
      oversized: own('a'.repeat(9000)),
      throwing: own(key('thrower')),
    },
    slow: own(key('sleeper')),
  }
}

const query =
  (name: string, ...values: readonly string[]): Show =>
  ({ query: parts }) =>
    void parts.push(...values.map((value) => `${name}=${encodeURIComponent(value)}`))

function queryKeyKind(name: string, parameter: string): PairKind {
  const key = (caller: string): string => `${name}-${caller}-0123456789`
  return {
    name,
    declaration: { type: 'apiKey', in: 'query', name: parameter },
    options: { verify },
    field: `query ${parameter}`,
    accepts: name,
    ambient: false,
    words: ['apikey'],
    show: {
      good: query(parameter, key('till')),
      poor: query(parameter, key('clerk')),
      wrong: query(parameter, key('nobody')),
      malformed: query(parameter, 'k\u00e9y'),
      repeated: query(parameter, key('till'), key('till')),
      oversized: query(parameter, 'a'.repeat(5000)),
      throwing: query(parameter, key('thrower')),
    },
    slow: query(parameter, key('sleeper')),
  }
}

const cookie =
  (name: string, ...values: readonly string[]): Show =>
  ({ cookies }) =>
    void cookies.push(...values.map((value) => `${name}=${value}`))

function cookieKeyKind(name: string, parameter: string): PairKind {
  const { options } = headerKeyKind(name, 'unused')
  const key = (caller: string): string => `${name}-${caller}-0123456789`
  return {
    name,
    declaration: { type: 'apiKey', in: 'cookie', name: parameter },
    options,
    field: `cookie ${parameter}`,
    accepts: name,
    ambient: true,
    words: ['apikey'],
    show: {
      good: cookie(parameter, key('till')),
      poor: cookie(parameter, key('clerk')),
      wrong: cookie(parameter, key('nobody')),
      malformed: cookie(parameter, '%zz'),
      repeated: cookie(parameter, key('till'), key('till')),
      oversized: cookie(parameter, 'a'.repeat(5000)),
      throwing: cookie(parameter, key('thrower')),
    },
    slow: cookie(parameter, key('sleeper')),
  }
}

const holder = createSigner('ES256', 'holder')
const holderKey = { kty: 'EC', crv: holder.jwk.crv, x: holder.jwk.x, y: holder.jwk.y }
/** RFC 7638 §3. */
const thumbprint = hashOf(JSON.stringify({ crv: holderKey.crv, kty: holderKey.kty, x: holderKey.x, y: holderKey.y }))

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** A token under the word DPoP, with a fresh proof for its request (RFC 9449 §4.2). */
const proven =
  (text: string, times = 1): Show =>
  ({ headers, url }) => {
    const claims = { jti: randomUUID(), htm: 'GET', htu: url, iat: Math.floor(Date.now() / 1000), ath: hashOf(text) }
    const proof = holder.token(claims, { typ: 'dpop+jwt', jwk: holderKey, kid: undefined })
    headers.push(...Array.from({ length: times }, (): [string, string] => ['Authorization', `DPoP ${text}`]))
    headers.push(['DPoP', proof])
  }

function provenKind(name: string, issuer: string): PairKind {
  const bound = (changes: object = {}, by = signer): string =>
    token(issuer, { cnf: { jkt: thumbprint }, ...changes }, by)
  const { options, ...rest } = tokenKind(name, { type: 'http', scheme: 'bearer' }, issuer)
  return {
    ...rest,
    options: { ...options, dpop: 'required' },
    accepts: `${issuer} proven`,
    // A scheme without proofs takes no token under this word, whoever issued it.
    elsewhere: 'wrong',
    words: ['dpop'],
    show: {
      good: proven(bound()),
      poor: proven(bound({ scope: 'other' })),
      wrong: proven(bound({}, stranger)),
      malformed: header('Authorization', 'DPoP a b'),
      repeated: proven(bound(), 2),
      oversized: proven(bound({ filler: 'a'.repeat(6000) })),
      throwing: proven(bound({ sub: 'thrower' })),
    },
    slow: proven(bound({ sub: 'sleeper' })),
  }
}

const shop = 'https://shop.test/'

/** Every kind of scheme that is enforced, and several on one field. */
export const kinds: readonly PairKind[] = [
  tokenKind('login', { type: 'http', scheme: 'bearer' }, shop),
  tokenKind('again', { type: 'openIdConnect', openIdConnectUrl: `${shop}.well-known/openid-configuration` }, shop),
  tokenKind('partner', { type: 'oauth2', flows: {} }, 'https://partner.test/'),
  provenKind('proven', 'https://bank.test/'),
  ownHttpKind('signed', 'hmac'),
  queryKeyKind('shared', 'share_key'),
  cookieKeyKind('session', 'sid'),
  headerKeyKind('till', 'X-Till-Key'),
  headerKeyKind('stock', 'X-Stock-Key'),
]
