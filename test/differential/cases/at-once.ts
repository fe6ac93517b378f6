import type { RequestHandler } from 'express'
import type { Case } from '../case.ts'
import { fault, handOn, note, pass, send } from '../steps.ts'

/** Waits until as many requests are here, so that all of them are in the same handler at the same time. */
function together(count: number): RequestHandler {
  let waiting: (() => void)[] = []
  return (req, _res, next) => {
    note(req, 'waits')
    waiting.push(next)
    if (waiting.length < count) return
    for (const go of waiting) setImmediate(go)
    waiting = []
  }
}

/** A step that takes a turn or a few. */
function later(name: string, ms = 1): RequestHandler {
  return (req, _res, next) => {
    setTimeout(() => {
      note(req, name)
      next()
    }, ms)
  }
}

const many = (line: (number: number) => string): readonly string[] => Array.from({ length: 10 }, (_, n) => line(n))

const cases: readonly Case[] = [
  {
    title: 'two first requests in one route, with steps that take time',
    build: (app) => void app.get('/:id', together(2), later('two'), pass('three'), together(2), send('end')),
    documented: ['/{id}'],
    send: ['GET /1', 'GET /2'],
  },
  {
    title: 'ten requests in one route',
    build: (app) => {
      app.get('/:id', together(10), later('two'), (req, res) => void res.json(req.params))
    },
    documented: ['/{id}'],
    send: many((n) => `GET /${n}`),
  },
  {
    title: 'ten requests in nested routers, by two prefixes',
    build: (app, { Router }) => {
      const router = Router({ mergeParams: true }).get('/:id', together(10), later('two'), send('end'))
      app.use(['/a/:x', '/b/:x'], router)
    },
    documented: ['/a/{x}/{id}', '/b/{x}/{id}'],
    send: many((n) => `GET /${n % 2 === 0 ? 'a' : 'b'}/x${n}/${n}`),
  },
  {
    title: 'methods of one route at the same time',
    build: (app) =>
      void app.route('/a').all(together(4)).get(later('get', 3), send('get')).post(later('post'), send('post')),
    send: ['GET /a', 'POST /a', 'HEAD /a', 'PUT /a'],
  },
  {
    title: 'errors in one route at the same time',
    build: (app) => {
      app.get('/:id', together(6), ({ params }, _res, next) =>
        next(Number(params.id) % 2 ? fault(`${params.id}`) : undefined),
      )
      app.get('/:id', later('fine'), send('end')).use(handOn('told'))
    },
    documented: ['/{id}'],
    send: Array.from({ length: 6 }, (_, n) => `GET /${n}`),
  },
  {
    title: 'a handler that is added while a request is in the route',
    build: (app) => {
      const route = app.route('/a').get(together(1), later('one', 5), later('two', 5))
      setTimeout(() => route.get(send('added in between')), 0)
    },
    send: ['GET /a'],
  },
]

/** Requests that are in one route at the same time. */
export const atOnceCases: readonly Case[] = cases.map((one) => ({ ...one, atOnce: true }))
