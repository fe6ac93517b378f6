import type { Case } from '../case.ts'
import { caught, fault, handOn, note, pass, send, signal } from '../steps.ts'

/** What `next` is called with, and where that leads. */
export const goingOnCases: readonly Case[] = [
  {
    title: "next('route') leaves the route",
    build: (app) => {
      app.get('/a', signal('one', 'route'), send('never')).get('/a', pass('two'), send('three'))
    },
    send: ['GET /a', 'GET /a', 'HEAD /a'],
  },
  {
    title: "next('route') of the first handler only where a condition holds",
    build: (app) => {
      const unlessZero = signal('zero', 'route')
      app.get(
        '/user/:id',
        (req, res, next) => (req.params.id === '0' ? unlessZero(req, res, next) : next()),
        send('one'),
      )
      app.get('/user/:id', send('special'))
    },
    documented: ['/user/{id}'],
    send: ['GET /user/0', 'GET /user/1', 'GET /user/0'],
  },
  {
    title: "next('route') in app.route().all()",
    build: (app) => void app.route('/a').all(signal('all', 'route')).get(send('never')),
    send: ['GET /a', 'POST /a'],
  },
  {
    title: "next('route') in middleware means nothing",
    build: (app) => void app.use(signal('use', 'route')).get('/a', send('a')),
    send: ['GET /a'],
  },
  {
    title: "next('router') leaves the router",
    build: (app, { Router }) => {
      const router = Router()
      router.use(pass('use'))
      router.get('/a', signal('a', 'router'), send('never'))
      router.get('/a', send('never'))
      app.use(router).get('/a', send('behind the router'))
    },
    send: ['GET /a'],
  },
  {
    title: "next('router') leaves the inner one of two",
    build: (app, { Router }) => {
      const inner = Router().get('/b', signal('inner', 'router')).get('/b', send('never'))
      app.use('/a', Router().use(inner).get('/b', send('outer')))
    },
    send: ['GET /a/b'],
  },
  {
    title: "next('router') in the application ends in 404",
    build: (app) => void app.get('/a', signal('a', 'router')).get('/a', send('never')).use(send('never')),
    send: ['GET /a'],
  },
  {
    title: 'next with what is no error',
    build: (app) => {
      for (const nothing of [null, undefined, 0, false, '']) app.get('/a', signal(String(nothing), nothing))
      app.get('/a', send('end'))
    },
    send: ['GET /a'],
  },
  {
    title: 'next with a text, a number and an object',
    build: (app) => {
      app.get('/text', signal('text', 'wrong')).get('/number', signal('number', 7)).get('/object', signal('object', {}))
      app.use(caught('caught'))
    },
    send: ['GET /text', 'GET /number', 'GET /object'],
  },
  {
    title: 'next twice runs the rest twice',
    build: (app) => {
      app.get(
        '/a',
        (_req, _res, next) => {
          next()
          next()
        },
        pass('one'),
        pass('two'),
      )
      app.use((req, res) => {
        note(req, 'end')
        if (!res.headersSent) res.send('end')
      })
    },
    send: ['GET /a'],
  },
  {
    title: "next('route') of an error handler ends the error",
    build: (app) => {
      app.get('/a', signal('failing', fault('failed')), handOn('handler', 'route'))
      app.get('/a', send('second')).use(caught('caught'))
    },
    send: ['GET /a'],
  },
  {
    title: 'next of an error handler in a route goes on in the route',
    build: (app) => {
      app.get('/a', signal('failing', fault('failed')), handOn('handler', 'nothing'), pass('on'), send('end'))
    },
    send: ['GET /a', 'GET /a', 'HEAD /a'],
  },
  {
    title: 'next in a later turn',
    build: (app) => {
      app.get(
        '/a',
        (_req, _res, next) => void setImmediate(next),
        pass('one'),
        (_req, _res, next) => void setTimeout(next, 1),
      )
      app.get('/a', async (_req, _res, next) => next(), send('end'))
    },
    send: ['GET /a', 'GET /a'],
  },
]
