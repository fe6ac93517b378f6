import type { Express } from 'express'
import type { Case } from '../case.ts'
import { caught, fail, note, pass, send } from '../steps.ts'

function settings(app: Express): object {
  const names = ['trust proxy', 'x-powered-by', 'json spaces', 'case sensitive routing', 'own']
  return Object.fromEntries(names.map((name) => [name, String(app.get(name))]))
}

/** Applications on applications: the app API. */
export const subApplicationCases: readonly Case[] = [
  {
    title: 'a sub-application, its place and its parent',
    build: (app, express) => {
      const sub = express()
      const heard: string[] = []
      sub.on('mount', (parent) => heard.push(`mounted on ${parent === app ? 'its parent' : 'another'}`))
      sub.get('/a', (req, res) => {
        note(req, 'sub')
        const { mountpath, parent } = sub as Express & { parent?: unknown }
        res.json({
          heard,
          mountpath,
          path: sub.path(),
          parent: parent === app,
          own: req.app === sub,
          res: res.app === sub,
        })
      })
      app.use('/s', sub)
    },
    send: ['GET /s/a', 'GET /s/b', 'HEAD /s/a'],
  },
  {
    title: 'a sub-application at several paths',
    build: (app, express) => {
      const sub = express()
      sub.get('/a', (req, res) => {
        note(req, 'sub')
        res.json(sub.mountpath)
      })
      app.use(['/s', '/t'], sub)
    },
    send: ['GET /s/a', 'GET /t/a'],
  },
  {
    title: 'settings that are inherited, and those that are not',
    build: (app, express) => {
      app.set('trust proxy', true).set('json spaces', 2).set('own', 'parent').disable('x-powered-by')
      const sub = express()
      sub.set('own', 'child')
      sub.get('/a', (req, res) => void res.json({ ...settings(sub), ip: req.ip, protocol: req.protocol }))
      app.use('/s', sub).get('/a', (req, res) => void res.json({ ...settings(app), ip: req.ip }))
    },
    send: ['/s/a', '/a'].map((path) => ({
      line: `GET ${path}`,
      headers: { 'x-forwarded-for': '10.0.0.7', 'x-forwarded-proto': 'https' },
    })),
  },
  {
    title: 'what is passed through leaves the request as it was',
    build: (app, express) => {
      const sub = express().use('/a', pass('sub'))
      app.use('/s', sub).use((req, res) => {
        note(req, 'parent')
        res.json([req.app === app, res.app === app, Object.getPrototypeOf(req) === app.request])
      })
    },
    send: ['GET /s/a', 'GET /s/b', 'GET /c'],
  },
  {
    title: 'a sub-application in a sub-application',
    build: (app, express) => {
      const inner = express().get('/:id', (req, res) => void res.json([req.baseUrl, req.params.id, req.app.path()]))
      app.use('/a', express().use('/b', inner))
    },
    documented: ['/a/b/{id}'],
    send: ['GET /a/b/7'],
  },
  {
    title: 'an error of a sub-application, caught by its parent',
    build: (app, express) => void app.use('/s', express().get('/a', fail('sub'))).use(caught('parent')),
    send: ['GET /s/a', 'GET /s/a'],
  },
  {
    title: 'an error of a sub-application, caught there',
    build: (app, express) => {
      app.use('/s', express().get('/a', fail('sub'), caught('route')).get('/b', fail('b')).use(caught('sub')))
    },
    send: ['GET /s/a', 'GET /s/b'],
  },
  {
    title: 'next of a sub-application goes on in the parent, with the route it had',
    build: (app, express) => {
      const sub = express().get('/:x', pass('sub'), pass('sub again'))
      app.use('/s', sub).get('/s/:y', send('parent'))
    },
    documented: ['/s/{x}'],
    send: ['GET /s/7', 'GET /s/7'],
  },
  {
    title: 'a sub-application that a handler calls',
    build: (app, express) => {
      const sub = express().get('/a', pass('sub'))
      app.use((req, res, next) => sub(req, res, next)).get('/a', send('parent'))
    },
    send: ['GET /a', 'GET /a'],
  },
  {
    title: 'parameter callbacks of parent and child',
    build: (app, express) => {
      const sub = express()
      for (const [name, one] of [
        ['parent', app],
        ['child', sub],
      ] as const) {
        one.param('id', (req, _res, next) => {
          note(req, name)
          next()
        })
      }
      app.use('/:id', sub.get('/:id', send('end')))
    },
    documented: ['/{a}/{b}'],
    send: ['GET /7/8'],
  },
  {
    title: 'locals of application and answer',
    build: (app, express) => {
      app.locals.of = 'parent'
      const sub = express()
      sub.locals.of = 'child'
      sub.get('/a', (req, res) => void res.json({ ...res.locals, of: req.app.locals.of }))
      app.use((_req, res, next) => {
        res.locals.set = 'in front'
        next()
      })
      app.use('/s', sub)
      app.get('/a', (req, res) => void res.json({ ...res.locals, of: req.app.locals.of }))
    },
    send: ['GET /a', 'GET /s/a'],
  },
]
