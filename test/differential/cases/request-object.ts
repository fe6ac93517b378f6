import type { Case } from '../case.ts'
import { note, pass, send } from '../steps.ts'

/**
 * What middleware may do with `req.route`, which is a plain property without a gate. Behind one it is there from the start
 * and cannot be taken off, as docs/routing.md says; everything else is as it was.
 */
export const requestObjectCases: readonly Case[] = [
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
  {
    title: 'req.route that a handler replaces with a copy',
    build: (app) => {
      app.get('/a', (req, _res, next) => {
        req.route = { ...req.route, path: `${req.baseUrl}${req.route.path}` }
        next()
      })
      app.use('/a', pass('behind'), send('end'))
    },
    send: ['GET /a'],
  },
  {
    title: 'the handlers of req.route',
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
