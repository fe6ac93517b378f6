import type { Request, RequestParamHandler } from 'express'
import type { Case } from '../case.ts'
import { caught, fault, note, pass, send, signal } from '../steps.ts'

/** A parameter callback that notes its name and what it was called with. */
function param(name: string): RequestParamHandler {
  return (req, _res, next, value, key) => {
    note(req, `${name}: ${key} is ${value}`)
    next()
  }
}

function paramSignal(name: string, what: unknown): RequestParamHandler {
  return (req, _res, next, value) => {
    note(req, `${name}: ${value}`)
    next(what)
  }
}

function laterParam(name: string): RequestParamHandler {
  return (req, _res, next, value) => {
    setTimeout(() => {
      note(req, `${name}: ${value}`)
      next()
    }, 2)
  }
}

function setUser(req: Request, value: string): void {
  req.params.id = `${value}, loaded`
}

export const parameterCases: readonly Case[] = [
  {
    title: 'app.param in front of a route, once for a request',
    build: (app) => {
      app.param('id', param('callback'))
      app.get('/user/:id', pass('first'), pass('second')).get('/user/:id', send('third'))
    },
    documented: ['/user/{id}'],
    send: ['GET /user/42', 'GET /user/43', 'HEAD /user/42'],
  },
  {
    title: 'app.param again where the value is another one',
    build: (app) => void app.param('id', param('callback')).get('/:id/x', pass('one')).get('/a/:id', send('two')),
    documented: ['/a/x'],
    send: ['GET /a/x'],
  },
  {
    title: 'app.param for several names',
    build: (app) => void app.param(['id', 'page'], param('callback')).get('/user/:id/:page', send('page')),
    documented: ['/user/{id}/{page}'],
    send: ['GET /user/42/3'],
  },
  {
    title: 'several callbacks for one name',
    build: (app) => void app.param('id', param('one')).param('id', param('two')).get('/:id', send('end')),
    documented: ['/{id}'],
    send: ['GET /7'],
  },
  {
    title: 'a callback for a mount path',
    build: (app) => {
      app.param('id', param('callback')).use('/user/:id', pass('use')).get('/user/:id/x', send('route'))
    },
    documented: ['/user/{id}/x'],
    send: ['GET /user/42/x'],
  },
  {
    title: 'callbacks of a router are its own',
    build: (app, { Router }) => {
      const users = Router()
      users.param('id', param('of the router'))
      users.get('/:id', pass('in the router'))
      app.param('id', param('of the application'))
      app.use('/users', users).get('/users/:id', send('in the application'))
    },
    documented: ['/users/{id}'],
    send: ['GET /users/7'],
  },
  {
    title: 'a callback in each of two nested routers',
    build: (app, { Router }) => {
      const books = Router({ mergeParams: true })
      books.param('book', param('book')).param('user', param('user, inside'))
      books.get('/:book', send('book'))
      const users = Router()
      users.param('user', param('user'))
      users.use('/:user/books', books)
      app.use('/users', users)
    },
    documented: ['/users/{user}/books/{book}'],
    send: ['GET /users/7/books/8', 'HEAD /users/7/books/8'],
  },
  {
    title: 'a callback that takes its time',
    build: (app) => void app.param('id', laterParam('later')).get('/:id', pass('one')).get('/:id', send('two')),
    documented: ['/{id}'],
    send: ['GET /7', 'GET /8'],
    atOnce: true,
  },
  {
    title: 'a callback that changes the parameter',
    build: (app) => {
      app.param('id', (req, _res, next, value) => {
        setUser(req, value)
        next()
      })
      app.get('/:id', pass('one')).get('/:id', send('two'))
    },
    documented: ['/{id}'],
    send: ['GET /7'],
  },
  {
    title: 'a callback that answers',
    build: (app) => void app.param('id', (_req, res) => void res.send('by the callback')).get('/:id', send('route')),
    documented: ['/{id}'],
    send: ['GET /7'],
  },
  {
    title: 'a callback that fails, and fails again at the next route',
    build: (app) => {
      app.param('id', paramSignal('callback', fault('no such user', { status: 404 })))
      app.get('/:id', pass('one'))
      app.use((_error: unknown, _req: unknown, _res: unknown, next: () => void) => next())
      app.get('/:id', send('two')).use(caught('caught'))
    },
    documented: ['/{id}'],
    send: ['GET /7', 'HEAD /7'],
  },
  {
    title: 'a callback that throws',
    build: (app) => {
      app.param('id', () => {
        throw fault('in the callback')
      })
      app.get('/:id', send('route')).use(caught('caught'))
    },
    documented: ['/{id}'],
    send: ['GET /7'],
  },
  {
    title: "a callback that calls next('route')",
    build: (app) => {
      app.param('id', paramSignal('callback', 'route')).get('/:id', send('one'))
      app.get('/:other', send('two'))
    },
    documented: ['/{id}'],
    send: ['GET /7'],
  },
  {
    title: 'a callback that rejects',
    major: 5,
    build: (app) => {
      app.param('id', async () => Promise.reject(fault('rejected')))
      app.get('/:id', send('route')).use(caught('caught'))
    },
    documented: ['/{id}'],
    send: ['GET /7'],
  },
  {
    title: 'a callback in front of a route for another method, which HEAD passes by',
    build: (app) => void app.param('id', param('callback')).post('/:id', send('post')).get('/:name', send('get')),
    documented: ['/{id}'],
    send: ['HEAD /7', 'GET /7', 'POST /7'],
  },
  {
    title: 'a callback in front of app.all',
    build: (app) =>
      void app.param('id', param('callback')).all('/:id', pass('all')).put('/:id', signal('put', 'route')),
    documented: ['/{id}'],
    send: ['PUT /7', 'OPTIONS /7'],
  },
  {
    title: 'mergeParams, where the inner name is the outer one as well',
    build: (app, { Router }) => {
      const merged = Router({ mergeParams: true }).get('/x/:id', pass('merged')).get('/:a/:b', pass('merged, others'))
      app.use('/:id', merged, Router().get('/x/:id', pass('apart')), send('end'))
    },
    documented: ['/{id}/x/{other}'],
    send: ['GET /outer/x/inner'],
  },
  {
    title: 'numbered parameters that are merged',
    build: (app, { Router }) => {
      app.use(/^\/(a)/, Router({ mergeParams: true }).get(/^\/(b)$/, send('merged')))
    },
    documented: ['/a/b'],
    send: ['GET /a/b'],
  },
]
