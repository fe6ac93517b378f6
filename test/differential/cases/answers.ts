import { Readable } from 'node:stream'
import type { RequestHandler } from 'express'
import type { Case } from '../case.ts'
import { note, pass, send } from '../steps.ts'

/** Notes what is there once the answer is on its way, as loggers and metrics do. */
const noteWhenFinished: RequestHandler = (req, res, next) => {
  res.on('finish', () => note(req, `finished with ${res.statusCode}`))
  next()
}

/** Answers, and goes on all the same. */
const sendAndGoOn: RequestHandler = (req, res, next) => {
  note(req, 'answers')
  res.send('answered')
  next()
}

const json = { 'content-type': 'application/json' }

export const answerCases: readonly Case[] = [
  {
    title: 'req.route in a finish listener',
    build: (app, { Router }) => {
      app
        .use(noteWhenFinished)
        .get('/a/:id', send('a'))
        .use('/r', Router().get('/:x', send('r')))
    },
    documented: ['/a/{id}', '/r/{x}', '/none'],
    send: ['GET /a/7', 'GET /r/7', 'GET /none'],
  },
  {
    title: 'an answer that was sent before next',
    build: (app) => {
      app
        .get('/a', sendAndGoOn, pass('of the route'))
        .get('/a', pass('of the next route'))
        .use('/a', (req) => {
          note(req, 'end')
        })
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'an answer that was sent before a route of another path',
    build: (app) => {
      app
        .get('/x/:id', sendAndGoOn)
        .get('/x/:id', pass('same path'))
        .get(/^\/x\/\d$/, (req) => note(req, 'expression'))
    },
    documented: ['/x/{id}'],
    send: ['GET /x/7'],
  },
  {
    title: 'an answer that was sent before a rewritten target',
    build: (app) => {
      app.get('/a', sendAndGoOn).use((req, _res, next) => {
        req.url = '/log'
        next()
      })
      app.get('/log', (req) => note(req, 'logs'))
    },
    documented: ['/a', '/log'],
    send: ['GET /a'],
  },
  {
    title: 'res.locals from handler to handler',
    build: (app) => {
      const count: RequestHandler = (_req, res, next) => {
        res.locals.count = Number(res.locals.count ?? 0) + 1
        next()
      }
      app
        .use(count)
        .get('/a', count, count)
        .get('/a', count, (_req, res) => void res.json(res.locals))
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'an answer that has not changed',
    build: (app) => void app.get('/a', send('a')),
    send: ['GET /a', { line: 'GET /a', headers: { 'if-none-match': 'W/"1-hvfkN/qlp/zhXR3cuerq6jd2Z7g"' } }],
  },
  {
    title: 'formats, redirects, cookies and headers',
    build: (app) => {
      app.get('/format', (_req, res) => void res.format({ text: () => res.send('text'), json: () => res.json('json') }))
      app.get('/redirect', (_req, res) => res.redirect(303, '/format'))
      app.get('/cookie', (_req, res) => void res.cookie('a', '1').vary('accept').status(201).end())
    },
    send: [
      { line: 'GET /format', headers: { accept: 'application/json' } },
      'GET /format',
      'GET /redirect',
      'GET /cookie',
    ],
  },
  {
    title: 'a body that a parser reads, and one that it cannot read',
    build: (app, express) => {
      app.use(express.json()).post('/a', (req, res) => void res.json({ got: req.body }))
      app.use(((error, _req, res, _next) =>
        res.status(error.status).send(error.type)) satisfies import('express').ErrorRequestHandler)
    },
    send: [
      { line: 'POST /a', headers: json, body: '{"a":1}' },
      { line: 'POST /a', headers: json, body: '{' },
    ],
  },
  {
    title: 'a body that is read as a stream, and sent back',
    build: (app) => void app.post('/a', (req, res) => void req.pipe(res)),
    send: [{ line: 'POST /a', body: 'x'.repeat(200_000) }],
  },
  {
    title: 'an answer in pieces',
    build: (app) => void app.get('/a', (_req, res) => void Readable.from(['one ', 'two ', 'three']).pipe(res)),
    send: ['GET /a', 'HEAD /a'],
  },
  {
    title: 'static files',
    build: (app, { static: files }) =>
      void app.use('/files', files(import.meta.dirname)).get('/files/*rest', send('route')),
    documented: ['/files', '/files/{name}'],
    send: ['GET /files', 'GET /files/none.ts', 'HEAD /files/methods.ts', 'POST /files/methods.ts'],
  },
]
