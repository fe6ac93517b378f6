import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshForMs, retryAfterMs } from '../../src/issuer/answer-times.ts'

describe('how long an answer is fresh', () => {
  const cases: readonly (readonly [headers: Record<string, string>, ms: number | undefined])[] = [
    [{}, undefined],
    [{ 'cache-control': 'public, max-age=15, stale-while-revalidate=15' }, 15_000],
    [{ 'cache-control': 'MAX-AGE=60' }, 60_000],
    [{ 'cache-control': 'max-age="60"' }, 60_000],
    [{ 'cache-control': 'max-age=60', age: '20' }, 40_000],
    [{ 'cache-control': 'max-age=60', age: '90' }, 0],
    [{ 'cache-control': 'max-age=60', age: 'old' }, 60_000],
    [{ 'cache-control': 's-maxage=60' }, undefined],
    [{ 'cache-control': 'max-age=-5' }, undefined],
    [{ 'cache-control': 'max-age=soon' }, undefined],
    [{ 'cache-control': 'max-age=60, no-store' }, 0],
    [{ 'cache-control': 'no-cache' }, 0],
    [{ 'cache-control': 'no-cache="set-cookie", max-age=60' }, 0],
    [{ 'cache-control': 'private' }, undefined],
    [{ 'cache-control': `max-age=${10 ** 9}` }, 10 ** 12],
    [{ 'cache-control': `max-age=${'9'.repeat(400)}`, age: '9'.repeat(400) }, undefined],
    [{ 'cache-control': 'max-age=60', age: '9'.repeat(400) }, 60_000],
  ]
  for (const [headers, ms] of cases) {
    it(`J-20 ${JSON.stringify(headers)}`, () => assert.equal(freshForMs(new Headers(headers)), ms))
  }
})

describe('when a server wants to be asked again', () => {
  const now = Date.parse('2026-11-25T12:00:00Z')
  const cases: readonly (readonly [value: string | undefined, ms: number | undefined])[] = [
    [undefined, undefined],
    ['120', 120_000],
    [' 5 ', 5000],
    ['0', 0],
    ['Wed, 25 Nov 2026 12:00:30 GMT', 30_000],
    ['Wed, 25 Nov 2026 11:00:00 GMT', 0],
    ['later', undefined],
    ['', undefined],
    ['9'.repeat(400), undefined],
  ]
  for (const [value, ms] of cases) {
    it(`F-07 ${JSON.stringify(value)}`, () => {
      assert.equal(retryAfterMs(new Headers(value === undefined ? {} : { 'retry-after': value }), now), ms)
    })
  }
})
