import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Request, Response } from 'express'
import { lockApplication } from '../../../src/express/lock/hang-lock.ts'
import type { Lock } from '../../../src/express/lock/lock.ts'
import { get, listening } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

/** A lock that refuses every route but `/open`, with 403, and writes down what it was asked. */
function createRefusingLock(): Lock & { readonly asked: string[] } {
  const refused = new WeakSet<object>()
  const asked: string[] = []
  return {
    asked,
    prepares: () => true,
    refused: (req) => refused.has(req),
    deny: (_req, res) => void res.status(403).end('locked'),
    admits(req: Request, res: Response, { route }) {
      asked.push(String(route.path))
      if (route.path === '/open') return true
      refused.add(req)
      res.status(403).end('locked')
      return false
    },
  }
}

for (const { name, express } of versions) {
  describe(`lock on ${name}`, () => {
    const cases: { title: string; build: (app: ReturnType<typeof express>, ran: () => void) => void; path: string }[] =
      [
        { title: 'a route of the application', path: '/a', build: (app, ran) => void app.get('/a', ran) },
        { title: 'app.all', path: '/a', build: (app, ran) => void app.all('/a', ran) },
        { title: 'app.route', path: '/a', build: (app, ran) => void app.route('/a').get(ran) },
        { title: 'an expression', path: '/a', build: (app, ran) => void app.get(/^\/a/, ran) },
        {
          title: 'a nested router',
          path: '/n/m/a',
          build(app, ran) {
            const inner = express.Router()
            inner.get('/a', ran)
            const outer = express.Router()
            outer.use('/m', inner)
            app.use('/n', outer)
          },
        },
        {
          title: 'a router in a closure',
          path: '/a',
          build(app, ran) {
            const router = express.Router()
            router.get('/a', ran)
            app.use((req, res, next) => router(req, res, next))
          },
        },
        {
          title: 'a sub-application',
          path: '/s/a',
          build(app, ran) {
            const sub = express()
            sub.get('/a', ran)
            app.use('/s', sub)
          },
        },
      ]
    for (const { title, build, path } of cases) {
      it(`stops ${title}`, async () => {
        const app = express()
        const lock = createRefusingLock()
        lockApplication(app, lock)
        let ran = 0
        build(app, () => void ran++)
        await using server = await listening(app)
        assert.equal((await get(server.url + path)).status, 403)
        assert.equal(ran, 0)
      })
    }

    it('lets a route run that it admits, as often as it is asked', async () => {
      const app = express()
      lockApplication(app, createRefusingLock())
      app.get('/open', (_req, res) => void res.send('open'))
      await using server = await listening(app)
      for (let times = 0; times < 3; times++) {
        assert.equal((await get(`${server.url}/open`)).text, 'open')
      }
    })

    it('does not make a route answer methods it has no handler for', async () => {
      const app = express()
      const lock = createRefusingLock()
      lockApplication(app, lock)
      app.get('/open', (_req, res) => void res.send('open'))
      await using server = await listening(app)
      await get(`${server.url}/open`)
      assert.equal((await get(`${server.url}/open`, { method: 'POST' })).status, 404)
    })

    it('guards a route that is added after the first request', async () => {
      const app = express()
      lockApplication(app, createRefusingLock())
      app.get('/open', (_req, res) => void res.send('open'))
      await using server = await listening(app)
      await get(`${server.url}/open`)
      app.get('/late', (_req, res) => void res.send('late'))
      assert.equal((await get(`${server.url}/late`)).status, 403)
    })

    it('N-03: a refused request reaches no error handler of the route', async () => {
      const app = express()
      const lock = createRefusingLock()
      const refusedButRunning: Lock = {
        prepares: () => true,
        refused: lock.refused,
        deny: lock.deny,
        admits(req, res, route) {
          lock.admits(req, res, route)
          return true
        },
      }
      lockApplication(app, refusedButRunning)
      let ran = 0
      app.get(
        '/a',
        () => {
          throw new Error('the handler failed')
        },
        ((_error, _req, _res, next) => {
          ran++
          next()
        }) satisfies import('express').ErrorRequestHandler,
      )
      await using server = await listening(app)
      await get(`${server.url}/a`)
      assert.equal(ran, 0)
    })
  })
}
