import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createProofCounts } from '../../../src/jwt/dpop/proof-counts.ts'

/** Counts with a clock that the test moves. */
function counting(most: number) {
  const at = { ms: 0 }
  return { at, counts: createProofCounts(most, 1000, () => at.ms) }
}

describe('D-29 the live proofs of a key', () => {
  it('are so many, and those of another are its own', () => {
    const { counts } = counting(2)
    assert.deepEqual(
      [1, 2, 3].map(() => counts.take('a')),
      [true, true, false],
    )
    assert.equal(counts.take('b'), true)
  })

  it('are counted for their whole life, and not much longer', () => {
    const { at, counts } = counting(1)
    at.ms = 999
    assert.equal(counts.take('a'), true)
    for (const ms of [1000, 1500, 1998]) {
      at.ms = ms
      assert.equal(counts.take('a'), false, `${ms}`)
    }
    at.ms = 2000
    assert.equal(counts.take('a'), true)
  })

  it('are forgotten after a pause', () => {
    const { at, counts } = counting(1)
    counts.take('a')
    at.ms = 10_000
    assert.equal(counts.take('a'), true)
    assert.equal(counts.take('a'), false)
  })
})
