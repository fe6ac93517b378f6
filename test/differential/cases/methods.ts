import type { Request, Response } from 'express'
import type { Case } from '../case.ts'
import { note, pass, send } from '../steps.ts'

/** Methods, chains of a path, and lists of handlers: Express's routing guide. */
export const methodCases: readonly Case[] = [
  {
    title: 'app.METHOD for each method of a document',
    build: (app) => {
      app.get('/a', send('get')).post('/a', send('post')).put('/a', send('put')).delete('/a', send('delete'))
      app.patch('/a', send('patch')).options('/a', send('options')).head('/a', send('head')).trace('/a', send('trace'))
    },
    send: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE'].map((method) => `${method} /a`),
  },
  {
    title: 'methods that no document has',
    undocumentable: 'OpenAPI 3.1 knows eight methods',
    build: (app) =>
      void app.purge('/a', send('purge')).propfind('/a', send('propfind'))['m-search']('/a', send('search')),
    send: ['PURGE /a', 'PROPFIND /a', 'M-SEARCH /a', 'COPY /a'],
  },
  {
    title: 'app.all answers every method',
    build: (app) => void app.all('/a', send('all')),
    send: ['GET /a', 'POST /a', 'DELETE /a', 'HEAD /a', 'OPTIONS /a'],
  },
  {
    title: 'app.all in front of methods',
    build: (app) => void app.all('/a', pass('all')).get('/a', send('get')).post('/a', send('post')),
    send: ['GET /a', 'POST /a', 'PUT /a'],
  },
  {
    title: 'app.all behind a method',
    build: (app) => void app.get('/a', pass('get')).all('/a', send('all')),
    send: ['GET /a', 'POST /a'],
  },
  {
    title: 'a chain of app.route',
    build: (app) => void app.route('/book').get(send('get')).post(send('post')).put(send('put')),
    send: ['GET /book', 'POST /book', 'PUT /book', 'DELETE /book', 'HEAD /book'],
  },
  {
    title: 'a chain of app.route with all in front, between and behind',
    build: (app) =>
      void app
        .route('/a')
        .all(pass('first'))
        .get(pass('get'))
        .all(pass('between'))
        .post(send('post'))
        .all(send('last')),
    send: ['GET /a', 'POST /a', 'PUT /a', 'HEAD /a'],
  },
  {
    title: 'a chain that names one method twice',
    build: (app) => void app.route('/a').get(pass('one')).post(send('post')).get(send('two')),
    send: ['GET /a', 'POST /a'],
  },
  {
    title: 'several handlers',
    build: (app) => void app.get('/a', pass('one'), pass('two'), send('three')),
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'a list of handlers',
    build: (app) => void app.get('/a', [pass('one'), pass('two'), send('three')]),
    send: ['GET /a'],
  },
  {
    title: 'lists in lists, and handlers beside them',
    build: (app) => void app.get('/a', [pass('one'), [pass('two')] as never], pass('three'), [send('four')]),
    send: ['GET /a'],
  },
  {
    title: 'two routes of one path, where the first goes on',
    build: (app) => void app.get('/a', pass('first')).get('/a', send('second')),
    send: ['GET /a'],
  },
  {
    title: 'two routes of one path, where the first answers',
    build: (app) => void app.get('/a', send('first')).get('/a', send('second')),
    send: ['GET /a'],
  },
  {
    title: 'a route of another method is passed by',
    build: (app) => void app.post('/a', send('post')).get('/a', send('get')),
    send: ['GET /a', 'POST /a', 'PUT /a'],
  },
  {
    title: 'a route that never answers ends in 404',
    build: (app) => void app.get('/a', pass('one'), pass('two')),
    send: ['GET /a', 'HEAD /a'],
  },
  {
    title: 'nothing answers, and a handler at the end does',
    build: (app) => void app.get('/a', send('a')).use((req, res) => void res.status(404).send(`no ${req.path}`)),
    send: ['GET /a', 'GET /b', 'POST /a'],
  },
  { title: 'nothing answers', build: (app) => app.get('/a', send('a')), send: ['GET /b', 'POST /a', 'HEAD /b'] },
  {
    title: 'one handler in many routes',
    build: (app) => {
      const shared = pass('shared')
      app.get('/a', shared, shared, send('a')).get('/b', shared, send('b')).post('/a', shared)
    },
    send: ['GET /a', 'GET /b', 'POST /a', 'GET /a'],
  },
  {
    title: 'what a handler is called with',
    build: (app) =>
      void app.get('/a', function called(this: unknown, ...given: readonly unknown[]) {
        const [req, res] = given as [Request, Response]
        note(req, `${String(this)} with ${given.map((value) => typeof value).join(', ')}`)
        res.send(String(req.res === res && res.req === req))
      }),
    send: ['GET /a'],
  },
  {
    title: 'a hundred and twenty handlers of one route',
    build: (app) => void app.get('/a', ...Array.from({ length: 120 }, (_, n) => pass(`handler ${n}`)), send('end')),
    send: ['GET /a'],
  },
]
