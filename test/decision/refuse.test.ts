import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answers } from '../../src/decision/answers.ts'
import type { Challenge, ChallengeError, ErrorCode, Refusal } from '../../src/decision/judgement.ts'
import { reasons } from '../../src/decision/reasons.ts'
import { refuse } from '../../src/decision/refuse.ts'
import type { Operation } from '../../src/policy/types.ts'

const plain = { operation: undefined, detail: false, exposed: false }

function bearer(error: ChallengeError | undefined, scopes: readonly string[] = []): Challenge {
  return { form: { word: 'Bearer' }, under: undefined, error, scopes, stepUp: undefined }
}

function proven(error: ChallengeError): Challenge {
  const proofs = { algorithms: ['ES256'], required: false }
  return { ...bearer(error), form: { word: 'Bearer', proofs }, under: 'DPoP' }
}

function described(error: ChallengeError): string {
  return `Bearer realm="api", error="${error}", error_description="${answers[error].title}"`
}

/** Design 2.5, row by row, and the refusals that 2.4 and 2.9 add. */
const rows: readonly {
  readonly id: string
  readonly refusal: Refusal
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
}[] = [
  {
    id: 'no credential',
    refusal: {
      allowed: false,
      error: 'missing_credentials',
      reason: 'credential.missing',
      challenges: [bearer(undefined, ['read'])],
    },
    status: 401,
    headers: { 'www-authenticate': 'Bearer realm="api", scope="read"' },
  },
  {
    id: 'malformed or repeated credential',
    refusal: {
      allowed: false,
      error: 'invalid_request',
      reason: 'credential.repeated',
      challenges: [bearer('invalid_request')],
    },
    status: 400,
    headers: { 'www-authenticate': described('invalid_request') },
  },
  {
    id: 'token refused',
    refusal: { allowed: false, error: 'invalid_token', reason: 'token.expired', challenges: [bearer('invalid_token')] },
    status: 401,
    headers: { 'www-authenticate': described('invalid_token') },
  },
  {
    id: 'DPoP proof refused',
    refusal: {
      allowed: false,
      error: 'invalid_dpop_proof',
      reason: 'token.confirmation',
      challenges: [proven('invalid_dpop_proof')],
    },
    status: 401,
    headers: { 'www-authenticate': `${described('invalid_dpop_proof').replace('Bearer', 'DPoP')}, algs="ES256"` },
  },
  {
    id: 'nonce wanted',
    refusal: {
      allowed: false,
      error: 'use_dpop_nonce',
      reason: 'token.confirmation',
      challenges: [proven('use_dpop_nonce')],
      nonce: 'abc',
    },
    status: 401,
    headers: {
      'www-authenticate': `${described('use_dpop_nonce').replace('Bearer', 'DPoP')}, algs="ES256"`,
      'dpop-nonce': 'abc',
    },
  },
  {
    id: 'scopes missing',
    refusal: {
      allowed: false,
      error: 'insufficient_scope',
      reason: 'scope.missing',
      challenges: [bearer('insufficient_scope', ['a', 'b'])],
    },
    status: 403,
    headers: { 'www-authenticate': `${described('insufficient_scope')}, scope="a b"` },
  },
  {
    id: 'a stronger login wanted',
    refusal: {
      allowed: false,
      error: 'insufficient_user_authentication',
      reason: 'authentication.age',
      challenges: [{ ...bearer('insufficient_user_authentication'), stepUp: { acr: ['mfa'], maxAge: 300 } }],
    },
    status: 401,
    headers: {
      'www-authenticate': `${described('insufficient_user_authentication')}, acr_values="mfa", max_age="300"`,
    },
  },
  {
    id: 'several schemes: a list',
    refusal: {
      allowed: false,
      error: 'missing_credentials',
      reason: 'credential.missing',
      challenges: [
        bearer(undefined),
        { ...bearer(undefined), form: { word: 'ApiKey', in: 'header', parameter: 'X-API-Key' } },
      ],
    },
    status: 401,
    headers: { 'www-authenticate': ['Bearer realm="api"', 'ApiKey realm="api", in="header", name="X-API-Key"'] },
  },
  {
    id: 'not knowable now',
    refusal: { allowed: false, error: 'temporarily_unavailable', reason: 'issuer.unavailable', retryAfter: 2.1 },
    status: 503,
    headers: { 'retry-after': '3' },
  },
  {
    id: 'a resource of somebody else',
    refusal: { allowed: false, error: 'forbidden', reason: 'binding.mismatch' },
    status: 403,
    headers: {},
  },
  {
    id: 'another site',
    refusal: { allowed: false, error: 'cross_site', reason: 'request.cross_site' },
    status: 403,
    headers: {},
  },
  {
    id: 'no such operation',
    refusal: { allowed: false, error: 'not_found', reason: 'route.unknown' },
    status: 404,
    headers: {},
  },
  {
    id: 'no such method',
    refusal: { allowed: false, error: 'method_not_allowed', reason: 'route.method', allow: ['GET', 'HEAD', 'QUERY'] },
    status: 405,
    headers: { allow: 'GET, HEAD, QUERY' },
  },
  {
    id: 'a target that two parsers read differently',
    refusal: { allowed: false, error: 'invalid_target', reason: 'target.dots' },
    status: 400,
    headers: {},
  },
  {
    id: 'B-01 a path outside, unproven',
    refusal: { allowed: false, error: 'temporarily_unavailable', reason: 'route.unproven', retryAfter: 5 },
    status: 503,
    headers: { 'retry-after': '5' },
  },
  {
    id: 'the gate failed',
    refusal: { allowed: false, error: 'temporarily_unavailable', reason: 'gate.error', retryAfter: 1 },
    status: 503,
    headers: { 'retry-after': '1' },
  },
]

describe('refuse: the answers of design 2.5', () => {
  for (const { id, refusal, status, headers } of rows) {
    it(id, () => {
      const refused = refuse(refusal, plain)
      const { error, reason } = refusal
      const always = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
      const type = `urn:portcullis:error:${error}`
      assert.deepEqual(refused, {
        allowed: false,
        operation: undefined,
        status,
        error,
        reason,
        headers: { ...always, ...headers },
        body: { type, title: answers[error].title, status, error },
      })
    })
  }

  it('has a row for every error', () => {
    const tested = new Set<ErrorCode>(rows.map(({ refusal }) => refusal.error))
    assert.deepEqual([...tested].sort(), Object.keys(answers).sort())
  })

  it('T-03 says which check failed only where that is on', () => {
    for (const { refusal } of rows) {
      assert.equal('detail' in refuse(refusal, plain).body, false)
      const { body } = refuse(refusal, { ...plain, detail: true })
      assert.equal(body.detail, reasons[refusal.reason].sentence)
    }
  })

  it('shows a browser the headers that a script needs, where the request has an origin', () => {
    for (const { refusal } of rows) {
      assert.equal('access-control-expose-headers' in refuse(refusal, plain).headers, false)
      const { headers } = refuse(refusal, { ...plain, exposed: true })
      assert.equal(headers['access-control-expose-headers'], 'WWW-Authenticate, DPoP-Nonce, Retry-After')
    }
  })

  it('keeps the operation', () => {
    const operation: Operation = Object.freeze({
      method: 'get',
      path: '/orders',
      security: [],
      source: { file: 'openapi.yaml', line: 1, column: 1 },
    })
    for (const { refusal } of rows) assert.equal(refuse(refusal, { ...plain, operation }).operation, operation)
  })

  it('is frozen all through', () => {
    for (const { refusal } of rows) {
      const refused = refuse(refusal, { ...plain, detail: true, exposed: true })
      for (const part of [refused, refused.headers, refused.body, ...Object.values(refused.headers)]) {
        assert.ok(Object.isFrozen(part))
      }
    }
  })

  const waits: readonly (readonly [number, string])[] = [
    [0, '1'],
    [-3, '1'],
    [Number.NaN, '1'],
    [1, '1'],
    [59.2, '60'],
    [3600, '3600'],
    [1e9, '3600'],
    [Number.POSITIVE_INFINITY, '3600'],
  ]
  for (const [retryAfter, expected] of waits) {
    it(`Retry-After for ${retryAfter} seconds is ${expected}`, () => {
      const refusal = { allowed: false, error: 'temporarily_unavailable', reason: 'gate.error', retryAfter } as const
      assert.equal(refuse(refusal, plain).headers['retry-after'], expected)
    })
  }

  it('L-01 lists only methods that are tokens', () => {
    const allow = ['GET', 'A B', 'X\r\nSet-Cookie: a=b', '', 'é', 'PURGE']
    const refusal = { allowed: false, error: 'method_not_allowed', reason: 'route.method', allow } as const
    assert.equal(refuse(refusal, plain).headers.allow, 'GET, PURGE')
  })

  it('L-02 the titles hold only what may stand in an error_description', () => {
    for (const { title } of Object.values(answers)) assert.match(title, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
  })

  it('never says invalid_token where the token was not judged', () => {
    for (const [reason, { error }] of Object.entries(reasons)) {
      if (error !== 'temporarily_unavailable') continue
      const refusal = { allowed: false, error, reason: reason as Refusal['reason'], retryAfter: 1 } as const
      assert.ok(!JSON.stringify(refuse(refusal, { ...plain, detail: true })).includes('invalid_token'), reason)
    }
  })
})
