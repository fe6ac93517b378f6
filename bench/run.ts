// Says what Portcullis costs beside what it stands on and beside its peers: `npm run bench`, or with the names of tables
// `npm run bench -- requests`. Nothing is judged here, but a contender that answers wrongly ends the run, since its
// figures would mean nothing. `npm run bench -- --profile hot` leaves a CPU profile, and says where the time goes.

import { compile } from './children.ts'
import { type BenchDocument, findDocuments } from './documents.ts'
import { describeMachine } from './machine.ts'
import { profile } from './profile.ts'
import { type Table, toMarkdown } from './table.ts'
import { measureApiKeys } from './tables/api-keys.ts'
import { measureDocumentation } from './tables/documentation.ts'
import { measureIntrospection } from './tables/introspection.ts'
import { measureMemory } from './tables/memory.ts'
import { measureProofs } from './tables/proofs.ts'
import { measureReading } from './tables/reading.ts'
import { measureRequests } from './tables/requests.ts'
import { measureRouting } from './tables/routing.ts'
import { measureUpstreamTokens } from './tables/upstream-tokens.ts'
import { measureValidation } from './tables/validation.ts'

type Measure = (documents: readonly BenchDocument[]) => Promise<Table | readonly Table[]>

const tables: Readonly<Record<string, Measure>> = {
  reading: measureReading,
  memory: measureMemory,
  requests: measureRequests,
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

const named = process.argv.slice(2)
const unknown = named.filter((name) => !Object.hasOwn(tables, name))
if (unknown.length > 0) {
  console.error(`bench: no such table: ${unknown.join(', ')}. There are: ${Object.keys(tables).join(', ')}.`)
  process.exit(1)
}

console.log(describeMachine())
await compile()
const documents = await findDocuments()
for (const [name, measure] of Object.entries(tables)) {
  if (named.length > 0 && !named.includes(name)) continue
  for (const table of [await measure(documents)].flat()) console.log(toMarkdown(table))
}
