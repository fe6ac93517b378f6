import type { Case } from '../case.ts'
import { caught, handOn, pass, send } from '../steps.ts'

/** Paths that mean one thing in both majors. */
const anyMajor: readonly Case[] = [
  {
    title: 'a list of paths',
    build: (app) => void app.get(['/a', '/b', '/c/:id'], send('one')),
    documented: ['/a', '/b', '/c/{id}', '/d'],
    send: ['GET /a', 'GET /b', 'GET /c/7', 'GET /d'],
  },
  {
    title: 'an expression',
    build: (app) => void app.get(/.*fly$/, send('fly')),
    documented: ['/{name}'],
    send: ['GET /butterfly', 'GET /dragonfly', 'GET /butterflyman'],
  },
  {
    title: 'groups of an expression',
    build: (app) => void app.get(/^\/commits\/(\w+)(?:\.\.(\w+))?$/, send('commits')),
    documented: ['/commits/{range}'],
    send: ['GET /commits/71dbb9c', 'GET /commits/71dbb9c..4c084f9'],
  },
  {
    title: 'named groups of an expression',
    build: (app) => void app.get(/^\/commits\/(?<from>\w+)-(?<to>\w+)$/, send('commits')),
    documented: ['/commits/{range}'],
    send: ['GET /commits/a-b', 'GET /commits/a'],
  },
  {
    title: 'an expression and a text in one list',
    build: (app) => void app.get([/^\/x(\d+)$/, '/y/:name'], send('one')),
    documented: ['/{x}', '/y/{name}'],
    send: ['GET /x12', 'GET /y/z', 'GET /xy'],
  },
  {
    title: 'named parameters',
    build: (app) => void app.get('/users/:userId/books/:bookId', send('book')),
    documented: ['/users/{userId}/books', '/users/{userId}/books/{bookId}'],
    send: ['GET /users/34/books/8989', 'GET /users/34/books', 'GET /users/a%20b/books/caf%C3%A9'],
  },
  {
    title: 'a hyphen and a dot between parameters',
    build: (app) => void app.get('/flights/:from-:to', send('flight')).get('/plantae/:genus.:species', send('plant')),
    documented: ['/flights/{from}-{to}', '/plantae/{genus}.{species}', '/plantae/{genus}'],
    send: ['GET /flights/LAX-SFO', 'GET /plantae/Prunus.persica', 'GET /plantae/Prunus'],
  },
  {
    title: 'names that every object has',
    build: (app) => void app.get('/:constructor/:toString', send('names')),
    documented: ['/{constructor}/{toString}'],
    send: ['GET /a/b', 'GET /constructor/__proto__'],
  },
  {
    title: 'the root and a query',
    build: (app) => void app.get('/', (req, res) => void res.json(req.query)),
    documented: ['/'],
    send: ['GET /', 'GET /?a=1&a=2&b[c]=3'],
  },
  {
    title: 'letters of either case, and a slash at the end',
    build: (app) => void app.get('/Foo/:Id', send('foo')),
    documented: ['/Foo/{Id}'],
    send: ['GET /foo/Bar', 'GET /FOO/bar/', 'GET /Foo/bar'],
  },
  {
    title: 'an application with strict routing',
    prepare: (app) => app.enable('strict routing'),
    build: (app) => void app.get('/a', send('without')).get('/a/', send('with')),
    send: ['GET /a', 'GET /a/', 'GET /A/'],
  },
  {
    title: 'an application with case-sensitive routing',
    prepare: (app) => app.enable('case sensitive routing'),
    build: (app) => void app.get('/a', send('small')).get('/A', send('capital')),
    send: ['GET /a', 'GET /A', 'GET /a/'],
  },
  {
    title: 'a target in absolute form',
    build: (app) => void app.use('/a', pass('use')).get('/a/:id', send('one')),
    documented: ['/a/{id}'],
    send: ['GET http://api.test/a/7?b=1'],
  },
  {
    title: 'a route for one, then a route for all',
    build: (app) => void app.get('/users/me', pass('me')).get('/users/:id', send('one')),
    documented: ['/users/me', '/users/{id}'],
    send: ['GET /users/me', 'GET /users/7'],
  },
  {
    title: 'a route for all, then a route for one',
    build: (app) => void app.get('/users/:id', pass('one')).get('/users/me', send('me')),
    documented: ['/users/me', '/users/{id}'],
    send: ['GET /users/me', 'GET /users/7'],
  },
  {
    title: 'app.use with a path, a list of paths and an expression',
    build: (app) => {
      app
        .use('/a', pass('text'))
        .use(['/b', '/c/:id'], pass('list'))
        .use(/^\/d\d/, pass('expression'))
      app.use((req, res) => void res.send(req.path))
    },
    documented: ['/{x}', '/{x}/{y}', '/{x}/{y}/{z}'],
    send: ['GET /a', 'GET /a/x?q=1', 'GET /ax', 'GET /b/', 'GET /c/7/x', 'GET /d1/x'],
  },
]

/** The path syntax of Express 4. */
const express4: readonly Case[] = [
  {
    title: 'an expression behind a parameter',
    build: (app) => void app.get('/user/:id(\\d+)', send('number')).get('/user/:name([a-z]+)', send('name')),
    documented: ['/user/{id}'],
    send: ['GET /user/42', 'GET /user/ann', 'GET /user/A-1'],
  },
  {
    title: 'an optional parameter',
    build: (app) => void app.get('/user/:id?', send('user')).get('/f/:name.:ext?', send('file')),
    documented: ['/user', '/user/{id}', '/f/{name}'],
    send: ['GET /user', 'GET /user/7', 'GET /f/a', 'GET /f/a.txt'],
  },
  {
    title: 'an asterisk',
    build: (app) => void app.get('/files/*', pass('files')).get('*', send('all')),
    documented: ['/files/{name}', '/files/{folder}/{name}', '/{name}'],
    send: ['GET /files/a', 'GET /files/a/b.txt', 'GET /other'],
  },
  {
    title: 'characters that are optional or repeated',
    build: (app) =>
      void app.get('/ab?cd', send('?')).get('/ef+gh', send('+')).get('/ij*kl', send('*')).get('/m(no)?p', send('()')),
    documented: ['/{any}'],
    send: ['GET /acd', 'GET /abcd', 'GET /effgh', 'GET /ijXkl', 'GET /mp', 'GET /mnop'],
  },
  {
    title: 'a repeated parameter',
    build: (app) => void app.get('/:path+', send('+')),
    documented: ['/{a}', '/{a}/{b}'],
    send: ['GET /a', 'GET /a/b'],
  },
]

/** The path syntax of Express 5. */
const express5: readonly Case[] = [
  {
    title: 'a named wildcard',
    build: (app) => void app.get('/files/*path', send('files')).get('/{*rest}', send('rest')),
    documented: ['/', '/files', '/files/{name}', '/files/{folder}/{name}'],
    send: ['GET /files/a', 'GET /files/a/b%20c.txt', 'GET /files', 'GET /'],
  },
  {
    title: 'an optional part',
    build: (app) => void app.get('/user{/:id}', send('user')).get('/f/:name{.:ext}', send('file')),
    documented: ['/user', '/user/{id}', '/f/{name}'],
    send: ['GET /user', 'GET /user/7', 'GET /f/a', 'GET /f/a.txt'],
  },
  {
    title: 'a name in quotes, and escaped syntax',
    build: (app) => void app.get('/q/:"my-id"', send('quoted')).get('/v1\\:batch', send('escaped')),
    documented: ['/q/{my-id}', '/v1:batch'],
    send: ['GET /q/7', 'GET /v1:batch'],
  },
]

/** Paths that no gate decides for: a target that two parsers may read differently is refused in front of the routes. */
const unreadable: readonly Case[] = [
  {
    title: 'a parameter that cannot be decoded',
    unreadable: 'a broken percent-encoding',
    build: (app) => void app.get('/a/:id', send('one')).use(send('nothing'), caught('caught')),
    send: ['GET /a/%', 'GET /a/%E0%A4%A', 'GET /a/%25'],
  },
  {
    title: 'a mount path and a later route behind a parameter that cannot be decoded',
    unreadable: 'a broken percent-encoding',
    build: (app) => {
      app
        .use('/a/:id', pass('use'))
        .get('/:x/:y', pass('both'))
        .get(/^\/a\/.*$/, send('expression'))
      app.use(handOn('handed on', 'nothing')).get('/a/%', send('after')).use(send('end'))
    },
    send: ['GET /a/%', 'GET /a/%/b'],
  },
  {
    title: 'empty and dotted segments',
    unreadable: 'parsers disagree on what is left of them',
    build: (app) =>
      void app
        .get('/a/:id', send('one'))
        .use('/a', pass('use'))
        .use((req, res) => void res.send(req.url)),
    send: ['GET /a//', 'GET //a/b', 'GET /a/../b', 'GET /a/./b', 'GET /a/%2e%2e', 'GET /a/b%2Fc', 'GET /a;v=1/b'],
  },
]

export const pathCases: readonly Case[] = [
  ...anyMajor,
  ...express4.map((one) => ({ ...one, major: 4 as const })),
  ...express5.map((one) => ({ ...one, major: 5 as const })),
  ...unreadable,
]
