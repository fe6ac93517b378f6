import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { it } from 'node:test'
import fc from 'fast-check'
import { versions } from '../routing/express-versions.ts'
import { listening } from '../support/listening.ts'
import { type Counts, compare, type Scenario, type Stage, scenario } from './compare.ts'

/** Requests for each version of Express, in the quick suite. */
const usualRequests = 5500

/** Where the quick suite begins. */
const usualSeed = 20_261_125

/** Scenarios for each seed: a failure is found again by running so many. */
const scenariosPerSeed = 40

/** How long a failing case is reduced, in milliseconds. */
const REDUCING_MS = 60_000

/**
 * Gate and bare application side by side, on one version of Express. `DIFFERENTIAL_SEED` begins with that seed, and
 * `DIFFERENTIAL_REQUESTS` or `DIFFERENTIAL_RUNS` (scenarios) says how long it goes on, for all four versions together.
 */
export function testVersion(index: 0 | 1 | 2 | 3): void {
  const version = versions[index]
  assert.ok(version)
  it(`${version.name}: the operation that is enforced is the operation whose handler runs`, async (t) => {
    const first = Number(process.env.DIFFERENTIAL_SEED ?? firstSeed())
    t.diagnostic(`DIFFERENTIAL_SEED=${first}`)
    let serving: RequestListener = () => {}
    await using server = await listening((request, response) => {
      // Of pipelined requests each listens to the socket until it is its turn.
      request.socket.setMaxListeners(0)
      serving(request, response)
    })
    const serve = (application: RequestListener): void => {
      serving = application
    }
    const counts = noCounts()
    const stage: Stage = { version, port: server.port, counts, serve }
    for (let seed = first; !isEnough(counts); seed++) await tryOut(stage, seed)
    t.diagnostic(JSON.stringify(counts))
    assertAsked(counts)
  })
}

/** The suite asks the same each time, so that it fails for what was changed; a long run begins anywhere. */
function firstSeed(): number {
  const isLong = process.env.DIFFERENTIAL_REQUESTS !== undefined || process.env.DIFFERENTIAL_RUNS !== undefined
  return isLong ? Math.floor(Math.random() * 2 ** 31) : usualSeed
}

function noCounts(): Counts {
  const questions: Counts['questions'] = {
    nobody: 0,
    'all but that of the handler': 0,
    'all but one that is named': 0,
    'only that of the handler': 0,
    'every scope': 0,
  }
  return { scenarios: 0, requests: 0, reached: 0, questions }
}

function isEnough({ requests, scenarios }: Counts): boolean {
  const { DIFFERENTIAL_REQUESTS: wanted, DIFFERENTIAL_RUNS: runs } = process.env
  if (runs !== undefined) return scenarios >= Number(runs) / versions.length
  return requests >= (wanted === undefined ? usualRequests : Number(wanted) / versions.length)
}

async function tryOut(stage: Stage, seed: number): Promise<void> {
  let failed: { readonly at: number; readonly requests: number } | undefined
  const property = fc.asyncProperty(scenario, async (one: Scenario) => {
    if (failed !== undefined && performance.now() - failed.at > REDUCING_MS) return
    try {
      await compare(stage, one)
    } catch (error) {
      failed ??= { at: performance.now(), requests: stage.counts.requests }
      throw error
    }
  })
  // Small cases are what failing ones are reduced to; as such they would ask little.
  const found = await fc.check(property, { seed, numRuns: scenariosPerSeed, unbiased: true })
  if (!found.failed) return
  const reason = found.errorInstance instanceof Error ? found.errorInstance.message : String(found.errorInstance)
  const how = `${stage.version.name}, DIFFERENTIAL_SEED=${seed}, after ${failed?.requests} requests`
  assert.fail(`${reason}\n(${how}, reduced ${found.numShrinks} times)`)
}

/** A test that asks nothing fails nothing: each promise is tried often. */
function assertAsked({ requests, reached, questions }: Counts): void {
  assert.ok(reached > requests / 3, `only ${reached} of ${requests} requests reach a handler`)
  for (const [promise, asked] of Object.entries(questions)) {
    assert.ok(asked > requests / 50, `"${promise}" was asked only ${asked} times`)
  }
}
