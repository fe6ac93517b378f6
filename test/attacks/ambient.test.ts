import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAuth, type GateOptions } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { raw } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

const key = 'key-of-alice-0123456789'
const cookie = `Cookie: theme=dark; session=${key}`
const stale = 'Cookie: session=key-of-yesterday-012345'
const securitySchemes = {
  auth0: { type: 'http', scheme: 'bearer' },
  session: { type: 'apiKey', in: 'cookie', name: 'session' },
  shared: { type: 'apiKey', in: 'query', name: 'share' },
}
const both = [{ auth0: [] }, { session: [] }]
const document = documentOf(
  {
    '/either': { get: { security: both }, post: { security: both } },
    '/optional': { get: { security: [{}, { session: [] }] } },
    '/session': { get: { security: [{ session: [] }] }, post: { security: [{ session: [] }] } },
    '/shared': { get: { security: [{ shared: [] }] }, post: { security: [{ shared: [] }] } },
  },
  { components: { securitySchemes } },
)

const issuer = createTestIssuer()

interface Asked {
  readonly target: string
  readonly lines?: readonly string[]
  readonly method?: string
  /** With a good bearer token as well. */
  readonly bearer?: boolean
}

for (const { name, express } of versions) {
  describe(`credentials that a browser sends by itself on ${name}`, () => {
    const start = async (more: GateOptions = {}, session: object = {}, proxied = false) => {
      const lines: string[] = []
      const app = await guarded(express, {
        document,
        options: {
          schemes: {
            session: { keys: [{ name: 'alice', key }], ...session },
            shared: { keys: [{ name: 'alice', key }] },
            auth0: (await issuer).scheme,
          },
          log: (line) => void lines.push(line),
          ...more,
        },
        routes: (server, ran) => {
          if (proxied) server.set('trust proxy', true)
          server.all(/.*/, (req, res) => {
            ran(findAuth(req)?.scheme ?? 'anonymous')
            res.end('ran')
          })
        },
      })
      return Object.assign(app, { lines })
    }
    const ask = async (app: Guarded, { target, lines = [], method = 'GET', bearer = false }: Asked) => {
      const token = bearer ? [`Authorization: Bearer ${await (await issuer).token({ sub: 'ann' })}`] : []
      const head = [`${method} ${target} HTTP/1.1`, 'Host: api.test', 'Content-Length: 0', ...lines, ...token]
      app.ran.length = 0
      const { status, text } = await raw(app.port, [...head, 'Connection: close'])
      return { status, text, ran: [...app.ran] }
    }
    const statusOf = async (app: Guarded, asked: Asked): Promise<number> => (await ask(app, asked)).status

    it('H-31 a stale cookie locks nobody out', async () => {
      await using app = await start()
      const beside = await ask(app, { target: '/either', lines: [stale], bearer: true })
      assert.deepEqual([beside.status, beside.ran], [200, ['auth0']])
      const optional = await ask(app, { target: '/optional', lines: [stale] })
      assert.deepEqual([optional.status, optional.ran], [200, ['anonymous']])
      const twice = await ask(app, { target: '/either', lines: [`${cookie}; session=b`], bearer: true })
      assert.deepEqual([twice.status, twice.ran], [200, ['auth0']])
    })

    it('H-31 it refuses where it is the only way in', async () => {
      await using app = await start()
      assert.equal(await statusOf(app, { target: '/session', lines: [stale] }), 401)
      assert.equal(await statusOf(app, { target: '/session', lines: [`${cookie}; session=b`] }), 400)
      assert.equal(await statusOf(app, { target: '/session', lines: [cookie] }), 200)
    })

    const sites: readonly (readonly [string, readonly string[], number])[] = [
      ['neither header: no browser', [], 200],
      ['same-origin', ['Sec-Fetch-Site: same-origin', 'Origin: http://api.test'], 200],
      ['typed by the user', ['Sec-Fetch-Site: none'], 200],
      ['cross-site', ['Sec-Fetch-Site: cross-site', 'Origin: https://evil.test'], 403],
      ['same-site', ['Sec-Fetch-Site: same-site', 'Origin: http://blog.test'], 403],
      ['Origin: null', ['Origin: null'], 403],
      ['Origin: null of the same origin', ['Sec-Fetch-Site: same-origin', 'Origin: null'], 200],
      ['an old browser, the own origin', ['Origin: http://api.test'], 200],
      ['an old browser, another origin', ['Origin: https://evil.test'], 403],
      ['an old browser, another scheme', ['Origin: https://api.test'], 403],
      ['Host rewritten by a proxy', ['Origin: https://public.test'], 403],
      ['two values', ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site'], 403],
    ]
    for (const [what, lines, status] of sites) {
      it(`H-32 a POST by cookie, ${what}: ${status}`, async () => {
        await using app = await start()
        const { ran, text, ...answer } = await ask(app, {
          target: '/session',
          lines: [cookie, ...lines],
          method: 'POST',
        })
        assert.equal(answer.status, status)
        assert.equal(ran.length, status === 200 ? 1 : 0)
        if (status === 403) assert.match(text, /"error":"cross_site"/)
        // A safe method changes nothing, and is let in.
        assert.equal(await statusOf(app, { target: '/session', lines: [cookie, ...lines] }), 200)
      })
    }

    it('H-32 what is configured is the same site', async () => {
      const lines = [cookie, 'Origin: https://public.test']
      const asked: Asked = { target: '/session', lines, method: 'POST' }
      for (const options of [{ origin: 'https://public.test' }, { allowedOrigins: ['https://public.test'] }]) {
        await using app = await start(options)
        assert.equal(await statusOf(app, asked), 200)
        const other = { ...asked, lines: [cookie, 'Origin: https://evil.test'] }
        assert.equal(await statusOf(app, other), 403)
      }
      await using open = await start({}, { crossSite: 'allow' })
      assert.equal(await statusOf(open, asked), 200)
    })

    it('H-32 under trust proxy the own origin is what the proxy passes on', async () => {
      const lines = [cookie, 'Origin: https://public.test', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: public.test']
      await using trusting = await start({}, {}, true)
      assert.equal(await statusOf(trusting, { target: '/session', lines, method: 'POST' }), 200)
      await using plain = await start()
      assert.equal(await statusOf(plain, { target: '/session', lines, method: 'POST' }), 403)
    })

    it('H-32 a token is no ambient credential, and lets in beside a cookie of another site', async () => {
      await using app = await start()
      const lines = [cookie, 'Sec-Fetch-Site: cross-site', 'Origin: https://evil.test']
      const { status, ran } = await ask(app, { target: '/either', lines, method: 'POST', bearer: true })
      assert.deepEqual([status, ran], [200, ['auth0']])
      assert.equal(await statusOf(app, { target: '/either', lines, method: 'POST' }), 403)
    })

    it('Q-14 an answer by cookie is private, and varies over it', async () => {
      await using app = await start()
      const { text } = await ask(app, { target: '/session', lines: [cookie] })
      assert.match(text, /cache-control: private/i)
      assert.match(text, /vary: cookie/i)
      assert.match((await ask(app, { target: `/shared?share=${key}` })).text, /cache-control: private/i)
    })

    it('H-23 a key in the query stands once, and is what the query says', async () => {
      await using app = await start()
      const target = `/shared?share=${key}`
      assert.equal(await statusOf(app, { target }), 200)
      for (const more of ['&share=x', '&share[]=x', '&share%5B0%5D=x', '&%73hare=x', '&share.x=1']) {
        assert.equal(await statusOf(app, { target: target + more }), 400, more)
      }
      assert.equal(await statusOf(app, { target: '/shared?share=' }), 401)
      assert.equal(await statusOf(app, { target: '/shared?SHARE=x' }), 401)
    })

    it('H-23 what middleware makes of the target changes nothing of what was sent', async () => {
      await using app = await guarded(express, {
        document,
        options: {
          schemes: {
            session: { keys: [{ name: 'a', key }] },
            shared: { keys: [{ name: 'a', key }] },
            auth0: (await issuer).scheme,
          },
        },
        routes: (server) => {
          server.use((req, _res, next) => {
            req.url = req.url.replace(/\?.*/, '')
            next()
          })
          server.all('/shared', (_req, res) => void res.end('ran'))
        },
      })
      assert.equal(await statusOf(app, { target: `/shared?share=${key}` }), 200)
      assert.equal(await statusOf(app, { target: '/shared' }), 401)
    })

    it('L-06 no key gets into a log line, an event or an answer', async () => {
      await using app = await start()
      const events: unknown[] = []
      app.gate.on('decision', (event) => void events.push(event))
      const secret = 'key-of-somebody-else-0123'
      const answers = [
        await ask(app, { target: `/shared?share=${secret}` }),
        await ask(app, { target: '/session', lines: [`Cookie: session=${secret}`] }),
        await ask(app, { target: `/shared?share=${secret}`, method: 'POST' }),
      ]
      assert.deepEqual(
        answers.map(({ status }) => status),
        [401, 401, 401],
      )
      const told = JSON.stringify([events, app.lines, answers.map(({ text }) => text), app.gate.health()])
      assert.ok(!told.includes(secret) && !told.includes(key))
      assert.equal(events.length, 3)
    })
  })
}
