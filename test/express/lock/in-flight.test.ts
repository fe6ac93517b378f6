import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { describe, it } from 'node:test'
import { portcullis } from '../../../src/index.ts'
import { documentOf } from '../../support/guarded.ts'
import { get, listening } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

// A file of its own: once a lock was hung in a process, every route of that Express is seen from its first request on.
for (const { name, express } of versions) {
  describe(`the lock comes late on ${name}`, () => {
    it('a request that is on its way through a route when the lock comes runs each handler once', async () => {
      const ran: string[] = []
      const steps = new EventEmitter()
      const gate = await portcullis(documentOf({ '/open': { get: { security: [] } } }), { log: false, docs: false })
      const app = express()
      app.get(
        '/open',
        async (_req, _res, next) => {
          ran.push('first')
          if (ran.length === 1) await once(steps, 'locked')
          next()
        },
        (_req, res) => {
          ran.push('second')
          res.end('ran')
        },
      )
      app.use(gate.protect())
      await using server = await listening(app)
      const early = get(`${server.url}/open`)
      while (ran.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      // The first request that meets the gate hangs the lock, and the next one puts it in front of the route.
      await get(`${server.url}/nowhere`)
      await get(`${server.url}/open`)
      steps.emit('locked')
      await early
      assert.deepEqual(ran, ['first', 'first', 'second', 'second'])
    })
  })
}
