import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { compare } from './compare.ts'
import { requestPlan } from './request.ts'
import { createTokenPool, type TokenPool } from './tokens.ts'
import { universe } from './universe.ts'

const documents = 12
const requestsPerOperation = 24

/** The seed of a failure, to see it again. */
const { ORACLE_SEED } = process.env
const chosenSeed = ORACLE_SEED === undefined ? {} : { seed: Number(ORACLE_SEED) }

/** As many request plans for each operation of a universe. */
const scene = universe.chain((one) => {
  const perOperation = fc.array(requestPlan, { minLength: requestsPerOperation, maxLength: requestsPerOperation })
  const count = one.operations.length
  return fc.tuple(fc.constant(one), fc.array(perOperation, { minLength: count, maxLength: count }))
})

describe('the gate against the reference of design 2.4', () => {
  let pool: TokenPool
  const told = new Map<string, number>()

  before(async () => {
    pool = await createTokenPool()
  })

  it('answers every request alike', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ([one, plans]) => {
        const disagreements = await compare(one, plans, pool, told)
        assert.equal(disagreements.length, 0, `${disagreements.length} disagreements\n${disagreements[0]}`)
      }),
      { numRuns: documents, endOnFailure: true, ...chosenSeed, reporter: throwBriefly },
    )
  })

  it('has met every answer often', () => {
    const judged = [...told.values()].reduce((sum, count) => sum + count, 0)
    assert.ok(judged >= 5000, `${judged} requests`)
    for (const answer of ['operation', 'anonymous', 'public', '400', '401 missing', '401 invalid', '403', '503']) {
      const count = [...told].reduce((sum, [name, times]) => (name.startsWith(answer) ? sum + times : sum), 0)
      assert.ok(count >= judged / 500, `${answer}: ${count} of ${judged}`)
    }
  })
})

/** The counterexample of the library is all of a document and its requests; the disagreements say what counts. */
function throwBriefly<Value>({ failed, seed, numRuns, errorInstance }: fc.RunDetails<Value>): void {
  if (!failed) return
  const what = errorInstance instanceof Error ? errorInstance.message : 'it did not throw an error'
  throw new Error(`ORACLE_SEED=${seed} shows it again, in document ${numRuns}: ${what}`, { cause: errorInstance })
}
