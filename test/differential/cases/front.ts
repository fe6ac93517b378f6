import { AsyncLocalStorage } from 'node:async_hooks'
import type { Case } from '../case.ts'
import { caught, fault, handOn, note, pass, send, signal } from '../steps.ts'

/** What stands in front of a gate. */
export const frontCases: readonly Case[] = [
  {
    title: 'middleware in front, and what it left on the request and the answer',
    prepare: (app) =>
      app.use(pass('in front'), (req, res, next) => {
        Object.assign(req, { id: 'of the request' })
        res.set('x-in-front', 'set').locals.set = 'in front'
        next()
      }),
    build: (app) => void app.get('/a', (req, res) => void res.json({ ...res.locals, id: Reflect.get(req, 'id') })),
    send: ['GET /a', 'GET /b'],
  },
  {
    title: 'middleware in front that answers',
    prepare: (app) => app.use('/a', send('in front')),
    build: (app) => void app.get('/a', send('a')).get('/b', send('b')),
    send: ['GET /a', 'GET /b'],
  },
  {
    title: 'an error in front',
    prepare: (app) => app.use(signal('in front', fault('early'))),
    build: (app) => void app.get('/a', send('never')).use(caught('caught')),
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'an error in front that ends behind',
    prepare: (app) => app.use(signal('in front', fault('early'))),
    build: (app) => void app.use(handOn('ends it', 'nothing')).get('/a', pass('a'), send('end')),
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'a target that is rewritten in front',
    prepare: (app) =>
      app.use((req, _res, next) => {
        req.url = req.url.replace('/old', '/new')
        next()
      }),
    build: (app) => void app.get('/old/:id', send('old')).get('/new/:id', pass('new'), send('end')),
    documented: ['/old/{id}', '/new/{id}'],
    send: ['GET /old/7', 'GET /new/7', 'GET /old/7'],
  },
  {
    title: 'what AsyncLocalStorage holds',
    prepare: (app) => app.use((req, _res, next) => store.run(`for ${req.url}`, next)),
    build: (app) => {
      app.get('/:id', (req, _res, next) => {
        note(req, String(store.getStore()))
        next()
      })
      app.get('/:id', async (_req, res) => void res.send(store.getStore()))
    },
    documented: ['/{id}'],
    send: ['GET /1', 'GET /2'],
    atOnce: true,
  },
]

const store = new AsyncLocalStorage<string>()
