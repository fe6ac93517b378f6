import { createHash, randomUUID } from 'node:crypto'
import { createSigner } from '../../../jwt/signer.ts'
import type { PairKind, Show } from '../kind.ts'
import { check, header, showKeys, verify } from './showing.ts'

const signer = createSigner('RS256', 'table')
const stranger = createSigner('RS256', 'table')
const audience = 'https://api.test'

function token(issuer: string, changes: object = {}, by = signer): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: audience, sub: 'ann', scope: 'read', iat: now, exp: now + 3600 }
  return by.token({ ...claims, ...changes })
}

const bearer = (...tokens: readonly string[]): Show =>
  header('Authorization', ...tokens.map((text) => `Bearer ${text}`))

export function tokenKind(name: string, declaration: object, issuer: string): PairKind {
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

/** Tokens of no form, which only the application can judge. Whatever it is shown, it says for itself. */
export function ownTokenKind(name: string): PairKind {
  const malformed = header('Authorization', 'Bearer a b')
  return {
    ...tokenKind(name, { type: 'http', scheme: 'bearer' }, name),
    options: { verify },
    accepts: undefined,
    ...showKeys(name, bearer, { malformed, oversized: bearer('a'.repeat(9000)) }),
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

export function provenKind(name: string, issuer: string): PairKind {
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
