// A process that compiles a policy and a matcher, and says how much memory each keeps per operation.

import { createMatcher } from '../src/routing/matcher.ts'
import { compileOperations } from './contenders/routing/compile-policy.ts'
import { routingOperations } from './routing-document.ts'
import { settle } from './settle.ts'

/** Bytes per operation. */
export interface KeptPerOperation {
  readonly policy: number
  readonly matcher: number
}

const count = Number(process.argv[2])
// Compiled once before, so that what the code itself keeps is not counted.
createMatcher(await compileOperations(routingOperations(10)))
const before = await heapUsed()
const policy = await compileOperations(routingOperations(count))
const withPolicy = await heapUsed()
const matcher = createMatcher(policy)
const withMatcher = await heapUsed()

// Asked after the last figure, so that neither was collected before it.
if (policy.rules.length !== count || matcher.match('GET', '/').kind !== 'unknown')
  throw new Error('the matcher is wrong')
const kept: KeptPerOperation = { policy: (withPolicy - before) / count, matcher: (withMatcher - withPolicy) / count }
process.send?.(kept)
process.disconnect?.()

async function heapUsed(): Promise<number> {
  await settle()
  return process.memoryUsage().heapUsed
}
