import assert from 'node:assert/strict'
import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import type { NextFunction, Request, Response } from 'express'
import { DeniedError, findAuth, type GateOptions, getAuth, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf, type GuardedParts, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { raw, rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'
import { assertAnswer } from './answers.ts'

const secured = { security: [{ auth0: [] }] }
const orders = documentOf({ '/orders': { get: secured, post: secured } })

/** Answers every method and path, and notes it. */
const everything: GuardedParts['routes'] = (server, ran) => {
  server.all(/.*/, (req, res) => {
    ran(req.method)
    res.end('ran')
  })
}

const preflight = ['Origin: https://app.test', 'Access-Control-Request-Method: GET']

for (const { name, express } of versions) {
  describe(`methods on ${name}`, () => {
    it('M-01 HEAD has the rule of GET', async () => {
      await using app = await guarded(express, { document: orders, routes: everything })
      assert.equal((await rawRequest(app.port, 'HEAD', '/orders')).status, 401)
      const token = `Authorization: Bearer ${await app.issuer.token()}`
      assert.equal((await rawRequest(app.port, 'HEAD', '/orders', [token])).status, 200)
    })

    for (const method of ['TRACE', 'PROPFIND', 'PATCH', 'PURGE', 'DELETE', 'OPTIONS']) {
      it(`M-03, M-05, M-06 ${method} is not documented and reaches no handler`, async () => {
        await using app = await guarded(express, { document: orders, routes: everything })
        const answer = await rawRequest(app.port, method, '/orders')
        assertAnswer(answer, 'E45')
        assert.match(answer.text, /^allow: GET, HEAD, POST\r$/im)
        assert.deepEqual(app.ran, [])
      })
    }

    for (const method of ['get', 'Get', 'FOO']) {
      it(`M-07 ${method}: Node refuses it, or the gate does`, async () => {
        await using app = await guarded(express, { document: orders, routes: everything })
        assert.ok([400, 405].includes((await rawRequest(app.port, method, '/orders')).status))
        assert.deepEqual(app.ran, [])
      })
    }

    const noPreflights: readonly (readonly [string, readonly string[]])[] = [
      ['an unknown method', ['Origin: https://app.test', 'Access-Control-Request-Method: FOO']],
      ['no Origin', ['Access-Control-Request-Method: GET']],
      ['two Origins', [...preflight, 'Origin: https://other.test']],
      ['a body', [...preflight, 'Content-Length: 1']],
      ['a chunked body', [...preflight, 'Transfer-Encoding: chunked']],
      ['a credential', [...preflight, 'Authorization: Bearer x']],
    ]
    for (const [what, headers] of noPreflights) {
      it(`M-11 OPTIONS with ${what} is no preflight`, async () => {
        await using app = await guarded(express, { document: orders, routes: everything })
        assertAnswer(
          await raw(app.port, ['OPTIONS /orders HTTP/1.1', 'Host: a', 'Connection: close', ...headers], '0\r\n\r\n'),
          'E45',
        )
        assert.deepEqual(app.ran, [])
      })
    }

    it('M-11 a preflight reaches no handler of app.all, and is answered 204', async () => {
      await using app = await guarded(express, { document: orders, routes: everything })
      assert.equal((await rawRequest(app.port, 'OPTIONS', '/orders', preflight)).status, 204)
      assert.deepEqual(app.ran, [])
    })

    it('M-11 a preflight reaches an explicit options route, and a secured OPTIONS operation keeps its rule', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/orders': { get: secured }, '/own': { get: secured, options: secured } }),
        routes(server, ran) {
          server.options('/orders', (_req, res) => {
            ran('options')
            res.end()
          })
          server.options('/own', () => ran('own'))
        },
      })
      assert.equal((await rawRequest(app.port, 'OPTIONS', '/orders', preflight)).status, 200)
      assertAnswer(await rawRequest(app.port, 'OPTIONS', '/own', preflight), 'A0')
      assert.deepEqual(app.ran, ['options'])
    })

    it('M-12 HEAD that is public beside GET that is not: both rules hold', async () => {
      const document = documentOf({ '/orders': { get: secured, head: { security: [] } } })
      await using app = await guarded(express, { document, routes: everything })
      assert.equal((await rawRequest(app.port, 'HEAD', '/orders')).status, 401)
    })

    for (const target of ['/orders/%2e%2e/x', '/a//b', '/orders%00', '/%c0%ae', '/a%2fb', '/a\\b', '/%zz']) {
      it(`P-10 to P-16 ${target} reaches no handler`, async () => {
        await using app = await guarded(express, {
          document: orders,
          routes: everything,
          options: { undocumented: 'pass' },
        })
        assertAnswer(await rawRequest(app.port, 'GET', target), 'TARGET')
        assert.deepEqual(app.ran, [])
      })
    }
  })

  describe(`refusals on ${name}`, () => {
    type Next = (error?: unknown) => void
    const misuses: readonly (readonly [string, (next: Next) => unknown])[] = [
      ['next()', (next) => next()],
      ["next('route')", (next) => next('route')],
      ["next('router')", (next) => next('router')],
      ['next(0)', (next) => next(0)],
      ["next('')", (next) => next('')],
      ['next(false)', (next) => next(false)],
      ['next(error)', (next) => next(new Error('another'))],
      ['a throw', () => assert.fail('thrown')],
      ['a rejection', () => Promise.reject(new Error('rejected'))],
      ['next() twice', (next) => [next(), next()]],
    ]
    for (const [what, misuse] of misuses) {
      it(`N-01 onDenied with ${what}: the standard answer, once, and no handler`, async () => {
        const onDenied: GateOptions['onDenied'] = (_denial, _req, _res, next) => misuse(next as Next) as undefined
        await using app = await guarded(express, { document: orders, options: { onDenied }, routes: everything })
        assertAnswer(await rawRequest(app.port, 'GET', '/orders'), 'A0')
        assert.deepEqual(app.ran, [])
      })
    }

    it('N-01, N-03 an error handler that goes on after a DeniedError reaches no route and no error handler in one', async () => {
      await using app = await guarded(express, {
        document: orders,
        options: { onDenied: (denial, _req, _res, next) => next(new DeniedError(denial)) },
        routes(server, ran) {
          server.use((_error: unknown, _req: Request, _res: Response, next: NextFunction) => next())
          server.get(
            '/orders',
            () => ran('handler'),
            (_error: unknown, _req: Request, _res: Response, _next: NextFunction) => ran('error handler'),
          )
        },
      })
      assertAnswer(await rawRequest(app.port, 'GET', '/orders'), 'A0')
      assert.deepEqual(app.ran, [])
    })

    it('N-02 a forged token in report mode names nobody', async () => {
      await using app = await guarded(express, {
        document: orders,
        options: { mode: 'report' },
        routes: (server) => void server.get('/orders', (req, res) => void res.json({ auth: findAuth(req) ?? null })),
      })
      const answer = await get(`${app.url}/orders`, { headers: bearer('e30.e30.AAAA') })
      assert.deepEqual(JSON.parse(answer.text), { auth: null })
    })

    it('N-02 report mode starts with a document that enforcing would not start with', async () => {
      const document = documentOf({
        '/orders': { get: {} },
        '/keys': { get: { security: [{ key: [] }] } },
        '/typo': { get: { security: [{ kye: [] }] } },
        '/null': { get: { security: null } },
      })
      await assert.rejects(guarded(express, { document, routes: everything }), /security\.missing/)
      await using app = await guarded(express, { document, options: { mode: 'report' }, routes: everything })
      for (const path of ['/orders', '/keys', '/typo', '/null'])
        assert.equal((await get(app.url + path)).status, 200, path)
      assert.match(app.lines.join('\n'), /warning scheme\.undefined.*"kye"/)
    })

    it('N-02 report mode in the document under the option enforce is enforced', async () => {
      const document = documentOf({ '/orders': { get: { ...secured, 'x-portcullis': { mode: 'report' } } } })
      await using open = await guarded(express, { document, routes: everything })
      assert.equal((await get(`${open.url}/orders`)).status, 200)
      assert.deepEqual(open.gate.health().notEnforced, ['GET /orders'])
      await using closed = await guarded(express, { document, options: { mode: 'enforce' }, routes: everything })
      assert.equal((await get(`${closed.url}/orders`)).status, 401)
    })

    it('N-02 a scheme in report mode, in OR and in AND', async () => {
      const issuer = await createTestIssuer()
      const options: GateOptions = {
        schemes: {
          auth0: { ...issuer.scheme, report: true },
          key: { keys: [{ name: 'till', key: 'key-of-the-till' }] },
        },
      }
      const document = documentOf({
        '/or': { get: { security: [{ auth0: [] }, { key: [] }] } },
        '/and': { get: { security: [{ auth0: [], key: [] }] } },
      })
      await using app = await guarded(express, { document, options, routes: everything })
      const call = async (path: string, headers: Record<string, string> = {}) =>
        (await get(app.url + path, { headers })).status
      assert.deepEqual([await call('/or'), await call('/and')], [200, 401])
      assert.equal(await call('/and', { 'x-key': 'key-of-the-till' }), 200)
      assert.ok(app.gate.health().notEnforced.includes('scheme auth0'))
    })

    it('N-02 report mode does not wait for an issuer that hangs', async () => {
      await using hanging = await listening(() => undefined)
      const options: GateOptions = {
        mode: 'report',
        schemes: { auth0: { issuer: hanging.url, audience: 'a', jwksUri: `${hanging.url}/jwks` } },
      }
      await using app = await guarded(express, { document: orders, options, routes: everything })
      const token = (await createTestIssuer()).token({ claims: { iss: hanging.url, aud: 'a' } })
      const started = performance.now()
      assert.equal((await get(`${app.url}/orders`, { headers: bearer(await token) })).status, 200)
      assert.ok(performance.now() - started < 2000, 'well before the deadline of five seconds')
    })

    it('P-37 decide says why a request passes', async () => {
      const document = documentOf(
        { '/a': { get: secured }, '/b': { get: { security: [] } } },
        { servers: [{ url: '/v1' }] },
      )
      await using app = await guarded(express, { document, options: { undocumented: 'pass' }, routes: () => undefined })
      const because = async (method: string, target: string, headers = {}) => {
        const decision = await app.gate.decide({ method, target, headers })
        return decision.allowed ? decision.because : decision.error
      }
      assert.equal(await because('GET', '/elsewhere'), 'outside')
      assert.equal(await because('GET', '/v1/unknown'), 'undocumented')
      assert.equal(await because('GET', '/v1/b'), 'public')
      assert.equal(await because('GET', '/v1/a'), 'missing_credentials')
      const origin = { origin: 'https://app.test', 'access-control-request-method': 'GET' }
      assert.equal(await because('OPTIONS', '/v1/a', origin), 'preflight')
    })

    it('R-09 the answer to a refused request does not wait for its body', async () => {
      await using app = await guarded(express, { document: orders, routes: everything })
      const socket = connect(app.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write('POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n')
      const [first] = await once(socket, 'data')
      assert.match(String(first), /^HTTP\/1\.1 401 /)
      assert.deepEqual(app.ran, [])
      socket.destroy()
    })

    it('R-14 an endless body of a refused request ends within 64 KiB or a second', async () => {
      await using app = await guarded(express, { document: orders, routes: everything })
      const socket = connect(app.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write('POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
      const chunk = `1000\r\n${'a'.repeat(4096)}\r\n`
      const timer = setInterval(() => socket.writable && socket.write(chunk), 5)
      const started = performance.now()
      const [first] = await once(socket, 'data')
      assert.match(String(first), /401/)
      await once(socket, 'close')
      clearInterval(timer)
      assert.ok(performance.now() - started < 5000)
    })

    it('R-14 no 100 Continue for a refused request, and one for a request that is let in', async () => {
      const issuer = await createTestIssuer()
      const gate = await portcullis(orders, { schemes: issuer.schemes, env: {}, log: false })
      const app = express()
      gate.mount(app)
      app.post('/orders', (_req, res) => void res.end('ran'))
      const server = createServer(app).on('checkContinue', app).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const lines = [
        'POST /orders HTTP/1.1',
        'Host: a',
        'Connection: close',
        'Expect: 100-continue',
        'Content-Length: 1',
      ]
      assert.doesNotMatch((await raw(port, lines, 'a')).text, /100 Continue/)
      const token = `Authorization: Bearer ${await issuer.token()}`
      assert.match((await raw(port, [...lines, token], 'a')).text, /100 Continue/)
      server.close()
    })

    it('L-11 what earlier middleware writes is not the caller', async () => {
      const document = documentOf({ '/open': { get: { security: [] } } })
      await using app = await guarded(express, {
        document,
        before: (server) =>
          void server.use((req, _res, next) => {
            Object.assign(req, { auth: { claims: { sub: 'admin' } } })
            next()
          }),
        routes: (server) =>
          void server.get(
            '/open',
            (req, res) => void res.json([findAuth(req) ?? null, 'auth' in req && (req.auth ?? null)]),
          ),
      })
      assert.deepEqual(JSON.parse((await get(`${app.url}/open`)).text), [null, null])
    })

    it('L-12 a gate behind a route that it should guard does not start', async () => {
      const parts: GuardedParts = {
        document: orders,
        before: (server, ran) => void server.get('/orders', () => ran('in front')),
        routes: () => undefined,
      }
      await assert.rejects(guarded(express, parts), /stands in front of the gate/)
    })

    it('L-17 a listener that throws, rejects or changes its event changes nothing', async () => {
      await using app = await guarded(express, { document: orders, routes: everything })
      const listeners: readonly ((event: object) => unknown)[] = [
        () => assert.fail('thrown'),
        () => Promise.reject(new Error('rejected')),
        (event) => Object.assign(event, { allowed: true }),
      ]
      for (const listener of listeners) app.gate.on('decision', listener)
      assertAnswer(await rawRequest(app.port, 'GET', '/orders'), 'A0')
      assert.equal(app.gate.health().counters.listenerFailures, 3)
    })

    it('L-06, L-18 no byte of a token in auth, events, decisions or lines', async () => {
      const printed: string[] = []
      const seen = (event: unknown): void => void printed.push(inspect(event, { depth: 9 }), JSON.stringify(event))
      const decisions = channel('portcullis:decision')
      decisions.subscribe(seen)
      await using app = await guarded(express, {
        document: orders,
        routes: (server) =>
          void server.get('/orders', (req, res) => {
            const auth = getAuth(req)
            seen(auth)
            seen({ ...auth })
            printed.push(String(auth))
            res.end(auth.token.slice(0, 3))
          }),
      })
      const token = await app.issuer.token()
      assert.equal((await get(`${app.url}/orders`, { headers: bearer(token) })).text, token.slice(0, 3))
      seen(await app.gate.decide({ method: 'GET', target: `/orders?access_token=${token}`, headers: bearer(token) }))
      decisions.unsubscribe(seen)
      const [, payload = '', signature = ''] = token.split('.')
      for (const text of [...printed, ...app.lines]) assert.ok(!text.includes(payload) && !text.includes(signature))
    })

    it('Q-12, Q-14 answers start as private and vary over the carriers, and a handler may override', async () => {
      const issuer = await createTestIssuer()
      await using app = await guarded(express, {
        document: documentOf({
          '/key': { get: { security: [{ key: [] }] } },
          '/optional': { get: { security: [{}, { auth0: [] }] } },
          '/own': { get: { security: [{ key: [] }] } },
          '/public': { get: { security: [] } },
        }),
        options: { schemes: { ...issuer.schemes, key: { keys: [{ name: 'till', key: 'key-of-the-till' }] } } },
        routes(server) {
          server.get(['/key', '/optional', '/public'], (_req, res) => void res.end())
          server.get('/own', (_req, res) => void res.set('Cache-Control', 'no-cache').end())
        },
      })
      const headersOf = async (path: string) => {
        const { headers } = await get(app.url + path, { headers: { 'x-key': 'key-of-the-till' } })
        return [headers.get('cache-control'), headers.get('vary')?.toLowerCase()]
      }
      assert.deepEqual(await headersOf('/key'), ['private', 'x-key'])
      assert.deepEqual(await headersOf('/optional'), ['private', 'authorization'])
      assert.deepEqual(await headersOf('/own'), ['no-cache', 'x-key'])
      assert.deepEqual(await headersOf('/public'), [null, undefined])
    })

    it('F-01, F-04, L-03 a dead issuer is 503 without a word of why, and public operations work', async () => {
      const dead = await listening(() => undefined)
      await dead[Symbol.asyncDispose]()
      const options: GateOptions = {
        schemes: { auth0: { issuer: dead.url, audience: 'a', jwksUri: `${dead.url}/jwks` } },
      }
      const document = documentOf({ '/orders': { get: secured }, '/menu': { get: { security: [] } } })
      await using app = await guarded(express, { document, options, routes: everything })
      const token = await (await createTestIssuer()).token({ claims: { iss: dead.url, aud: 'a' } })
      const answer = await rawRequest(app.port, 'GET', '/orders', [`Authorization: Bearer ${token}`])
      assertAnswer(answer, 'E5')
      assert.match(answer.text, /^retry-after: \d+\r$/im)
      assert.doesNotMatch(answer.text, /ECONN|127\.0\.0\.1/)
      assert.equal((await get(`${app.url}/menu`)).status, 200)
    })
  })
}
