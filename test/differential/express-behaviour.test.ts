// The lock must not change what a correct application does: the cases run bare and behind gates that let everything
// through, and nothing that can be seen may differ.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Router } from 'express'
import type { Gate } from '../../src/index.ts'
import type { ExpressModule } from '../support/guarded.ts'
import { versions } from '../support/versions.ts'
import { type Case, requestsOf } from './case.ts'
import { cases } from './cases/index.ts'
import { gates, type OpenGate } from './gates.ts'
import { type Exchange, record } from './recording.ts'

for (const { name, express } of versions) {
  const major = name.startsWith('Express 5') ? 5 : 4
  const own = cases.filter((one) => (one.major ?? major) === major)
  const tried = gates.filter(({ newestOnly }) => !newestOnly || name.endsWith('newest'))
  describe(`what an application does on ${name}`, () => {
    let bare: ReadonlyMap<Case, readonly Exchange[]>

    // All of them before the first gate: from then on, every application of this copy of Express has the lock.
    before(async () => {
      assert.ok(!Object.hasOwn(express.request, 'route'), 'a gate was here before')
      bare = new Map(await Promise.all(own.map(async (one) => [one, await runBare(one, express)] as const)))
    })

    for (const one of own) {
      it(one.title, async () => {
        const open = tried.filter(({ opensFor }) => opensFor(one))
        assert.ok(open.length > 0, 'no gate lets this case through')
        for (const gate of open) {
          assert.deepEqual(await runBehind(gate, one, express), withoutFields(bare.get(one), gate.adds), gate.title)
        }
      })
    }
  })
}

function runBare(one: Case, express: ExpressModule): Promise<readonly Exchange[]> {
  const app = express()
  one.prepare?.(app)
  one.build(app, express)
  return record(app, requestsOf(one), one.atOnce)
}

async function runBehind(gate: OpenGate, one: Case, express: ExpressModule): Promise<readonly Exchange[]> {
  const opened = await gate.open(one)
  const app = express()
  one.prepare?.(app)
  if (gate.onRouter) app.use(mountedRouter(opened, express))
  else opened?.mount(app)
  one.build(app, express)
  const requests = requestsOf(one).map((sent) => ({ ...sent, headers: { ...sent.headers, ...gate.headers } }))
  const exchanges = await record(app, requests, one.atOnce)
  await opened?.close()
  return withoutFields(exchanges, gate.adds)
}

function mountedRouter(gate: Gate | undefined, { Router }: ExpressModule): Router {
  const router = Router()
  gate?.mount(router)
  return router
}

/** What was recorded, less the header fields that a gate is meant to add. */
function withoutFields(exchanges: readonly Exchange[] = [], fields: readonly string[] = []): readonly Exchange[] {
  return exchanges.map((one) => {
    if (typeof one.answer === 'string') return one
    const headers = Object.fromEntries(Object.entries(one.answer.headers).filter(([name]) => !fields.includes(name)))
    return { ...one, answer: { ...one.answer, headers } }
  })
}
