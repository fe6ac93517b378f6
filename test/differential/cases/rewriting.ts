import type { RequestHandler } from 'express'
import type { Case } from '../case.ts'
import { note, pass, send } from '../steps.ts'

/** Middleware that gives the request another target. */
function rewrite(from: RegExp, to: string): RequestHandler {
  return (req, _res, next) => {
    req.url = req.url.replace(from, to)
    next()
  }
}

const overrideMethod: RequestHandler = (req, _res, next) => {
  req.method = req.get('x-http-method-override') ?? req.method
  next()
}

export const rewritingCases: readonly Case[] = [
  {
    title: 'a target that middleware rewrites',
    build: (app) =>
      void app
        .use(rewrite(/^\/old/, '/new'))
        .get('/new/:id', send('new'))
        .get('/old/:id', send('old')),
    documented: ['/old/{id}', '/new/{id}'],
    send: ['GET /old/7', 'GET /new/7?q=1', 'HEAD /old/7'],
  },
  {
    title: 'a prefix that is taken off, and a language that is put in',
    build: (app) => {
      app.use(rewrite(/^\/api(?=\/)/, ''), rewrite(/^\/en/, '/page')).get('/page/:name', send('page'))
    },
    documented: ['/api/en/{name}', '/en/{name}', '/page/{name}'],
    send: ['GET /api/en/x', 'GET /en/x', 'GET /page/x'],
  },
  {
    title: 'a target that is rewritten in a route and in a router',
    build: (app, { Router }) => {
      app.get('/a', pass('a'), rewrite(/a/, 'r/b'))
      app.use('/r', Router().use(rewrite(/b/, 'c')).get('/c', pass('c')), pass('behind')).get('/r/c', send('out'))
    },
    documented: ['/a', '/r/b', '/r/c'],
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'a query that is rewritten',
    build: (app) => void app.use(rewrite(/\?.*/, '?b=2')).get('/a', (req, res) => void res.json(req.query)),
    send: ['GET /a?a=1', 'GET /a'],
  },
  {
    title: 'a method that a header overrides',
    build: (app) => void app.use(overrideMethod).route('/a').post(send('post')).delete(send('delete')).get(send('get')),
    send: [
      { line: 'POST /a', headers: { 'x-http-method-override': 'DELETE' } },
      { line: 'POST /a' },
      { line: 'GET /a', headers: { 'x-http-method-override': 'POST' } },
      { line: 'POST /a', headers: { 'x-http-method-override': 'OPTIONS' } },
    ],
  },
  {
    title: 'a method that is overridden in the route that runs',
    build: (app) => void app.post('/a', overrideMethod, pass('post'), pass('post again')).delete('/a', send('delete')),
    send: [{ line: 'POST /a', headers: { 'x-http-method-override': 'DELETE' } }],
  },
  {
    title: 'a request that is sent through the application again',
    build: (app) => {
      app.get('/a', (req, res, next) => {
        note(req, 'a')
        req.url = '/b'
        app(req, res, next)
      })
      app.get('/b', send('b'))
    },
    documented: ['/a', '/b'],
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'a rewritten target that nothing serves',
    build: (app) =>
      void app
        .use(rewrite(/.*/, '/gone'))
        .get('/a', send('a'))
        .use((req, res) => void res.send(req.url)),
    documented: ['/a', '/gone'],
    send: ['GET /a'],
  },
]
