import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isBound } from '../../src/decision/binding.ts'
import { inWords, judgeScenario, token, unknown } from './scenario.ts'

const claim = ['org_id']
const rows: readonly (readonly [string, unknown, string | undefined, boolean])[] = [
  ['the same text', 'a', 'a', true],
  ['another text', 'a', 'b', false],
  ['another case', 'a', 'A', false],
  ['a number by its decimal text', 1, '1', true],
  ['a number and a zero in front', 1, '01', false],
  ['a number and a sign', 1, '+1', false],
  ['a number and a point', 1, '1.0', false],
  ['a fraction', 1.5, '1.5', true],
  ['a number too large for a decimal text', 1e21, '1e+21', false],
  ['no number', Number.NaN, 'NaN', false],
  ['one of a list', ['a', 'b'], 'b', true],
  ['none of a list', ['a', 'b'], 'a,b', false],
  ['an empty list', [], '', false],
  ['a list in a list', [['a']], 'a', false],
  ['a boolean', true, 'true', false],
  ['null', null, 'null', false],
  ['an object', { a: 1 }, '[object Object]', false],
  ['no claim', undefined, 'undefined', false],
  ['no parameter', 'a', undefined, false],
  ['two empty texts', '', '', false],
]

describe('Z-01 a parameter that is bound to a claim', () => {
  for (const [what, claimed, value, expected] of rows) {
    it(`Z-01 ${what}`, () => {
      assert.equal(isBound([{ claim, value }], { org_id: claimed }), expected)
      assert.equal(isBound([{ claim: ['org', 'id'], value }], { org: { id: claimed } }), expected)
    })
  }

  it('Z-01 a claim that is only inherited is none', () => {
    assert.equal(isBound([{ claim, value: 'a' }], Object.create({ org_id: 'a' })), false)
  })

  it('Z-01 all of several have to fit', () => {
    const bound = [
      { claim: ['a'], value: '1' },
      { claim: ['b'], value: '2' },
    ]
    assert.equal(isBound(bound, { a: 1, b: 2 }), true)
    assert.equal(isBound(bound, { a: 1, b: 3 }), false)
  })

  const bound = [{ claim, value: 'mine' }]
  const security = [{ bearer: ['read'] }]
  const judged = (more: Omit<Parameters<typeof judgeScenario>[0], 'security' | 'facts'>): string =>
    inWords(judgeScenario({ security, facts: { bound }, ...more }))

  it('Z-01 whoever may is let in, and others are forbidden', () => {
    assert.equal(judged({ shown: { bearer: token('read', { org_id: 'mine' }) } }), 'bearer')
    assert.equal(judged({ shown: { bearer: token('read', { org_id: 'theirs' }) } }), 'forbidden binding.mismatch')
    assert.equal(judged({ shown: { bearer: token('read') } }), 'forbidden binding.mismatch')
  })

  it('Z-01 a resource that is hidden is none', () => {
    const shown = { bearer: token('read') }
    assert.equal(judged({ shown, extension: { bindFailure: 'hide' } }), 'not_found binding.mismatch')
  })

  it('Z-01 a missing scope is told first, a weak login last', () => {
    const extension = { acr: ['mfa'] }
    assert.equal(judged({ shown: { bearer: token('', {}) } }), 'insufficient_scope scope.missing, Bearer![read]')
    assert.equal(judged({ shown: { bearer: token('read', {}) }, extension }), 'forbidden binding.mismatch')
    assert.match(judged({ shown: { bearer: token('read', { org_id: 'mine' }) }, extension }), /authentication.acr/)
  })

  it('Z-01 an unknown token may fit, and so the answer is not known', () => {
    assert.equal(judged({ shown: { bearer: unknown() } }), 'temporarily_unavailable issuer.unavailable')
  })
})
