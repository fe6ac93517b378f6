import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Request, Response } from 'express'
import { documentOf, type Guarded, type GuardedParts, guarded } from '../support/guarded.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

/** Each operation asks for a scope of its own; the key of `user` has that of `/users/{id}` alone. */
const scoped = (scope: string): object => ({ security: [{ key: [scope] }] })
const document = documentOf({
  '/admin': { get: scoped('admin') },
  '/admin/secret': { get: scoped('admin') },
  '/users/{id}': { get: scoped('user'), delete: scoped('admin') },
  '/users/me': { get: scoped('me') },
  '/f/{n}.json': { get: scoped('admin') },
  '/v1:batch': { get: scoped('admin') },
  '/api/x': { get: scoped('admin') },
  '/unserved': { get: scoped('user') },
})
const user = 'key-of-the-user-1'
const options: GuardedParts['options'] = {
  schemes: { key: { keys: [{ name: 'user', key: user, scopes: ['user'] }] } },
  log: false,
}

const routes: GuardedParts['routes'] = (app, ran, { Router, static: files }) => {
  const answer = (name: string) => (_req: Request, res: Response) => {
    ran(name)
    res.end(name)
  }
  app.get('/admin', answer('admin')).get('/admin/secret', answer('secret'))
  app.get('/users/me', answer('me')).get('/users/:id', answer('user')).delete('/users/:id', answer('delete'))
  app.get(/^\/f\/([^/]+)\.json$/, answer('file'))
  app.get('/v1\\:batch', answer('batch'))
  app.use('/api', Router().get('/x', answer('x')))
  app.get('/hidden', answer('hidden'))
  app.use('/docs', answer('docs'))
  app.use(files('/'))
}

/** Status per target, for the key that may read `/users/{id}` alone. 0: Node itself ends the connection. */
const rows: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'P-01': { '/admin': 403, '/ADMIN': 403, '/aDmIn': 403 },
  'P-02': { '/admin/': 403, '/users/7/': 200 },
  'P-03': { '/users/me': 403, '/users/ME': 403, '/USERS/Me/': 403 },
  'P-05': { '/%61dmin': 404, '/%61DMIN/': 404 },
  'P-07': { '/api//x': 400, '/api/x': 403 },
  'P-08': { '//admin': 400, '///admin': 400, '/admin//': 400 },
  'P-10': { '/users/a%2fb': 400, '/users/me%2f': 400, '/users/a%5Cb': 400 },
  'P-11': { '/admin%2Fsecret': 400, '/etc%2fpasswd': 400 },
  'P-12': { '/users/..': 400, '/users/%2e%2e': 400, '/users/..%2fadmin': 400, '/users/..;/admin': 400 },
  'P-13': { '/./admin': 400, '/x/../admin': 400, '/users/7/../../admin': 400 },
  'P-15': { '/users/%': 400, '/users/%zz': 400, '/users/%c0%ae': 400, '/users/%E0%A4%A': 400 },
  'P-16': { '/users/%00': 400, '/users/%0a': 400, '/users/%0d': 400 },
  'P-17': { '\\admin': 400, '/\\admin': 400 },
  'P-19': { '/admin?': 403, '/admin?x=/users/7': 403, '/users/7??x': 200 },
  'P-20': { 'http://h/admin': 403, 'HTTP://h/ADMIN': 403, 'http://h//admin': 400, 'http://h/users/7': 200 },
  'P-21': { '*': 400 },
  'P-22': { '/ad\u017fmin': 400, '/users/\u00e9': 400 },
  'P-24': { '/hidden': 404, '/HIDDEN/': 404 },
  'P-25': { '/unserved': 404 },
  'P-26': { '/docs': 404, '/docs/index.html': 404, '/etc/passwd': 404 },
  'P-32': { '/v1:batch': 403, '/v1xbatch': 404, '/v1': 404 },
  'P-33': { '/f/a.json': 403, '/f/a.b.json': 403, '/f/.json': 404 },
}

for (const { name, express } of versions) {
  describe(`paths on ${name}`, () => {
    const start = (parts: Partial<GuardedParts> = {}): Promise<Guarded> =>
      guarded(express, { document, routes, options, ...parts })

    for (const [id, targets] of Object.entries(rows)) {
      it(`${id} on a raw socket`, async () => {
        await using app = await start()
        for (const [target, status] of Object.entries(targets)) {
          const answer = await rawRequest(app.port, 'GET', target, [`X-Key: ${user}`])
          assert.equal(answer.status, status, target)
        }
        assert.deepEqual([...new Set(app.ran)], app.ran.length > 0 ? ['user'] : [])
      })
    }

    it('P-21, M-07 what is no method or names no path', async () => {
      await using app = await start()
      for (const method of ['get', 'Get', 'FOO']) {
        assert.equal((await rawRequest(app.port, method, '/admin')).status, 400, method)
      }
      assert.equal((await rawRequest(app.port, 'OPTIONS', '*', [`X-Key: ${user}`])).status, 400)
      assert.deepEqual(app.ran, [])
    })

    it('M-01, M-05, M-06 a method that Express answers and the document does not have', async () => {
      await using app = await start({
        routes(server, ran) {
          server.all('/users/:id', (_req, res) => {
            ran('all')
            res.end()
          })
        },
      })
      const statusOf = async (method: string): Promise<number> =>
        (await rawRequest(app.port, method, '/users/7', [`X-Key: ${user}`])).status
      assert.equal(await statusOf('HEAD'), 200)
      for (const method of ['TRACE', 'PROPFIND', 'PATCH', 'PURGE', 'OPTIONS']) assert.equal(await statusOf(method), 405)
      assert.equal(await statusOf('DELETE'), 403)
      assert.deepEqual(app.ran, ['all'])
    })

    it('P-27 a gate under a prefix, and one that only protects, look at the whole target', async () => {
      await using app = await start({
        document: documentOf({ '/api/x': { get: scoped('admin') }, '/api/users/{id}': { get: scoped('user') } }),
        routes: (server, ran, { Router }) => {
          const api = Router()
          api.get('/x', () => ran('x'))
          api.get('/users/:id', (_req, res) => void res.end('user'))
          server.use('/api', api)
        },
      })
      for (const target of ['/api/x', '/API/x', '/Api/X/']) {
        assert.equal((await rawRequest(app.port, 'GET', target, [`X-Key: ${user}`])).status, 403, target)
      }
      assert.equal((await rawRequest(app.port, 'GET', '/API/users/7', [`X-Key: ${user}`])).status, 200)
      assert.deepEqual(app.ran, [])
    })

    it('P-30, P-31 no header names another target or leads past the gate', async () => {
      await using app = await start()
      const names = [
        'X-Original-URL',
        'X-Rewrite-URL',
        'X-Forwarded-Uri',
        'X-Forwarded-Prefix',
        'X-Middleware-Subrequest',
      ]
      for (const header of names) {
        const lines = [`X-Key: ${user}`, `${header}: /users/7`]
        assert.equal((await rawRequest(app.port, 'GET', '/admin', lines)).status, 403, header)
      }
    })
  })
}
