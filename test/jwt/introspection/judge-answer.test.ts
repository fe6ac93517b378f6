import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { judgeAnswer } from '../../../src/jwt/introspection/judge-answer.ts'
import { audience, issuer, now, settingsOf, trust } from '../verifying.ts'

/** Mostly what is good, then other values that mean something, and any JSON. */
function mixed(good: unknown, ...others: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(good) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
    fc.jsonValue({ maxDepth: 1 }),
  )
}

const members = {
  iss: mixed(issuer, `${issuer}/`),
  aud: mixed(audience, [audience], [audience, 'x'], 'x'),
  exp: mixed(now + 60, now, now - 60, String(now + 60)),
  nbf: mixed(now, now + 60),
  iat: mixed(now, now + 60),
  token_type: mixed('Bearer', 'DPoP', 'refresh_token'),
  token_use: mixed('access', 'refresh'),
  typ: mixed('Bearer', 'Refresh'),
  cnf: mixed({ jkt: 'x' }, { jkt: 'x', other: 'y' }, {}),
  sub: mixed('alice', 5),
}

/** The same rules, written once more and as plainly as can be. */
function isGood(claims: Record<string, unknown>): boolean {
  const { iss, aud, exp, nbf, iat, token_type: type, token_use: use, typ, cnf, sub } = claims
  const has = (name: string): boolean => Object.hasOwn(claims, name)
  const auds: unknown[] = Array.isArray(aud) ? aud : [aud]
  const past = (value: unknown): boolean => typeof value === 'number' && value <= now + 5
  const words = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : 'no text')
  return [
    !has('iss') || iss === issuer,
    auds.includes(audience) && auds.every((one) => typeof one === 'string'),
    !has('exp') || (typeof exp === 'number' && exp > now - 5 && exp < 253_370_764_800),
    !has('nbf') || past(nbf),
    !has('iat') || past(iat),
    !has('token_type') || words(type) === 'bearer' || (words(type) === 'dpop' && has('cnf')),
    !has('token_use') || words(use) === 'access',
    !has('typ') || (typeof typ === 'string' && typ !== '' && typ.toLowerCase() !== 'refresh'),
    !has('cnf') || JSON.stringify(cnf) === '{"jkt":"x"}',
    !has('sub') || typeof sub === 'string',
  ].every(Boolean)
}

describe('judging an answer', () => {
  it('lets in exactly what the rules, written once more, let in', () => {
    const rules = settingsOf([trust([])], { confirmations: new Set(['jkt']) })
    let good = 0
    fc.assert(
      fc.property(fc.record(members, { requiredKeys: ['aud'] }), (claims) => {
        const copy = JSON.parse(JSON.stringify(claims))
        const verdict = judgeAnswer(copy, trust([]), rules, true, now)
        good += isGood(copy) ? 1 : 0
        assert.equal(verdict === undefined, isGood(copy), JSON.stringify(copy))
      }),
      { numRuns: 5000 },
    )
    assert.ok(good > 20, `${good} good answers are enough to mean something`)
  })
})
