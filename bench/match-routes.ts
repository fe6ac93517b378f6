// A process in which one contender looks operations up, and says what one look-up takes whenever it is asked.

import type { LookUp } from './contenders/routing/look-up.ts'
import { type RoutingOperation, routingOperations } from './routing-document.ts'

type CreateLookUp = (operations: readonly RoutingOperation[]) => Promise<LookUp>

const contenders: Readonly<Record<string, () => Promise<{ createLookUp: CreateLookUp }>>> = {
  portcullis: () => import('./contenders/routing/portcullis.ts'),
  'find-my-way': () => import('./contenders/routing/find-my-way.ts'),
  'express-openapi-validator': () => import('./contenders/routing/express-openapi-validator.ts'),
  'openapi-backend': () => import('./contenders/routing/openapi-backend.ts'),
}

/** Milliseconds. */
const checking = 1500
const warmUp = 300
const round = 100
/** A prime, so that the steps reach every operation, and neighbours in time are none in the document. */
const step = 7919

const [name = '', count] = process.argv.slice(2)
const contender = await contenders[name]?.()
if (contender === undefined) throw new Error('no such contender')
const operations = routingOperations(Number(count))
const lookUp = await contender.createLookUp(operations)

let asked = 0
checkAnswers()
const perRound = countRound()
process.on('message', () => process.send?.(measure()))
process.on('disconnect', () => process.exit())
process.send?.('ready')

function next(): RoutingOperation {
  asked += 1
  return operations[(asked * step) % operations.length] as RoutingOperation
}

/** Every operation, or of a slow contender as many as there is time for, all over the document. */
function checkAnswers(): void {
  const end = performance.now() + checking
  for (let left = operations.length; left > 0 && performance.now() < end; left -= 1) {
    const { id, method, path } = next()
    check(method, path, id)
  }
  check('GET', '/nowhere/id-1', undefined)
  check('POST', next().path, undefined)
}

function check(method: string, path: string, wanted: string | undefined): void {
  const found = lookUp(method, path)
  if (found !== wanted) throw new Error(`${name} of ${count}: ${method} ${path} is ${wanted}, and not ${found}`)
}

/** How many look-ups a round has time for, of code that is warm. */
function countRound(): number {
  const start = performance.now()
  let done = 0
  for (; performance.now() - start < warmUp; done += 1) ask()
  return Math.ceil((done * round) / (performance.now() - start))
}

function ask(): void {
  const { method, path } = next()
  lookUp(method, path)
}

/** Microseconds of CPU time, user and system. */
function measure(): number {
  const before = process.cpuUsage()
  for (let left = perRound; left > 0; left -= 1) ask()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / perRound
}
