import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createMatcher } from '../../src/routing/matcher.ts'
import { maxTargetLength } from '../../src/routing/target.ts'
import type { Match } from '../../src/routing/types.ts'
import { type PolicyShape, policyOf, type RoutingPolicy, ruleOf } from './policy-of.ts'
import { type ReferenceMatch, referenceMatch } from './reference-matcher.ts'

const literal = fc.constantFrom('a', 'A', 'b', '\u00e9')
const pattern = fc.constantFrom('{x}.a', '{y}.A', 'a-{x}', '{x}-{y}', '{x}\u00e9')
const segment = fc.oneof({ arbitrary: literal, weight: 3 }, { arbitrary: fc.constant('{x}'), weight: 3 }, pattern)
const template = joined(fc.array(segment, { maxLength: 3 }))
const bases = fc.uniqueArray(fc.constantFrom('', '', '/a', '/A', '/a/b', '/%C3%A9'), { minLength: 1, maxLength: 2 })

/** With a slash at the end, or without. */
function joined(segments: fc.Arbitrary<string[]>): fc.Arbitrary<string> {
  return fc.tuple(segments, fc.boolean()).map(([texts, slash]) => `/${texts.join('/')}${slash && texts[0] ? '/' : ''}`)
}

/** Few names and short paths, so that templates overlap in every way they can. */
const shape: fc.Arbitrary<PolicyShape> = fc.record({
  operations: fc.array(
    fc
      .tuple(fc.constantFrom('GET', 'HEAD'), template, bases)
      .map(([method, path, own]) => [`${method} ${path}`, ...own] as const),
    { minLength: 1, maxLength: 15 },
  ),
  bases: fc.constant([]),
  routing: fc.record({ caseSensitive: fc.boolean(), strict: fc.boolean() }),
})

const part = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'A', 'b', '%C3%A9'), weight: 3 },
  fc.constantFrom('c', 'a-b', 'a-b-A', 'x.a', 'B.A.a', '-', '%C3%A9%C3%A9', '%61'),
)
const path = joined(fc.array(part, { maxLength: 4 }))

/** Rules by their place in the policy, because two of them may be the same but for that. */
function inOrder(policy: RoutingPolicy, match: ReferenceMatch): unknown {
  if (typeof match === 'string' || 'allow' in match) return match
  return [...match.rules].map((rule) => policy.rules.indexOf(rule)).sort()
}

function simplify(match: Match): ReferenceMatch {
  if (match.kind === 'operation') return { rules: match.rules.map((matched) => matched.rule) }
  if (match.kind === 'method') return { allow: match.allow }
  assert.ok(match.kind !== 'invalid')
  return match.kind
}

describe('match', () => {
  it('answers what the definition says, for every document and path', () => {
    const request = fc.tuple(fc.constantFrom('GET', 'GET', 'HEAD', 'PUT'), path)
    fc.assert(
      fc.property(shape, fc.array(request, { minLength: 1, maxLength: 15 }), (document, requests) => {
        const policy = policyOf(document)
        const matcher = createMatcher(policy)
        for (const [method, target] of requests) {
          const answer = simplify(matcher.match(method, target))
          const expected = referenceMatch(policy, method, target)
          assert.deepEqual(inOrder(policy, answer), inOrder(policy, expected), `${method} ${target}`)
        }
      }),
      { numRuns: 300, includeErrorInReport: true },
    )
  })

  it('says nothing that depends on the form of the target', () => {
    fc.assert(
      fc.property(shape, path, fc.constantFrom('?', '?x=/a', '?//..'), (document, target, query) => {
        const matcher = createMatcher(policyOf(document))
        const plain = matcher.match('GET', target)
        assert.deepEqual(matcher.match('GET', target + query), plain)
        assert.deepEqual(matcher.match('GET', `http://h${target}`), plain)
      }),
    )
  })

  it('never throws, whatever the target and the method are', () => {
    const hostile = fc.array(
      fc.constantFrom('/', '%', '%2', '.', ';', '\\', '?', '#', ':', 'http://', '\ud800', 'a', '\0'),
    )
    const target = fc.oneof(
      fc.string({ unit: 'binary' }),
      hostile.map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(shape, fc.string(), target, (document, method, text) => {
        const matcher = createMatcher(policyOf(document))
        for (const sent of [text, `/${text}`, `/a/${text}`, `http://h/${text}`]) assert.ok(matcher.match(method, sent))
      }),
      { numRuns: 300 },
    )
  })
})

describe('the longest targets', () => {
  const matcher = createMatcher({
    rules: ['/{a}-{b}-{c}-{d}-{e}.json', '/{a}aaaaaaaab{b}', '/{a}2{b}2{c}'].map((p) => ruleOf('GET', p, ['', '/v1'])),
    bases: ['', '/v1'],
    routing: { caseSensitive: false, strict: false },
  })
  for (const unit of [
    'a',
    '-',
    'a-',
    '%22',
    '%C3%A9',
    '/a',
    '//',
    '/..',
    '%',
    '%2',
    ';',
    '.',
    'A',
    '|',
    '\u00e9',
    '?',
    ':',
  ]) {
    it(`are answered in no time: ${JSON.stringify(unit)} over and over`, () => {
      const target = `/v1/${unit.repeat(maxTargetLength / unit.length)}`.slice(0, maxTargetLength)
      const start = performance.now()
      matcher.match('GET', target)
      matcher.match('GET', `http:/${target}`.slice(0, maxTargetLength))
      // A quadratic walk over 64 KiB takes seconds.
      assert.ok(performance.now() - start < 500)
    })
  }
})
