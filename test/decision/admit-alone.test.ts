import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { admitAlone, aloneIn } from '../../src/decision/admit-alone.ts'
import { judge } from '../../src/decision/judge.ts'
import type { Facts, Outcome, Requirements } from '../../src/decision/judgement.ts'
import { good, malformed, schemes, token, unknown, wrong } from './scenario.ts'

const names = ['a', 'b', 'c']
const scopes = fc.subarray(names)
const scheme = fc.constantFrom(...schemes.keys())

const extension: fc.Arbitrary<Requirements['extension']> = fc.record({
  scopeMatch: fc.constantFrom(undefined, 'all', 'any'),
  acr: fc.constantFrom(undefined, undefined, ['gold']),
  maxAge: fc.constantFrom(undefined, undefined, 60),
  bindFailure: fc.constant('show'),
})

const alternative = fc.array(fc.record({ scheme, scopes }), { maxLength: 2 })

const rule: fc.Arbitrary<Requirements> = fc.record({
  alternatives: fc.oneof(
    fc.record({ scheme, scopes }).map((demand) => [[demand]]),
    fc.array(alternative, { maxLength: 2 }),
  ),
  extension,
})

const outcome: fc.Arbitrary<(scheme: string) => Outcome> = fc.oneof(
  { weight: 4, arbitrary: scopes.map((held) => token(held.join(' '))) },
  scopes.map((held) => good(held.join(' '))),
  fc.constantFrom(
    wrong(),
    wrong('dpop.replayed'),
    unknown(),
    () => malformed(),
    () => ({ kind: 'absent' }) as const,
  ),
)

const facts: fc.Arbitrary<Facts> = fc.record({
  now: fc.constant(1_000_000),
  crossSite: fc.boolean(),
  safe: fc.boolean(),
  bound: fc.constant([]),
})

describe('admitAlone', () => {
  it('lets in whom the judge of all rules lets in, with the same words', () => {
    let admitted = 0
    fc.assert(
      fc.property(rule, outcome, facts, (asked, shown, given) => {
        const alone = aloneIn(asked, schemes)
        if (alone === undefined) return
        const { scheme: only } = alone.demand
        const admission = admitAlone(alone, shown(only))
        const outcomes = new Map([...schemes.keys()].map((name) => [name, shown(name)] as const))
        const judged = judge(asked, schemes, outcomes, given)
        if (admission === undefined) assert.equal(judged.allowed, false)
        else assert.deepEqual(admission, judged)
        admitted += admission === undefined ? 0 : 1
      }),
      { numRuns: 2000 },
    )
    assert.ok(admitted > 100)
  })

  it('leaves to the judge what asks for more than scopes of one scheme', () => {
    const none = { scopeMatch: undefined, acr: undefined, maxAge: undefined, bindFailure: 'show' } as const
    const one = [{ scheme: 'bearer', scopes: ['a'] }]
    const left: readonly Requirements[] = [
      { alternatives: [], extension: none },
      { alternatives: [[]], extension: none },
      { alternatives: [one, []], extension: none },
      { alternatives: [[...one, { scheme: 'key', scopes: [] }]], extension: none },
      { alternatives: [[{ scheme: 'cookie', scopes: [] }]], extension: none },
      { alternatives: [one], extension: { ...none, acr: ['gold'] } },
      { alternatives: [one], extension: { ...none, maxAge: 60 } },
    ]
    for (const asked of left) assert.equal(aloneIn(asked, schemes), undefined)
  })
})
