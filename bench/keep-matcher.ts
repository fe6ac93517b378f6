// A process that compiles a policy and a matcher, and says how much memory each keeps per operation.

import { setFlagsFromString } from 'node:v8'
import { createMatcher } from '../src/routing/matcher.ts'
import type { Matcher } from '../src/routing/types.ts'
import { compileOperations } from './contenders/routing/compile-policy.ts'
import { routingOperations } from './routing-document.ts'
import { settle } from './settle.ts'

/** Bytes per operation. */
export interface KeptPerOperation {
  readonly policy: number
  readonly matcher: number
}

// Collections drop code that has not run for a while, at their leisure: some hundred bytes for each of 1,500 operations.
setFlagsFromString('--no-flush-bytecode')

/** Of one policy. Beside several, what V8 compiles meanwhile is little. */
const matchers: Matcher[] = []
const copies = 8

const count = Number(process.argv[2])
const operations = routingOperations(count)
// Once before, so that what the code itself keeps is not counted.
createMatcher(await compileOperations(operations))
const before = await heapUsed()
const policy = await compileOperations(operations)
const withPolicy = await heapUsed()
while (matchers.length < copies) matchers.push(createMatcher(policy))
const withMatchers = await heapUsed()

// Asked after the last figure, so that nothing was collected before it.
const knowing = matchers.filter((matcher) => matcher.match('GET', operations[0]?.path ?? '').kind === 'operation')
if (knowing.length !== copies || policy.rules.length !== count)
  throw new Error('a matcher does not know its operations')
const kept: KeptPerOperation = {
  policy: (withPolicy - before) / count,
  matcher: (withMatchers - withPolicy) / count / copies,
}
process.send?.(kept)
process.disconnect?.()

async function heapUsed(): Promise<number> {
  await settle()
  return process.memoryUsage().heapUsed
}
