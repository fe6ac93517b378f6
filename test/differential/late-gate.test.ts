// A gate on a router, or `protect()` alone, reaches Express with its first request. What is under way then, and what
// other tools made of Express before, goes on as it did. Each test has a copy of Express that no gate has touched.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import type { ErrorRequestHandler, RequestHandler, Router } from 'express'
import { type Gate, portcullis } from '../../src/index.ts'
import { documentOf, type ExpressModule } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'

const load = createRequire(import.meta.url)
const open = { get: { security: [] } }

for (const name of ['express', 'express-5-oldest', 'express-4', 'express-4-oldest']) {
  describe(`a gate that comes late to ${name}`, () => {
    it('runs no handler twice that is under way', async () => {
      const express = untouched(name)
      const app = express()
      const step = createStep()
      app.get('/a', step.handler, (_req, res) => void res.end('done'))
      app.use('/api', await gatedRouter(express))
      await using server = await listening(app)
      const first = get(`${server.url}/a?first`)
      await step.reached
      assert.equal((await get(`${server.url}/api/a`)).text, 'api')
      assert.equal((await get(`${server.url}/a?second`)).text, 'done')
      step.goOn()
      assert.equal((await first).text, 'done')
      assert.deepEqual(step.ran, ['/a?first', '/a?second'])
    })

    it('leaves req.route as it is', async () => {
      const app = untouched(name)()
      app.get('/a', (_req, _res, next) => next())
      app.use((await openGate()).protect(), (req, res) => void res.end(req.route?.path))
      await using server = await listening(app)
      for (const times of ['first', 'second']) assert.equal((await get(`${server.url}/a`)).text, '/a', times)
    })
  })
}

describe('a gate where all handlers are wrapped when they are set, as express-async-errors does on Express 4', () => {
  it('shields an error handler once', async () => {
    const app = untouched('express-4')()
    wrapHandlers(load('express-4/lib/router/layer').prototype)
    ;(await openGate()).mount(app)
    const depths: number[] = []
    const fail: RequestHandler = (_req, _res, next) => next(new Error('failed'))
    const answer: ErrorRequestHandler = (_error, _req, res, _next) => {
      depths.push(stackDepth())
      res.end()
    }
    app.get('/a', fail, answer)
    await using server = await listening(app)
    for (let times = 0; times < 3; times++) await get(`${server.url}/a`)
    assert.equal(depths[2], depths[1])
  })
})

/** A copy of its own of one version, since `require` is made to forget the others. */
function untouched(name: string): ExpressModule {
  for (const file of Object.keys(load.cache)) if (/node_modules.(?:express|router)/.test(file)) delete load.cache[file]
  return load(name)
}

/** A handler in which the first request stays until it may go on. */
function createStep(): {
  readonly handler: RequestHandler
  readonly ran: readonly string[]
  readonly reached: Promise<void>
  goOn(): void
} {
  const ran: string[] = []
  let goOn = (): void => undefined
  let resolveReached = (): void => undefined
  const reached = new Promise<void>((resolve) => {
    resolveReached = resolve
  })
  const handler: RequestHandler = (req, _res, next) => {
    ran.push(req.url)
    if (ran.length > 1) return next()
    goOn = next
    resolveReached()
  }
  return { handler, ran, reached, goOn: () => goOn() }
}

function openGate(): Promise<Gate> {
  const document = documentOf({ '/a': open, '/api/a': open })
  return portcullis(document, { docs: false, log: false, env: { NODE_ENV: 'test' } })
}

async function gatedRouter(express: ExpressModule): Promise<Router> {
  const router = express.Router()
  const gate = await openGate()
  gate.mount(router)
  return router.get('/a', (_req, res) => void res.end('api'))
}

type Handle = (...given: readonly unknown[]) => unknown

function wrapHandlers(layers: object): void {
  const handles = new WeakMap<object, Handle>()
  Object.defineProperty(layers, 'handle', {
    get(this: object) {
      return handles.get(this)
    },
    set(this: object, handle: Handle) {
      const wrapped: Handle = (...given) => handle(...given)
      handles.set(this, Object.defineProperty(wrapped, 'length', { value: handle.length }))
    },
  })
}

function stackDepth(): number {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 1000
  const depth = new Error().stack?.split('\n').length ?? 0
  Error.stackTraceLimit = stackTraceLimit
  return depth
}
