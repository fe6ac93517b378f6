import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { StepUp } from '../../src/decision/judgement.ts'
import type { Scenario } from './scenario.ts'
import { good, inWords, judgeScenario, token, unknown, wrong } from './scenario.ts'

const now = 1_000_000
const weak = 'insufficient_user_authentication authentication.acr'
const old = 'insufficient_user_authentication authentication.age'

const claims: readonly {
  readonly id: string
  readonly extension: Partial<StepUp>
  readonly claims: Readonly<Record<string, unknown>>
  readonly expected: string
}[] = [
  { id: 'acr is the one', extension: { acr: ['mfa'] }, claims: { acr: 'mfa' }, expected: 'bearer' },
  { id: 'acr is one of several', extension: { acr: ['gold', 'mfa'] }, claims: { acr: 'mfa' }, expected: 'bearer' },
  { id: 'acr is another', extension: { acr: ['mfa'] }, claims: { acr: 'pwd' }, expected: `${weak}, Bearer!` },
  { id: 'acr in other case', extension: { acr: ['mfa'] }, claims: { acr: 'MFA' }, expected: `${weak}, Bearer!` },
  { id: 'acr absent', extension: { acr: ['mfa'] }, claims: {}, expected: `${weak}, Bearer!` },
  { id: 'acr as a list', extension: { acr: ['mfa'] }, claims: { acr: ['mfa'] }, expected: `${weak}, Bearer!` },
  {
    id: 'acr only inherited',
    extension: { acr: ['mfa'] },
    claims: Object.create({ acr: 'mfa' }),
    expected: `${weak}, Bearer!`,
  },
  { id: 'no acr would do', extension: { acr: [] }, claims: { acr: 'mfa' }, expected: `${weak}, Bearer!` },
  { id: 'age at the limit', extension: { maxAge: 300 }, claims: { auth_time: now - 300 }, expected: 'bearer' },
  {
    id: 'age past the limit',
    extension: { maxAge: 300 },
    claims: { auth_time: now - 301 },
    expected: `${old}, Bearer!`,
  },
  { id: 'age 0, logged in now', extension: { maxAge: 0 }, claims: { auth_time: now }, expected: 'bearer' },
  { id: 'age 0, a second ago', extension: { maxAge: 0 }, claims: { auth_time: now - 1 }, expected: `${old}, Bearer!` },
  { id: 'auth_time absent', extension: { maxAge: 300 }, claims: { iat: now }, expected: `${old}, Bearer!` },
  {
    id: 'auth_time as text',
    extension: { maxAge: 300 },
    claims: { auth_time: String(now) },
    expected: `${old}, Bearer!`,
  },
  {
    id: 'auth_time not a number',
    extension: { maxAge: 300 },
    claims: { auth_time: Number.NaN },
    expected: `${old}, Bearer!`,
  },
  {
    id: 'auth_time endless',
    extension: { maxAge: 300 },
    claims: { auth_time: Number.POSITIVE_INFINITY },
    expected: 'invalid_token authentication.future, Bearer!',
  },
  { id: 'auth_time ahead by a clock', extension: { maxAge: 300 }, claims: { auth_time: now + 60 }, expected: 'bearer' },
  {
    id: 'auth_time in the future',
    extension: { maxAge: 300 },
    claims: { auth_time: now + 61 },
    expected: 'invalid_token authentication.future, Bearer!',
  },
  {
    id: 'both, and only the age fails',
    extension: { acr: ['mfa'], maxAge: 300 },
    claims: { acr: 'mfa', auth_time: now - 301 },
    expected: `${old}, Bearer!`,
  },
]

describe('Z-01 acr and maxAge', () => {
  for (const { id, extension, claims: held, expected } of claims) {
    it(`Z-01 ${id}`, () => {
      const shown = { bearer: token('', held) }
      const judgement = judgeScenario({ security: [{ bearer: [] }], shown, extension, facts: { now } })
      assert.equal(inWords(judgement), expected)
    })
  }
})

const others: readonly (Scenario & { readonly id: string; readonly expected: string })[] = [
  {
    id: '{} has no claims',
    security: [{}, { bearer: [] }],
    expected: 'missing_credentials credential.missing, Bearer',
  },
  { id: '{} alone lets nobody in', security: [{}], expected: 'missing_credentials credential.missing' },
  { id: 'a key has no claims', security: [{ key: [] }], shown: { key: good() }, expected: `${weak}, X-Key!` },
  {
    id: 'the token of an alternative is judged, wherever the key stands',
    security: [{ key: [], bearer: [] }],
    shown: { key: good(), bearer: token('', { acr: 'mfa' }) },
    expected: 'key+bearer',
  },
  {
    id: 'each alternative by its own token',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: token('', { acr: 'pwd' }), other: token('', { acr: 'mfa' }) },
    expected: 'other',
  },
  {
    id: 'a wrong token is a wrong token',
    security: [{ bearer: [] }],
    shown: { bearer: wrong() },
    expected: 'invalid_token token.expired, Bearer!',
  },
  {
    id: 'scopes are missing too: the challenge names them, so that one login gets both (RFC 9470 §3)',
    security: [{ bearer: ['read'] }],
    shown: { bearer: token() },
    expected: `${weak}, Bearer![read]`,
  },
  {
    id: 'an alternative that lacks only scopes is closer',
    security: [{ bearer: [] }, { other: ['admin'] }],
    shown: { bearer: token(), other: token('', { acr: 'mfa' }) },
    expected: 'insufficient_scope scope.missing, Bearer![admin]',
  },
  {
    id: 'an unknown token may have the claims',
    security: [{ bearer: [], key: [] }],
    shown: { bearer: unknown(), key: good() },
    expected: 'temporarily_unavailable issuer.unavailable',
  },
  {
    id: 'an unknown token before a weak one may have them',
    security: [{ bearer: [], other: [] }],
    shown: { bearer: unknown(), other: token() },
    expected: 'temporarily_unavailable issuer.unavailable',
  },
  {
    id: 'an unknown key behind a weak token changes nothing',
    security: [{ bearer: [], key: [] }],
    shown: { bearer: token(), key: unknown() },
    expected: `${weak}, Bearer!`,
  },
]

describe('Z-01 acr over several alternatives', () => {
  for (const { id, expected, ...scenario } of others) {
    it(`Z-01 ${id}`, () => {
      assert.equal(inWords(judgeScenario({ ...scenario, extension: { acr: ['mfa'] } })), expected)
    })
  }

  it('Z-01 {} has no auth_time either', () => {
    const judgement = judgeScenario({ security: [{}, { bearer: [] }], extension: { maxAge: 300 } })
    assert.equal(inWords(judgement), 'missing_credentials credential.missing, Bearer')
  })

  it('Z-01 an unknown token may be recent enough', () => {
    const scenario = { security: [{ bearer: [] }], shown: { bearer: unknown() }, extension: { maxAge: 300 } }
    assert.equal(inWords(judgeScenario(scenario)), 'temporarily_unavailable issuer.unavailable')
  })

  it('Z-01 the challenge carries what is wanted', () => {
    const extension = { acr: ['gold', 'mfa'], maxAge: 300 }
    const judgement = judgeScenario({ security: [{ bearer: [] }], shown: { bearer: token() }, extension })
    assert.ok(!judgement.allowed && 'challenges' in judgement)
    const { acr, maxAge } = judgement.challenges[0]?.stepUp ?? {}
    assert.deepEqual({ acr, maxAge }, extension)
  })
})
