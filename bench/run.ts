// Says what Portcullis costs beside what it stands on and beside its peers.
//
//   npm run bench                        what the README tells, in less than ten minutes
//   npm run bench -- routing proofs      other tables by name; `all` is every one
//   npm run bench -- --profile hot       a CPU profile, and where its time went
//
// Nothing is judged here, but a contender that answers wrongly ends the run, since its figures would mean nothing.

import { compile } from './children.ts'
import { type BenchDocument, findDocuments } from './documents.ts'
import { describeMachine, versions } from './machine.ts'
import { profile } from './profile.ts'
import { writeResults } from './results.ts'
import { type Table, toMarkdown } from './table.ts'
import { measureApiKeys } from './tables/api-keys.ts'
import { measureDocumentation } from './tables/documentation.ts'
import { measureFlood } from './tables/flood.ts'
import { measureIntrospection } from './tables/introspection.ts'
import { measureMemory } from './tables/memory.ts'
import { measureOperations } from './tables/operations.ts'
import { measureProofs } from './tables/proofs.ts'
import { measureReading } from './tables/reading.ts'
import { measureRequests } from './tables/requests/measure-requests.ts'
import { measureRouting } from './tables/routing.ts'
import { measureUpstreamTokens } from './tables/upstream-tokens.ts'
import { measureValidation } from './tables/validation.ts'

type Measure = (documents: readonly BenchDocument[]) => Promise<Table | readonly Table[]>

/** What is measured where nothing is named. */
const main: Readonly<Record<string, Measure>> = {
  requests: measureRequests,
  operations: measureOperations,
  flood: measureFlood,
  reading: measureReading,
  memory: measureMemory,
}

const tables: Readonly<Record<string, Measure>> = {
  ...main,
  'api-keys': measureApiKeys,
  proofs: measureProofs,
  introspection: measureIntrospection,
  'upstream-tokens': measureUpstreamTokens,
  routing: measureRouting,
  validation: measureValidation,
  documentation: measureDocumentation,
}

const [option, load = ''] = process.argv.slice(2)
if (option === '--profile') {
  await compile()
  await profile(load)
  process.exit()
}

const given = process.argv.slice(2)
const named = given.includes('all') ? Object.keys(tables) : given.length > 0 ? given : Object.keys(main)
const unknown = named.filter((name) => !Object.hasOwn(tables, name))
if (unknown.length > 0) {
  console.error(`bench: no such table: ${unknown.join(', ')}. There are: ${Object.keys(tables).join(', ')}, and all.`)
  process.exit(1)
}

const machine = describeMachine()
console.log(machine)
await compile()
const documents = await findDocuments()
const measured: Table[] = []
for (const [name, measure] of Object.entries(tables)) {
  if (!named.includes(name)) continue
  for (const table of [await measure(documents)].flat()) {
    console.log(toMarkdown(table))
    measured.push(table)
  }
}
console.log(await writeResults({ machine, versions: await versions(), tables: measured }))
