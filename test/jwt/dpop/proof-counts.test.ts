import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createProofCounts, type ProofCounts } from '../../../src/jwt/dpop/proof-counts.ts'

/** Counts one more where there is room. */
function take(counts: ProofCounts, key: string): boolean {
  if (counts.isFull(key)) return false
  counts.add(key)
  return true
}

/** Counts with a clock that the test moves. */
function counting(most: number) {
  const at = { ms: 0 }
  return { at, counts: createProofCounts(most, 1000, () => at.ms) }
}

describe('D-29 the live proofs of a key', () => {
  it('are so many, and those of another are its own', () => {
    const { counts } = counting(2)
    assert.deepEqual(
      [1, 2, 3].map(() => take(counts, 'a')),
      [true, true, false],
    )
    assert.equal(take(counts, 'b'), true)
  })

  it('are counted for their whole life, and not much longer', () => {
    const { at, counts } = counting(1)
    at.ms = 999
    assert.equal(take(counts, 'a'), true)
    for (const ms of [1000, 1500, 1998]) {
      at.ms = ms
      assert.equal(take(counts, 'a'), false, `${ms}`)
    }
    at.ms = 2000
    assert.equal(take(counts, 'a'), true)
  })

  it('R-07 of very many keys are not all counted', () => {
    const { counts } = counting(1)
    for (let key = 0; key < 100_001; key++) counts.add(`${key}`)
    assert.deepEqual([counts.isFull('0'), counts.isFull('100000')], [true, false])
  })

  it('are forgotten after a pause', () => {
    const { at, counts } = counting(1)
    take(counts, 'a')
    at.ms = 10_000
    assert.equal(take(counts, 'a'), true)
    assert.equal(take(counts, 'a'), false)
  })
})
