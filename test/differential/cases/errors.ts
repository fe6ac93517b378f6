import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express'
import type { Case } from '../case.ts'
import { caught, fail, fault, handOn, note, pass, send, signal } from '../steps.ts'

const anyMajor: readonly Case[] = [
  {
    title: 'a handler that throws, and an error handler of the application',
    build: (app) => void app.get('/a', pass('one'), fail('two'), send('never')).use(send('never'), caught('caught')),
    send: ['GET /a', 'GET /a', 'HEAD /a'],
  },
  {
    title: 'an error that says its status and headers, and no error handler',
    build: (app) => {
      app.get('/a', fail('a', fault('not now', { status: 503, headers: { 'retry-after': '7' } })))
      app.get('/b', signal('b', fault('broken')))
    },
    send: ['GET /a', 'GET /b', 'HEAD /b'],
  },
  {
    title: 'an error handler in the stack of its route',
    build: (app) => void app.get('/a', fail('failing'), send('never'), caught('of the route')).use(caught('of all')),
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'an error handler in front of what fails is passed by',
    build: (app) => void app.get('/a', caught('too early'), pass('one'), fail('failing')).use(caught('caught')),
    send: ['GET /a'],
  },
  {
    title: 'error handlers that hand on',
    build: (app) => {
      app.get('/a', fail('failing'), handOn('first'), handOn('second'))
      app.use(handOn('third'), pass('never'), caught('last'))
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'an error handler that throws another error',
    build: (app) => {
      app.get('/a', fail('one'), ((error, req, _res, _next) => {
        note(req, 'handler', error)
        throw fault('two')
      }) satisfies ErrorRequestHandler)
      app.use(caught('caught'))
    },
    send: ['GET /a'],
  },
  {
    title: 'an error passes the routes by',
    build: (app) => {
      app.use(signal('failing', fault('early')))
      app.get('/a', send('never')).all('/a', caught('never')).use(caught('caught'))
    },
    send: ['GET /a'],
  },
  {
    title: 'an error handler in the middle that ends the error',
    build: (app) => {
      app
        .use(signal('failing', fault('early')))
        .use(handOn('ends it', 'nothing'))
        .get('/a', send('a'))
    },
    send: ['GET /a'],
  },
  {
    title: 'an error handler with a path',
    build: (app) => void app.get('/:x/:y', fail('failing')).use('/a', caught('of a')).use(caught('of all')),
    documented: ['/{x}/{y}'],
    send: ['GET /a/1', 'GET /b/1'],
  },
  {
    title: 'error handlers in lists, in app.all and in chains',
    build: (app) => {
      app.get('/list', [fail('list'), caught('in a list')]).all('/all', fail('all'), caught('in app.all'))
      app.route('/chain').get(fail('chain')).all(caught('of the chain'))
    },
    send: ['GET /list', 'GET /all', 'POST /all', 'GET /chain', 'POST /chain'],
  },
  {
    title: 'an error handler for another method of its route',
    build: (app) => void app.route('/a').get(fail('get')).post(caught('of post')).get(caught('of get')),
    send: ['GET /a'],
  },
  {
    title: 'one error handler in many routes',
    build: (app) => {
      const shared = caught('shared')
      app.get('/a', fail('a'), shared).get('/b', fail('b'), shared, shared).use(fail('use'), shared)
    },
    send: ['GET /a', 'GET /b', 'GET /a', 'GET /c'],
  },
  {
    title: 'errors that are thrown but are none',
    build: (app) => {
      for (const nothing of [null, 0, '']) app.get('/a', fail(String(nothing), nothing))
      app.get('/a', fail('text', 'a text')).use(caught('caught'))
    },
    send: ['GET /a'],
  },
  {
    title: 'an error in a router, caught in the router',
    build: (app, { Router }) => {
      const router = Router().get('/a', fail('failing'))
      router.use(caught('of the router'))
      app.use('/r', router).use(caught('of all'))
    },
    send: ['GET /r/a'],
  },
  {
    title: 'an error in two routers, caught outside',
    build: (app, { Router }) => {
      const inner = Router().get('/a', fail('failing'))
      inner.use(handOn('inner'))
      app.use('/o', Router().use('/i', inner), handOn('outer')).use(caught('of all'))
    },
    send: ['GET /o/i/a'],
  },
  {
    title: 'an error behind an answer',
    build: (app) => {
      app.get('/a', (_req, res, next) => {
        res.send('answered')
        next(fault('late'))
      })
      app.use(handOn('told'))
    },
    send: ['GET /a'],
  },
  {
    title: 'an error in the middle of an answer breaks the connection',
    build: (app) => {
      app.get('/a', (_req, res) => {
        res.write('begun')
        throw fault('in the middle')
      })
    },
    send: ['GET /a'],
  },
  {
    title: 'an error handler that leaves its last parameters out handles requests',
    build: (app) => {
      const two = (req: Request, res: Response): unknown => res.send(`${req.method} ${res.statusCode}`)
      app.get('/a', two, caught('never')).get('/b', fail('failing'), two, caught('four'))
    },
    send: ['GET /a', 'GET /b'],
  },
  {
    title: 'a handler of five parameters is never run',
    build: (app) => {
      const five = (error: unknown, req: Request, _res: Response, next: NextFunction, _more: unknown): void => {
        note(req, 'five', error)
        next(error)
      }
      app.get('/a', five as never, fail('failing'), five as never, caught('four'))
    },
    send: ['GET /a'],
  },
]

/** A handler's promise counts in Express 5. */
const express5: readonly Case[] = [
  {
    title: 'a handler that rejects',
    build: (app) => {
      app.get('/a', async () => Promise.reject(fault('rejected'))).use(caught('caught'))
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'a handler that rejects with nothing',
    build: (app) => void app.get('/a', () => Promise.reject() as never).use(caught('caught')),
    send: ['GET /a'],
  },
  {
    title: 'a handler that rejects in a later turn, and an error handler of the route',
    build: (app) => {
      const later = async (req: Request): Promise<never> => {
        await new Promise((resolve) => setTimeout(resolve, 2))
        note(req, 'later')
        throw fault('rejected later')
      }
      app.get('/a', later, caught('of the route')).use(caught('of all'))
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'an error handler that rejects',
    build: (app) => {
      const rejecting = async (_error: unknown, _req: Request, _res: Response, _next: NextFunction): Promise<never> =>
        Promise.reject(fault('two'))
      app.get('/a', fail('one'), rejecting, handOn('of the route')).use(caught('of all'))
    },
    send: ['GET /a'],
  },
  {
    title: 'a handler that answers, and then rejects',
    build: (app) => {
      app.get('/a', async (_req, res) => {
        res.send('answered')
        throw fault('late')
      })
      app.use(handOn('told'))
    },
    send: ['GET /a'],
  },
  {
    title: 'a handler that goes on, and then rejects',
    build: (app) => {
      const onAndReject = async (req: Request, _res: Response, next: NextFunction): Promise<never> => {
        note(req, 'goes on')
        next()
        throw fault('late')
      }
      app.get('/a', onAndReject, send('end')).use(handOn('told'))
    },
    send: ['GET /a'],
  },
  {
    title: "a handler that rejects with 'route' and with 'router'",
    build: (app, { Router }) => {
      const router = Router().get('/a', () => Promise.reject('route') as never)
      router.get('/a', () => Promise.reject('router') as never).get('/a', send('never'))
      app.use(router, send('end'))
    },
    send: ['GET /a'],
  },
]

export const errorCases: readonly Case[] = [...anyMajor, ...express5.map((one) => ({ ...one, major: 5 as const }))]
