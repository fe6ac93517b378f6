import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ConfigurationError } from '../../../src/index.ts'
import { mayStart } from './reference-start.ts'
import { startWildGate } from './start-gate.ts'
import { audiences, createTokenPool, issuers, type TokenPool } from './tokens.ts'
import { referenceSchemes, type TokenPlan, type WildUniverse, wildUniverse } from './universe.ts'

function trusting(...both: [string, string]): TokenPlan {
  const trusts = both.map((issuer) => ({ issuer, keys: 'inline' as const }))
  return { type: 'token', form: 'http', trusts, audiences, any: 'nowhere' }
}

/** Any two of the schemes have an issuer in common, but the three have none: chance seldom finds it. */
const [one = '', two = '', three = ''] = issuers
const noCommonIssuer: WildUniverse = {
  openapi: '3.1.0',
  schemes: { a: trusting(one, two), b: trusting(two, three), c: trusting(three, one) },
  root: [{ a: [], b: [], c: [] }],
  operations: [
    undefined,
    [
      { a: [], b: [] },
      { b: [], c: [] },
      { c: [], a: [] },
    ],
  ],
}

describe('the start against the reference of design 2.4', () => {
  it('refuses the documents that have to be refused, and no others', async () => {
    const pool = await createTokenPool()
    const told = { started: 0, refused: 0 }
    const property = fc.asyncProperty(wildUniverse, async (one) => {
      const expected = mayStart(one.root, one.operations, referenceSchemes(one.schemes))
      const given = await starts(one, pool)
      assert.equal(given, expected, expected ? 'a sound document was refused' : 'the gate started')
      told[given ? 'started' : 'refused']++
    })
    await fc.assert(property, { numRuns: 150, examples: [[noCommonIssuer]] })
    assert.ok(told.started > 30 && told.refused > 30, `${told.started} started, ${told.refused} refused`)
  })
})

async function starts(one: WildUniverse, pool: TokenPool): Promise<boolean> {
  try {
    const gate = await startWildGate(one, pool)
    await gate.close()
    return true
  } catch (error) {
    if (error instanceof ConfigurationError) return false
    throw error
  }
}
