import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyTimes } from '../../src/jwt/verify-times.ts'

const now = 1_800_000_000
const later = now + 3600
const tolerance = 5

type Row = readonly [id: string, claims: Readonly<Record<string, unknown>>, expected: string | undefined]

/** `Infinity` is what JSON.parse makes of 1e999. */
const rows: readonly Row[] = [
  ['C-01', {}, 'token.claim'],
  ['C-02', { exp: String(later) }, 'token.claim'],
  ['C-02', { exp: null }, 'token.claim'],
  ['C-02', { exp: true }, 'token.claim'],
  ['C-02', { exp: {} }, 'token.claim'],
  ['C-02', { exp: [later] }, 'token.claim'],
  ['C-04', { exp: 1e308 }, 'token.claim'],
  ['C-04', { exp: Number.POSITIVE_INFINITY }, 'token.claim'],
  ['C-04', { exp: Date.UTC(9999) / 1000 }, 'token.claim'],
  ['C-04', { exp: Date.UTC(9999, 11, 31, 23, 59, 59) / 1000 }, 'token.claim'],
  ['C-04', { exp: later * 1000 }, 'token.claim'],
  ['C-04', { exp: Date.UTC(9999) / 1000 - 1 }, undefined],
  ['C-05', { exp: now + 1 }, undefined],
  ['C-05', { exp: now }, undefined],
  ['C-05', { exp: now - tolerance + 1 }, undefined],
  ['C-05', { exp: now - tolerance + 0.001 }, undefined],
  ['C-05', { exp: now - tolerance }, 'token.expired'],
  ['C-05', { exp: now - tolerance - 1 }, 'token.expired'],
  ['C-06', { exp: -1 }, 'token.expired'],
  ['C-06', { exp: -later }, 'token.expired'],
  ['C-06', { exp: 0 }, 'token.expired'],
  ['C-06', { exp: -1e308 }, 'token.expired'],
  ['C-06', { exp: later + 0.5 }, undefined],
  ['C-07', { exp: later, nbf: now }, undefined],
  ['C-07', { exp: later, nbf: now + tolerance }, undefined],
  ['C-07', { exp: later, nbf: now + tolerance + 0.001 }, 'token.not_yet_valid'],
  ['C-07', { exp: later, nbf: now + tolerance + 1 }, 'token.not_yet_valid'],
  ['C-07', { exp: later, nbf: String(now) }, 'token.claim'],
  ['C-07', { exp: later, nbf: null }, 'token.claim'],
  ['C-07', { exp: later, nbf: Number.POSITIVE_INFINITY }, 'token.claim'],
  ['C-07', { exp: later, nbf: Number.NEGATIVE_INFINITY }, 'token.claim'],
  ['C-08', { exp: later, nbf: later - 1 }, 'token.not_yet_valid'],
  ['C-09', { exp: later, iat: now }, undefined],
  ['C-09', { exp: later, iat: now + tolerance }, undefined],
  ['C-09', { exp: later, iat: now + tolerance + 1 }, 'token.issued_in_future'],
  ['C-09', { exp: later, iat: later + 100_000_000 }, 'token.issued_in_future'],
  ['C-09', { exp: later, iat: String(now) }, 'token.claim'],
  ['C-09', { exp: later, iat: null }, 'token.claim'],
  ['C-09', { exp: later, iat: 0 }, undefined],
]

describe('times', () => {
  for (const [id, claims, expected] of rows) {
    it(`${id} ${shown(claims)}: ${expected ?? 'good'}`, () => {
      const settings = { clockTolerance: tolerance, maxTokenAge: undefined }
      assert.equal(verifyTimes(claims, settings, now), expected)
    })
  }

  it('C-05 F-18 without tolerance the instant of exp is expired', () => {
    const settings = { clockTolerance: 0, maxTokenAge: undefined }
    assert.equal(verifyTimes({ exp: now }, settings, now), 'token.expired')
    assert.equal(verifyTimes({ exp: now }, settings, now - 0.001), undefined)
  })

  it('S-18 an instant that every object inherits is not there', () => {
    const settings = { clockTolerance: 0, maxTokenAge: undefined }
    assert.equal(verifyTimes(Object.create({ exp: later }), settings, now), 'token.claim')
  })

  it('a clock that gives no number refuses', () => {
    const settings = { clockTolerance: 0, maxTokenAge: undefined }
    assert.equal(verifyTimes({ exp: later }, settings, Number.NaN), 'token.expired')
  })
})

describe('age', () => {
  const settings = { clockTolerance: tolerance, maxTokenAge: 600 }
  const aged: readonly Row[] = [
    ['C-10', { exp: later }, 'token.claim'],
    ['C-10', { exp: later, iat: now }, undefined],
    ['C-10', { exp: later, iat: now - 600 - tolerance }, undefined],
    ['C-10', { exp: later, iat: now - 600 - tolerance - 1 }, 'token.too_old'],
    ['C-10', { exp: later, iat: now + tolerance + 1 }, 'token.issued_in_future'],
  ]
  for (const [id, claims, expected] of aged) {
    it(`${id} at most 600 s, ${shown(claims)}: ${expected ?? 'good'}`, () => {
      assert.equal(verifyTimes(claims, settings, now), expected)
    })
  }
})

/** Instants as their distance from now. */
function shown(claims: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(claims).map(([name, value]) =>
    typeof value === 'number'
      ? `${name} now${value < now ? '' : '+'}${value - now}`
      : `${name} ${JSON.stringify(value)}`,
  )
  return parts.join(', ') || 'nothing'
}
