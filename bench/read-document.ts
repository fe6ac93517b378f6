// A process that reads one document once, as a start does, with the library or with a bare parser.

import { readFileSync } from 'node:fs'
import YAML from 'yaml'
import { readPolicy } from '../src/index.ts'

export type Reader = 'library' | 'parser'

const [path = '', reader = ''] = process.argv.slice(2)
const text = readFileSync(path, 'utf8')
const parse: (text: string) => unknown = path.endsWith('.json') ? JSON.parse : YAML.parse

const before = process.cpuUsage()
if (reader === 'library') await readPolicy(path, { publicOperations: 'implicit' })
else parse(text)
const { user, system } = process.cpuUsage(before)

process.send?.((user + system) / 1000)
process.disconnect?.()
