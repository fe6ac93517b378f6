import assert from 'node:assert/strict'
import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, it } from 'node:test'
import type { NextFunction, Request, Response } from 'express'
import { DeniedError, findAuth } from '../../../src/index.ts'
import { documentOf, guarded } from '../../support/guarded.ts'
import { get } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

const document = documentOf({
  '/me': { get: { security: [{ auth0: [] }] } },
  '/files/{name}': { get: { security: [{ auth0: [] }] } },
  '/batch': { post: { security: [] } },
})

/** A request that an application makes of the parts of another one, for one entry of a batch. */
function madeOf(outer: Request, url: string): Request {
  const made = new IncomingMessage(new Socket())
  const { headers, rawHeaders } = outer
  return Object.assign(made, { method: 'GET', url, headers, rawHeaders }) as Request
}

/** The status that an application answers a made-up request with. */
function dispatch(app: RequestListener, made: IncomingMessage): Promise<number> {
  const answer = new ServerResponse(made)
  return new Promise((resolve) => {
    answer.end = () => {
      resolve(answer.statusCode)
      return answer
    }
    app(made, answer)
  })
}

for (const { name, express } of versions) {
  describe(`requests of an application's own making, on ${name}`, () => {
    it('are judged each for itself, where they share one list of headers', async () => {
      const callers: unknown[] = []
      await using app = await guarded(express, {
        document,
        routes(server) {
          server.get('/me', (req, res) => {
            callers.push(findAuth(req)?.claims.sub)
            res.end('me')
          })
          server.post('/batch', async (req, res) => {
            const statuses: number[] = []
            for (const token of String(req.headers['x-tokens']).split(' ')) {
              const made = madeOf(req, '/me')
              made.headers.authorization = `Bearer ${token}`
              statuses.push(await dispatch(server, made))
            }
            res.json(statuses)
          })
        },
      })
      const [ann, bob] = [await app.issuer.token({ sub: 'ann' }), await app.issuer.token({ sub: 'bob' })]
      const headers = { 'x-tokens': [ann, bob, 'none', ann].join(' ') }
      const answer = await get(`${app.url}/batch`, { method: 'POST', headers })
      assert.deepEqual(
        [JSON.parse(answer.text), callers],
        [
          [200, 200, 401, 200],
          ['ann', 'bob', 'ann'],
        ],
      )
    })

    it('stay refused, whatever middleware made of their list of headers', async () => {
      await using app = await guarded(express, {
        document,
        options: { onDenied: (denial, _req, _res, next) => next(new DeniedError(denial)) },
        routes(server, ran) {
          const inner = express.Router()
          inner.get('/nowhere', (_req, res) => {
            ran('nowhere')
            res.end('ran')
          })
          server.use((_error: unknown, req: Request, res: Response, next: NextFunction) => {
            req.rawHeaders = [...req.rawHeaders]
            inner(new Proxy(req, {}), res, next)
          })
        },
      })
      const { status } = await get(`${app.url}/nowhere`)
      assert.deepEqual([status >= 400, app.ran], [true, []])
    })

    it('are locked as copies of members, from the second request of a server on', async () => {
      await using app = await guarded(express, {
        document,
        before(server, ran) {
          const inner = express.Router()
          inner.get('/me', (_req, res) => {
            ran('me')
            res.end('ran')
          })
          server.use((req, res, next) =>
            inner(Object.setPrototypeOf({ ...req }, Object.getPrototypeOf(req)), res, next),
          )
        },
        routes: () => undefined,
      })
      // What stands in front of the gate goes on where nothing answers, so that the gate has seen the server.
      await get(`${app.url}/else`)
      const answers = [await get(`${app.url}/me`), await get(`${app.url}/me`)]
      assert.deepEqual([answers.map(({ status }) => status), app.ran], [[401, 401], []])
    })

    it('reach no function behind an error handler that goes on, where a tool in front of the gate fails', async () => {
      await using app = await guarded(express, {
        document,
        routes(server, ran) {
          const { stack } = Reflect.get(server, '_router') ?? Reflect.get(server, 'router')
          const layer = stack.find(({ handle }: { handle: { name: string } }) => handle.name === 'portcullis')
          layer.handle = (_req: Request, _res: Response, next: NextFunction) => next(new Error('the tool'))
          server.use((_error: unknown, _req: Request, _res: Response, next: NextFunction) => next())
          server.use('/files', (_req, res) => {
            ran('files')
            res.end('ran')
          })
        },
      })
      const { status } = await get(`${app.url}/files/1`)
      assert.deepEqual([status, app.ran], [401, []])
    })
  })
}
