// Says what Portcullis costs beside what it stands on and beside its peer: `npm run bench`. Nothing is judged here, but
// a contender that answers wrongly ends the run, since its figures would mean nothing.

import { compile } from './children.ts'
import { findDocuments } from './documents.ts'
import { describeMachine } from './machine.ts'
import { toMarkdown } from './table.ts'
import { measureMemory } from './tables/memory.ts'
import { measureReading } from './tables/reading.ts'
import { measureRequests } from './tables/requests.ts'

console.log(describeMachine())
await compile()
const documents = await findDocuments()
for (const measure of [measureReading, measureMemory, measureRequests]) {
  console.log(toMarkdown(await measure(documents)))
}
