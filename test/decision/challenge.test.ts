import assert from 'node:assert/strict'
import { validateHeaderValue } from 'node:http'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatChallenges } from '../../src/decision/challenge.ts'
import type { Challenge, ChallengeError } from '../../src/decision/judgement.ts'
import { parseChallenges } from './parse-challenges.ts'

const bare: Challenge = { form: { word: 'Bearer' }, under: undefined, error: undefined, scopes: [], stepUp: undefined }
const proofs = { algorithms: ['ES256', 'EdDSA'], required: false }
const either: Challenge = { ...bare, form: { word: 'Bearer', proofs } }
const key: Challenge = { ...bare, form: { word: 'ApiKey', in: 'header', parameter: 'X-API-Key' } }
const stepUp = { acr: ['urn:gold', 'mfa'], maxAge: 300 }

const rows: readonly {
  readonly id: string
  readonly challenges: readonly Challenge[]
  readonly expected: readonly string[]
}[] = [
  { id: 'none', challenges: [], expected: [] },
  { id: 'a bare one', challenges: [bare], expected: ['Bearer realm="api"'] },
  {
    id: 'a bare one names the wanted scopes and no error',
    challenges: [{ ...bare, scopes: ['read:orders', 'write:orders'] }],
    expected: ['Bearer realm="api", scope="read:orders write:orders"'],
  },
  {
    id: 'invalid_request',
    challenges: [{ ...bare, error: 'invalid_request' }],
    expected: [
      'Bearer realm="api", error="invalid_request", error_description="The credential is malformed, or was sent more than once"',
    ],
  },
  {
    id: 'invalid_token',
    challenges: [{ ...bare, error: 'invalid_token' }],
    expected: ['Bearer realm="api", error="invalid_token", error_description="The credential is not valid"'],
  },
  {
    id: 'insufficient_scope',
    challenges: [{ ...bare, error: 'insufficient_scope', scopes: ['a', 'b'] }],
    expected: [
      'Bearer realm="api", error="insufficient_scope", error_description="The credential does not allow this operation", scope="a b"',
    ],
  },
  {
    id: 'RFC 9470',
    challenges: [{ ...bare, error: 'insufficient_user_authentication', scopes: ['a'], stepUp }],
    expected: [
      'Bearer realm="api", error="insufficient_user_authentication", error_description="The operation needs a stronger or a more recent login", scope="a", acr_values="urn:gold mfa", max_age="300"',
    ],
  },
  {
    id: 'RFC 9449 §7.2: both words where a token may be bound',
    challenges: [{ ...either, scopes: ['a'] }],
    expected: ['Bearer realm="api", scope="a"', 'DPoP realm="api", scope="a", algs="ES256 EdDSA"'],
  },
  {
    id: 'what is wrong under one word is said under it',
    challenges: [
      { ...either, error: 'invalid_token' },
      { ...either, error: 'invalid_dpop_proof', under: 'DPoP' },
    ],
    expected: [
      'Bearer realm="api", error="invalid_token", error_description="The credential is not valid"',
      'DPoP realm="api", error="invalid_dpop_proof", error_description="The DPoP proof is not valid for this request", algs="ES256 EdDSA"',
    ],
  },
  {
    id: 'where proofs are required nothing asks for a bearer token',
    challenges: [
      { ...bare, form: { word: 'Bearer', proofs: { ...proofs, required: true } } },
      { ...bare, form: { word: 'Bearer', proofs: { ...proofs, required: true } }, error: 'invalid_token' },
    ],
    expected: [
      'DPoP realm="api", algs="ES256 EdDSA"',
      'DPoP realm="api", error="invalid_token", error_description="The credential is not valid", algs="ES256 EdDSA"',
    ],
  },
  {
    id: 'RFC 7617 §2.1: Basic says how it reads letters',
    challenges: [{ ...bare, form: { word: 'Basic' } }],
    expected: ['Basic realm="api", charset="UTF-8"'],
  },
  { id: 'a key', challenges: [key], expected: ['ApiKey realm="api", in="header", name="X-API-Key"'] },
  {
    id: 'a bare key challenge names no roles',
    challenges: [{ ...key, scopes: ['admin'] }],
    expected: ['ApiKey realm="api", in="header", name="X-API-Key"'],
  },
  {
    id: 'a key that lacks a role',
    challenges: [{ ...key, error: 'insufficient_scope', scopes: ['admin'] }],
    expected: [
      'ApiKey realm="api", in="header", name="X-API-Key", error="insufficient_scope", error_description="The credential does not allow this operation", scope="admin"',
    ],
  },
  {
    id: 'several, equal ones once, in their order',
    challenges: [bare, key, bare],
    expected: ['Bearer realm="api"', 'ApiKey realm="api", in="header", name="X-API-Key"'],
  },
  {
    id: 'L-02 names that cannot be scopes are left out',
    challenges: [{ ...bare, scopes: ['a"b', 'c\\d', 'e f', '', 'g\r\nh', 'ü', 'ok'] }],
    expected: ['Bearer realm="api", scope="ok"'],
  },
  {
    id: 'L-02 a list of nothing is left out',
    challenges: [{ ...bare, scopes: ['a"b'], stepUp: { acr: ['"'], maxAge: undefined } }],
    expected: ['Bearer realm="api"'],
  },
  {
    id: 'L-02 a name that does not fit is left out',
    challenges: [{ ...key, form: { word: 'ApiKey', in: 'query', parameter: 'k", error="x' } }],
    expected: ['ApiKey realm="api", in="query"'],
  },
]

describe('formatChallenges', () => {
  for (const { id, challenges, expected } of rows)
    it(id, () => assert.deepEqual(formatChallenges(challenges), expected))

  it('leaves a list out that is too long, since half a list would be a wrong one', () => {
    const scopes = Array.from({ length: 400 }, (_, index) => `scope:${index}`)
    assert.deepEqual(formatChallenges([{ ...bare, scopes }]), ['Bearer realm="api"'])
  })

  it('keeps all challenges together below the head of a response, and always has the first', () => {
    const long = 'x'.repeat(1200)
    const full: Challenge = { ...bare, error: 'invalid_token', scopes: [long], stepUp: { acr: [long], maxAge: 1 } }
    const many = Array.from({ length: 50 }, (_, index) => ({ ...bare, scopes: [`${'y'.repeat(500)}${index}`] }))
    assert.equal(formatChallenges([full, ...many]).length, 1)
    const values = formatChallenges(many)
    assert.ok(values.length > 1 && values.join('').length <= 3000)
  })
})

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', ',', ' ', '=', '\r', '\n', '\t', '\0', '\x7f', 'é', '\u2028', 'a') }),
  fc.string(),
)
const errors: readonly (ChallengeError | undefined)[] = [
  undefined,
  'invalid_request',
  'invalid_token',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'insufficient_scope',
  'insufficient_user_authentication',
]
const anyChallenge: fc.Arbitrary<Challenge> = fc.record({
  form: fc.oneof(
    fc.constant({ word: 'Bearer' } as const),
    fc.constant({ word: 'Bearer', proofs } as const),
    fc.constant({ word: 'Basic' } as const),
    fc.record({
      word: fc.constant('ApiKey' as const),
      in: fc.constantFrom('header' as const, 'query' as const, 'cookie' as const),
      parameter: hostile,
    }),
  ),
  under: fc.constantFrom(undefined, 'DPoP' as const),
  error: fc.constantFrom(...errors),
  scopes: fc.array(hostile),
  stepUp: fc.option(fc.record({ acr: fc.array(hostile), maxAge: fc.option(fc.nat(), { nil: undefined }) }), {
    nil: undefined,
  }),
})
const parameterNames = new Set([
  'realm',
  'in',
  'name',
  'error',
  'error_description',
  'scope',
  'acr_values',
  'max_age',
  'algs',
  'charset',
])

describe('challenges from hostile documents', () => {
  it('L-01 L-02 parse by RFC 9110, one challenge a value, with nothing outside RFC 6750 §3', () => {
    fc.assert(
      fc.property(fc.array(anyChallenge, { maxLength: 6 }), (challenges) => {
        for (const value of formatChallenges(challenges)) {
          validateHeaderValue('www-authenticate', value)
          const parsed = parseChallenges(value)
          assert.equal(parsed.length, 1)
          for (const [name, text] of parsed[0]?.parameters ?? []) {
            assert.ok(parameterNames.has(name), name)
            assert.match(text, /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('L-02 parse when a proxy joins them into one field', () => {
    fc.assert(
      fc.property(fc.array(anyChallenge, { maxLength: 6 }), (challenges) => {
        const values = formatChallenges(challenges)
        const apart = values.flatMap(parseChallenges)
        assert.deepEqual(parseChallenges(values.join(', ')), apart)
        assert.equal(apart.length, values.length)
      }),
    )
  })

  it('L-02 name every scope that can be one, and no other', () => {
    const scope = fc.string({ unit: fc.constantFrom('a', ':', '/', '.', '!', '#', '[', '~'), minLength: 1 })
    fc.assert(
      fc.property(fc.uniqueArray(scope, { minLength: 1, maxLength: 8 }), (scopes) => {
        const [value = ''] = formatChallenges([{ ...bare, scopes }])
        assert.equal(parseChallenges(value)[0]?.parameters.get('scope'), scopes.join(' '))
      }),
    )
  })
})

describe('the parser of these tests', () => {
  const broken = [
    'Bearer realm="a"b"',
    'Bearer realm="a',
    'Bearer realm="a", realm="b"',
    'Bearer realm="a" scope="b"',
    'realm="a"',
    'Bearer realm=',
    'Bearer realm="a",, x="b"',
    'Bearer\trealm="a"',
  ]
  for (const field of broken) it(`refuses ${JSON.stringify(field)}`, () => assert.throws(() => parseChallenges(field)))

  it('reads tokens, quoted pairs and several challenges', () => {
    const [first, second, third] = parseChallenges('Basic, Bearer realm="a \\" b" , error=x, ApiKey in="header"')
    assert.deepEqual([first?.scheme, first?.parameters.size], ['basic', 0])
    assert.deepEqual(
      [...(second?.parameters ?? [])],
      [
        ['realm', 'a " b'],
        ['error', 'x'],
      ],
    )
    assert.deepEqual([third?.scheme, third?.parameters.get('in')], ['apikey', 'header'])
  })
})
