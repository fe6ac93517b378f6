import type { Case } from '../case.ts'
import { note, pass, send } from '../steps.ts'

/** The methods that Express answers out of what others have. */
export const headAndOptionsCases: readonly Case[] = [
  {
    title: 'HEAD by a GET route',
    build: (app) => void app.get('/a', pass('one'), (_req, res) => void res.set('x-length', '3').send('get')),
    send: ['HEAD /a', 'GET /a', 'HEAD /a'],
  },
  {
    title: 'a HEAD route in front of GET',
    build: (app) => void app.head('/a', (_req, res) => void res.set('x-by', 'head').end()).get('/a', send('get')),
    send: ['HEAD /a', 'GET /a'],
  },
  {
    title: 'a HEAD route behind GET comes too late',
    build: (app) => void app.get('/a', send('get')).head('/a', (_req, res) => void res.set('x-by', 'head').end()),
    send: ['HEAD /a', 'GET /a'],
  },
  {
    title: 'HEAD and GET in one chain',
    build: (app) =>
      void app
        .route('/a')
        .get(send('get'))
        .head((_req, res) => void res.set('x-by', 'head').end()),
    send: ['HEAD /a', 'GET /a'],
  },
  {
    title: 'HEAD passes a route by that has neither',
    build: (app) => void app.post('/a', send('post')).route('/a').put(send('put')),
    send: ['HEAD /a', 'POST /a'],
  },
  {
    title: 'HEAD passes a POST route by, and reaches GET',
    build: (app) => void app.post('/a', send('post')).get('/a', send('get')),
    send: ['HEAD /a'],
  },
  {
    title: 'OPTIONS that Express answers, with the methods of all routes',
    build: (app) => void app.get('/a', send('get')).post('/a', send('post')).route('/a').put(send('put')),
    send: ['OPTIONS /a', 'GET /a', 'OPTIONS /a', 'OPTIONS /b'],
  },
  {
    title: 'OPTIONS through routers',
    build: (app, { Router }) => {
      const inner = Router().get('/a', send('get')).delete('/a', send('delete'))
      app.use('/r', Router().use(inner).patch('/a', send('patch')))
      app.post('/r/a', send('post'))
    },
    send: ['OPTIONS /r/a', 'GET /r/a', 'OPTIONS /r/a'],
  },
  {
    title: 'OPTIONS through a sub-application',
    build: (app, express) => {
      app.use('/s', express().get('/a', send('get')).post('/a', send('post')))
      app.put('/s/a', send('put'))
    },
    send: ['OPTIONS /s/a', 'POST /s/a', 'OPTIONS /s/a'],
  },
  {
    title: 'OPTIONS with a route of its own',
    build: (app) => void app.get('/a', send('get')).options('/a', (_req, res) => void res.set('allow', 'GET').end()),
    send: ['OPTIONS /a'],
  },
  {
    title: 'OPTIONS with a route of its own that goes on',
    build: (app) => void app.options('/a', pass('options')).get('/a', send('get')),
    send: ['OPTIONS /a', 'OPTIONS /a'],
  },
  {
    title: 'OPTIONS and app.all, which answers or goes on',
    build: (app) => void app.all('/a', send('all')).all('/b', pass('all')).get('/b', send('get')),
    send: ['OPTIONS /a', 'OPTIONS /b'],
  },
  {
    title: 'OPTIONS of a path with a parameter, whose callback does not run',
    build: (app) => {
      app.param('id', (req, _res, next) => {
        note(req, 'callback')
        next()
      })
      app.get('/:id', send('get')).delete('/:id', send('delete'))
    },
    documented: ['/{id}'],
    send: ['OPTIONS /7', 'GET /7', 'OPTIONS /7'],
  },
  {
    title: 'a preflight that middleware answers',
    build: (app) => {
      app.use((req, res, next) => {
        res.set('access-control-allow-origin', '*')
        if (req.method === 'OPTIONS') res.sendStatus(204)
        else next()
      })
      app.get('/a', send('get')).delete('/a', send('delete'))
    },
    send: [
      { line: 'OPTIONS /a', headers: { origin: 'https://a.test', 'access-control-request-method': 'DELETE' } },
      { line: 'DELETE /a', headers: { origin: 'https://a.test' } },
    ],
  },
]
