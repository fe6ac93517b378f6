// A process that reads one document over and over, with the library and with a bare parser in turn.

import { readFileSync } from 'node:fs'
import YAML from 'yaml'
import { readPolicy } from '../src/index.ts'

/** Milliseconds of CPU time. */
export interface ReadingRound {
  readonly reading: number
  readonly parsing: number
}

/** A round whose figures are dropped: the compiler of V8 is still at work in it. */
const warmUps = 1

const [path = '', rounds = ''] = process.argv.slice(2)
const text = readFileSync(path, 'utf8')
const parse: (text: string) => unknown = path.endsWith('.json') ? JSON.parse : YAML.parse

const taken: ReadingRound[] = []
for (let round = 0; round < warmUps + Number(rounds); round += 1) {
  const reading = await cpuOf(() => readPolicy(path, { publicOperations: 'implicit' }))
  const parsing = await cpuOf(() => parse(text))
  taken.push({ reading, parsing })
}
process.send?.(taken.slice(warmUps))
process.disconnect?.()

async function cpuOf(work: () => unknown): Promise<number> {
  globalThis.gc?.()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
