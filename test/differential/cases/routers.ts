import { createRoute } from '../../support/dispatched-route.ts'
import type { Case } from '../case.ts'
import { caught, fault, note, pass, send } from '../steps.ts'

/** Routers in applications and in each other: the Router API. */
export const routerCases: readonly Case[] = [
  {
    title: 'three nested routers',
    build: (app, { Router }) => {
      const third = Router().get('/d', pass('third')).get('/:x', send('third, parameter'))
      const second = Router().use(pass('second')).use('/c', third)
      app.use('/a', pass('first'), Router().use('/b', second), send('end'))
    },
    send: ['GET /a/b/c/d?q=1', 'GET /a/b', 'GET /a'],
  },
  {
    title: 'one router at two prefixes',
    build: (app, { Router }) => {
      const router = Router().get('/x', send('x')).get('/', send('root'))
      app.use('/one', router).use('/two', router)
    },
    send: ['GET /one/x', 'GET /two/x', 'GET /one', 'GET /two/', 'GET /three/x'],
  },
  {
    title: 'one router at a list of prefixes and at a parameter',
    build: (app, { Router }) => {
      const router = Router({ mergeParams: true }).get('/x', send('x'))
      app.use(['/one', '/two'], router).use('/:tenant/in', router)
    },
    documented: ['/one/x', '/two/x', '/{tenant}/in/x'],
    send: ['GET /one/x', 'GET /two/x', 'GET /t7/in/x'],
  },
  {
    title: 'a router that is passed through',
    build: (app, { Router }) => void app.use('/a', Router().get('/x', pass('in'))).get('/a/x', send('out')),
    send: ['GET /a/x'],
  },
  {
    title: 'a router without routes, and a route without handlers',
    build: (app, { Router }) => {
      app.use(Router()).route('/a')
      app.get('/a', send('a'))
    },
    send: ['GET /a', 'OPTIONS /a'],
  },
  {
    title: 'middleware and routes of a router in their order',
    build: (app, { Router }) => {
      const router = Router()
      router.use(pass('use'))
      router.get('/a', pass('route'))
      router.use('/a', pass('use a'))
      router.all('/a', send('all'))
      app.use(router)
    },
    send: ['GET /a', 'POST /a'],
  },
  {
    title: 'strict and case-sensitive routers',
    build: (app, { Router }) => {
      app.use('/s', Router({ strict: true }).get('/a', send('strict')).get('/a/', send('strict, slash')))
      app.use('/c', Router({ caseSensitive: true }).get('/A', send('capital')).get('/a', send('small')))
      app.use(Router({ strict: true }).get('/t/', send('strict')))
    },
    send: ['GET /s/a', 'GET /s/a/', 'GET /S/a', 'GET /c/A', 'GET /c/a', 'GET /c/a/', 'GET /t', 'GET /t/'],
  },
  {
    title: 'router.route, router.all and chains',
    build: (app, { Router }) => {
      const router = Router()
      router.route('/a').all(pass('all')).get(send('get')).put(send('put'))
      router.all('/b', send('b'))
      app.use('/r', router)
    },
    send: ['GET /r/a', 'PUT /r/a', 'POST /r/a', 'PATCH /r/b'],
  },
  {
    title: 'a router as the handler of a route',
    build: (app, { Router }) => void app.get('/a/x', pass('outer'), Router().get('/a/x', pass('inner')), send('end')),
    send: ['GET /a/x', 'GET /a/x'],
  },
  {
    title: 'a router that is called by hand',
    build: (app, { Router }) => {
      const router = Router().get('/a', pass('inner'))
      app.use((req, res) => {
        router(req, res, (error: unknown) => {
          note(req, `called back with ${error}`)
          res.send('end')
        })
      })
    },
    send: ['GET /a', 'GET /b', 'GET /a'],
  },
  {
    title: 'a router that is called by hand and fails',
    build: (app, { Router }) => {
      const router = Router().get('/a', (_req, _res, next) => next(fault('inside')))
      app.use((req, res, next) => router(req, res, next)).use(caught('caught'))
    },
    send: ['GET /a'],
  },
  {
    title: 'a router for each request',
    build: (app, { Router }) => {
      app.use((req, res, next) => {
        Router().get('/:id', pass('one'), send('two'))(req, res, next)
      })
    },
    documented: ['/{id}'],
    send: ['GET /7', 'GET /8'],
  },
  {
    title: 'a route that is dispatched by hand',
    build: (app, express) => {
      const route = createRoute(express, '/anything')
      route.get(pass('one'), pass('two'))
      app.get('/a', pass('own')).use((req, res) => route.dispatch(req, res, () => res.send('done')))
    },
    send: ['GET /a', 'GET /b', 'GET /a'],
  },
  {
    title: 'routes that are added between requests',
    build: (app) => {
      let added = 0
      app.post('/add', (_req, res) => {
        added++
        app.get('/late', pass(`late ${added}`))
        res.send('added')
      })
    },
    send: ['GET /late', 'POST /add', 'GET /late', 'POST /add', 'GET /late'],
  },
  {
    title: 'handlers that are added to a route between requests',
    build: (app) => {
      const route = app.route('/late')
      app.post('/add', (_req, res) => {
        route.get(pass('late'))
        route.put(send('late'))
        res.send('added')
      })
    },
    send: ['GET /late', 'POST /add', 'GET /late', 'PUT /late', 'POST /add', 'GET /late', 'OPTIONS /late'],
  },
  {
    title: 'a handler that adds one to its own route',
    build: (app) => {
      const route = app.route('/a')
      route.get((req, _res, next) => {
        note(req, 'adds')
        route.get(pass('added'))
        next()
      })
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'an error handler that is added to a route later',
    build: (app) => {
      const route = app.route('/a').get((_req, _res, next) => next(fault('failed')))
      app.post('/add', (_req, res) => {
        route.get(caught('of the route'))
        res.send('added')
      })
      app.use(caught('of all'))
    },
    send: ['GET /a', 'POST /add', 'GET /a'],
  },
]
