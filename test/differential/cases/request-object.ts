import type { RequestHandler } from 'express'
import type { Case } from '../case.ts'
import { note, pass, send } from '../steps.ts'

/** What middleware may do with `req.route`, which is a plain property without a gate. */
export const requestObjectCases: readonly Case[] = [
  // TODO-REPORT `route` is an accessor of the prototype, so `in` finds it early and `hasOwn` never.
  {
    title: 'whether req.route is there before a route was found',
    todo: 'it always is, and never its own',
    build: (app) => {
      const look: RequestHandler = (req, res) =>
        void res.json(['route' in req, Object.hasOwn(req, 'route'), req.route?.path])
      app.use('/u', look).get('/a', look)
    },
    send: ['GET /u', 'GET /a'],
  },
  // TODO-REPORT The value lives under a symbol, which `delete req.route` does not reach.
  {
    title: 'req.route that is taken off',
    todo: 'it stays',
    build: (app) => {
      app.get('/a', (req, _res, next) => {
        Reflect.deleteProperty(req, 'route')
        next()
      })
      app.use(pass('behind'), send('end'))
    },
    send: ['GET /a'],
  },
  {
    title: 'req.route that middleware sets to something of its own',
    build: (app) => {
      app.use((req, _res, next) => {
        req.route = { path: '/mine' }
        next()
      })
      app.use(pass('in front')).get('/a', send('a')).use(pass('behind'), send('end'))
    },
    send: ['GET /a', 'GET /b'],
  },
  // TODO-REPORT A copy has a stack and no `all`, which the lock calls.
  {
    title: 'req.route that a handler replaces with a copy',
    todo: 'the setter throws',
    build: (app) => {
      app.get('/a', (req, _res, next) => {
        req.route = { ...req.route, path: `${req.baseUrl}${req.route.path}` }
        next()
      })
      app.use('/a', pass('behind'), send('end'))
    },
    send: ['GET /a'],
  },
  // TODO-REPORT The lock is a layer of the stack, which lists of routes show.
  {
    title: 'the handlers of req.route',
    todo: 'the lock is one of them',
    build: (app) => {
      app.all('/b', pass('all'))
      app.route('/a').get(pass('one'), (req, res) => {
        note(req, Object.keys(req.route.methods).join())
        res.json(req.route.stack.map(({ name, method }: { name: string; method: string }) => `${method} ${name}`))
      })
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'a request that inherits from the one that came',
    build: (app, { Router }) => {
      const router = Router().get('/a', pass('inner'), send('end'))
      app.use((req, res, next) => router(Object.create(req), res, next))
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'two routes that were found, one inside the other',
    build: (app, { Router }) => {
      app.get('/a', pass('outer'), Router().get('/a', pass('inner')), pass('outer again')).use(send('end'))
    },
    send: ['GET /a'],
  },
]
