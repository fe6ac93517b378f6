import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import { createClient } from 'redis'
import type { Decision, GateOptions, ProofOptions, Store } from '../../src/index.ts'
import { createMemoryStore, createRedisStore, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { type DpopClient, dpopClient, type ProofChanges } from '../support/dpop-client.ts'
import { bearer, documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { type Answer, get } from '../support/listening.ts'
import { startRedis, withoutRedis } from '../support/redis-server.ts'
import { versions } from '../support/versions.ts'

const issuer = await createTestIssuer()
const client = await dpopClient()
const tokenFor = ({ jkt }: DpopClient): Promise<string> => issuer.token({ claims: { cnf: { jkt } } })
const token = await tokenFor(client)

const secured = { security: [{ auth0: [] }] }
const document = documentOf({ '/token': { get: secured }, '/other': { get: secured } })

const schemeWith = (proofs: ProofOptions = {}) => ({ auth0: { ...issuer.scheme, dpop: 'required' as const, proofs } })

function open(options: GateOptions = {}, proofs: ProofOptions = {}): Promise<Guarded> {
  return guarded(express, {
    document,
    routes: (app, ran) => void app.get('/token', (_req, res) => void res.json(ran('token'))),
    options: { schemes: schemeWith(proofs), ...options },
  })
}

function headersOf(proof: string, held: string = token): Record<string, string> {
  return { authorization: `DPoP ${held}`, dpop: proof }
}

/** Calls `/token` with a new proof. */
function call(app: Guarded, claims: ProofChanges['claims'] = {}): Promise<Answer> {
  const url = `${app.url}/token`
  return get(url, { headers: headersOf(client.proof({ url, token }, { claims })) })
}

const errorOf = ({ text }: Answer): unknown => JSON.parse(text).error
const seconds = (): number => Math.floor(Date.now() / 1000)

it('D-30 whoever asks gate.decide cannot say that two requests are one', async () => {
  const gate = await portcullis(document, { schemes: schemeWith(), env: {}, docs: false, log: false })
  const origin = 'https://api.example'
  const headers = headersOf(client.proof({ url: `${origin}/token`, token }))
  const request = { method: 'GET', target: '/token', headers, origin, message: {} }
  assert.equal((await gate.decide(request)).allowed, true)
  assert.equal((await gate.decide(request)).allowed, false)
  await gate.close()
})

describe('D-28 where proofs need a nonce', () => {
  let app: Guarded
  before(async () => {
    app = await open({}, { nonce: true })
  })
  after(() => app[Symbol.asyncDispose]())

  const nonceOf = async (from: Guarded): Promise<string> => (await call(from)).headers.get('dpop-nonce') ?? ''

  it('one without is answered with the nonce to use, which is good for many', async () => {
    const refused = await call(app)
    assert.deepEqual([refused.status, errorOf(refused)], [401, 'use_dpop_nonce'])
    assert.match(refused.headers.get('www-authenticate') ?? '', /^DPoP .*error="use_dpop_nonce"/)
    const nonce = refused.headers.get('dpop-nonce')
    assert.match(nonce ?? '', /^[\w-]{22}$/)
    for (let time = 0; time < 3; time++) assert.equal((await call(app, { nonce })).status, 200)
  })

  it('a wrong, an odd and a foreign one are answered the same', async () => {
    await using other = await open({}, { nonce: { secret: 'y'.repeat(32) } })
    for (const nonce of ['x', '', 5, null, 'A'.repeat(22), await nonceOf(other)]) {
      const answer = await call(app, { nonce })
      assert.deepEqual([answer.status, errorOf(answer)], [401, 'use_dpop_nonce'], String(nonce))
    }
  })

  it('one of a gate before it, in the same process, is not good', async () => {
    const before = await open({}, { nonce: true })
    const nonce = await nonceOf(before)
    await before[Symbol.asyncDispose]()
    await nextSecond()
    await using next = await open({}, { nonce: true })
    assert.equal(errorOf(await call(next, { nonce })), 'use_dpop_nonce')
  })

  it('is good in every process that has the secret', async () => {
    const secret = new Uint8Array(32).fill(7)
    await using one = await open({ store: createMemoryStore() }, { nonce: { secret } })
    await using two = await open({ store: createMemoryStore() }, { nonce: { secret } })
    assert.equal((await call(two, { nonce: await nonceOf(one) })).status, 200)
  })

  it('is told to browsers', async () => {
    const url = `${app.url}/token`
    const headers = { ...headersOf(client.proof({ url, token })), origin: 'https://app.example' }
    assert.match((await get(url, { headers })).headers.get('access-control-expose-headers') ?? '', /DPoP-Nonce/)
  })
})

async function nextSecond(): Promise<void> {
  const now = seconds()
  while (seconds() === now) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('F-33 a proof from before the process', () => {
  it('has to be made again where the gate remembers for itself', async () => {
    await using app = await open()
    const refused = await call(app, { iat: seconds() - 30 })
    assert.deepEqual([refused.status, errorOf(refused)], [401, 'use_dpop_nonce'])
    assert.equal((await call(app)).status, 200)
    // A clock that is behind: the nonce says that the proof is new.
    const nonce = refused.headers.get('dpop-nonce')
    assert.equal((await call(app, { iat: seconds() - 30, nonce })).status, 200)
  })

  it('has to be made again with a secret that the process before had, too', async () => {
    await using app = await open({}, { nonce: { secret: 'x'.repeat(32) } })
    const nonce = (await call(app)).headers.get('dpop-nonce')
    assert.equal((await call(app, { iat: seconds() - 30, nonce })).status, 401)
  })

  it('is good where a store remembers', async () => {
    await using app = await open({ store: { ...createMemoryStore() } })
    assert.equal((await call(app, { iat: seconds() - 30 })).status, 200)
  })

  it('has to be made again where the store that was given is one in memory', async () => {
    await using app = await open({ store: createMemoryStore() })
    assert.equal(errorOf(await call(app, { iat: seconds() - 30 })), 'use_dpop_nonce')
  })
})

/** A store whose `add` does this. */
const storeThat = (add: Store['add']): Store => ({ ...createMemoryStore(), add })

describe('where used proofs cannot be remembered', () => {
  it('F-25 a store that is down is 503, and in no time after a while', async () => {
    await using app = await open({ store: storeThat(() => Promise.reject(new Error('secret of the store'))) })
    for (let time = 0; time < 5; time++) {
      const answer = await call(app)
      assert.deepEqual([answer.status, errorOf(answer)], [503, 'temporarily_unavailable'])
      assert.ok(Number(answer.headers.get('retry-after')) > 0)
      assert.doesNotMatch(answer.text, /secret/)
    }
    assert.deepEqual(app.ran, [])
  })

  it('F-26 a store that never answers is 503 within its deadline, then at once', async () => {
    let asked = 0
    const silent = storeThat(() => {
      asked += 1
      return new Promise(() => {})
    })
    await using app = await open({ store: silent })
    for (const answer of await Promise.all([call(app), call(app), call(app)])) assert.equal(answer.status, 503)
    for (let time = 0; time < 10; time++) assert.equal((await call(app)).status, 503)
    // Once a second one call may try whether it is back.
    assert.ok(asked >= 3 && asked <= 5, `${asked} of 13 were asked`)
  })

  it('F-26 a Redis that takes connections and says nothing is 503', { skip: withoutRedis }, async () => {
    await using redis = await startRedis()
    const connection = await createClient({ url: redis.url })
      .on('error', () => {})
      .connect()
    await using app = await open({ store: createRedisStore(connection) })
    try {
      assert.equal((await call(app)).status, 200)
      redis.freeze()
      assert.equal((await call(app)).status, 503)
    } finally {
      redis.thaw()
      connection.destroy()
    }
  })

  it('F-25 a Redis that is killed is 503, and F-27 one that is back empty serves', { skip: withoutRedis }, async () => {
    await using redis = await startRedis()
    const socket = { reconnectStrategy: 50 }
    const connection = await createClient({ url: redis.url, socket })
      .on('error', () => {})
      .connect()
    await using app = await open({ store: createRedisStore(connection) })
    try {
      await redis.kill()
      for (let time = 0; time < 4; time++) assert.equal((await call(app)).status, 503)
      await redis.restart()
      const end = performance.now() + 5000
      while ((await call(app)).status !== 200) assert.ok(performance.now() < end, 'it never came back')
    } finally {
      connection.destroy()
    }
  })

  it('F-26 a server that is no Redis and never answers is 503', async () => {
    await using silent = await silentServer()
    const connection = createClient({ socket: { host: '127.0.0.1', port: silent.port } }).on('error', () => {})
    // Its handshake is never answered, so it never connects.
    void connection.connect().catch(() => {})
    await using app = await open({ store: createRedisStore(connection) })
    try {
      assert.equal((await call(app)).status, 503)
    } finally {
      connection.destroy()
    }
  })

  it('two gates on one Redis take a proof once', { skip: withoutRedis }, async () => {
    await using redis = await startRedis()
    const connection = await createClient({ url: redis.url })
      .on('error', () => {})
      .connect()
    const options: GateOptions = { store: createRedisStore(connection), origin: 'https://api.example' }
    await using one = await open(options)
    await using two = await open(options)
    try {
      const url = 'https://api.example/token'
      const headers = headersOf(client.proof({ url, token }))
      const apps = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : two))
      const answers = await Promise.all(apps.map((app) => get(`${app.url}/token`, { headers })))
      assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    } finally {
      connection.destroy()
    }
  })

  it('F-28 D-29 a key with too many live proofs is refused, and others are not', async () => {
    await using app = await open({}, { perKey: 5 })
    const url = `${app.url}/token`
    const used = headersOf(client.proof({ url, token }))
    assert.equal((await get(url, { headers: used })).status, 200)
    for (let time = 1; time < 5; time++) assert.equal((await call(app)).status, 200)
    const crowded = await call(app)
    assert.deepEqual([crowded.status, errorOf(crowded)], [503, 'temporarily_unavailable'])
    assert.ok(Number(crowded.headers.get('retry-after')) >= 60)
    const other = await dpopClient()
    const held = await tokenFor(other)
    assert.equal((await get(url, { headers: headersOf(other.proof({ url, token: held }), held) })).status, 200)
    assert.notEqual((await get(url, { headers: used })).status, 200, 'nothing that was used is forgotten')
  })

  it('D-29 a proof that somebody repeats does not count against its key', async () => {
    await using app = await open({}, { perKey: 3 })
    const url = `${app.url}/token`
    const headers = headersOf(client.proof({ url, token }))
    const statuses: number[] = []
    for (let time = 0; time < 10; time++) statuses.push((await get(url, { headers })).status)
    assert.deepEqual(statuses, [200, ...Array(9).fill(401)])
    assert.equal((await call(app)).status, 200)
  })

  it('R-07 more keys than fit are refused, and nothing that was used is forgotten', async () => {
    await using app = await open({ store: createMemoryStore(10) })
    const url = `${app.url}/token`
    const statuses: number[] = []
    let first: Record<string, string> = {}
    for (let index = 0; index < 12; index++) {
      const other = await dpopClient('Ed25519')
      const held = await tokenFor(other)
      const headers = headersOf(other.proof({ url, token: held }), held)
      if (index === 0) first = headers
      statuses.push((await get(url, { headers })).status)
    }
    assert.deepEqual(statuses, [...Array(10).fill(200), 503, 503])
    assert.equal((await get(url, { headers: first })).status, 401)
  })
})

async function silentServer(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => void socket.on('error', () => {}))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}

for (const { name, express: version } of versions) {
  describe(`a request that is judged twice on ${name}`, () => {
    it('brings its proof once, and another brings none', async () => {
      await using app = await guarded(version, {
        document,
        routes(router, ran) {
          router.use((req, _res, next) => {
            req.url = '/other'
            next()
          })
          router.get('/other', (_req, res) => void res.json(ran('other')))
        },
        options: { schemes: schemeWith() },
      })
      const url = `${app.url}/token`
      const headers = headersOf(client.proof({ url, token }))
      assert.equal((await get(url, { headers })).status, 200)
      assert.deepEqual(app.ran, ['other'])
      assert.equal((await get(url, { headers })).status, 401)
    })

    it('brings it once where something stands for the request', async () => {
      await using app = await guarded(version, {
        document,
        routes(router, ran, module) {
          const inner = module.Router()
          inner.get('/other', (_req, res) => void res.json(ran('other')))
          router.use((req, res, next) => {
            req.url = '/other'
            inner(Object.create(req), res, next)
          })
        },
        options: { schemes: schemeWith() },
      })
      const url = `${app.url}/token`
      const headers = headersOf(client.proof({ url, token }))
      assert.equal((await get(url, { headers })).status, 200)
      assert.equal((await get(url, { headers })).status, 401)
    })

    it('D-20 is reached under the address of a proxy only where that is trusted', async () => {
      const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example' }
      const routes: Parameters<typeof guarded>[1]['routes'] = (router) =>
        void router.get('/token', (_req, res) => void res.json({}))
      const options = { schemes: schemeWith() }
      await using plain = await guarded(version, { document, routes, options })
      await using behind = await guarded(version, {
        document,
        routes,
        options,
        before: (router) => void router.set('trust proxy', 'loopback'),
      })
      const ask = async (app: Guarded, url: string): Promise<number> => {
        const headers = { ...headersOf(client.proof({ url, token })), ...forwarded }
        return (await get(`${app.url}/token`, { headers })).status
      }
      assert.equal(await ask(plain, 'https://api.example/token'), 401)
      assert.equal(await ask(plain, `${plain.url}/token`), 200)
      assert.equal(await ask(behind, 'https://api.example/token'), 200)
      assert.equal(await ask(behind, `${behind.url}/token`), 401)
    })
  })
}

describe('a proof that is shown to gate.decide()', () => {
  it('is good once, for one of the origins, and for none where nobody knows any', async () => {
    const gate = await portcullis(document, { schemes: schemeWith(), env: {}, log: false, docs: false })
    const url = 'https://api.example/token'
    const headers = headersOf(client.proof({ url, token }))
    const request = { method: 'GET', target: '/token', headers, origin: 'https://api.example' }
    const { origin: _, ...nowhere } = request
    assert.equal(reasonOf(await gate.decide(nowhere)), 'dpop.origin')
    assert.equal(reasonOf(await gate.decide({ ...request, origin: 'https://other.example' })), 'dpop.uri')
    assert.equal(reasonOf(await gate.decide(request)), undefined)
    assert.equal(reasonOf(await gate.decide(request)), 'dpop.replayed')
    await gate.close()
  })

  it('is good once for all the rules of a request, and for any of several origins', async () => {
    const overlapping = documentOf({ '/a/{b}': { get: secured }, '/{a}/b': { get: secured } })
    const origin = ['https://one.example', 'https://two.example']
    const gate = await portcullis(overlapping, { schemes: schemeWith(), origin, env: {}, log: false, docs: false })
    const headers = headersOf(client.proof({ url: 'https://two.example/a/b', token }))
    const request = { method: 'GET', target: '/a/b', headers, origin: 'https://evil.example' }
    assert.equal(reasonOf(await gate.decide(request)), undefined)
    const evil = headersOf(client.proof({ url: 'https://evil.example/a/b', token }))
    assert.equal(reasonOf(await gate.decide({ ...request, headers: evil })), 'dpop.uri')
    await gate.close()
  })

  it('is judged by each scheme of an alternative', async () => {
    const both = documentOf(
      { '/token': { get: { security: [{ auth0: [], second: [] }] } } },
      {
        components: {
          securitySchemes: { auth0: { type: 'http', scheme: 'bearer' }, second: { type: 'http', scheme: 'bearer' } },
        },
      },
    )
    const schemes = { ...schemeWith(), second: schemeWith().auth0 }
    const gate = await portcullis(both, { schemes, env: {}, log: false, docs: false })
    const headers = headersOf(client.proof({ url: 'https://api.example/token', token }))
    const request = { method: 'GET', target: '/token', headers, origin: 'https://api.example' }
    assert.equal(reasonOf(await gate.decide(request)), undefined)
    assert.equal(reasonOf(await gate.decide(request)), 'dpop.replayed')
    await gate.close()
  })

  it('was used before a reload, too', async () => {
    const gate = await portcullis(document, { schemes: schemeWith(), env: {}, log: false, docs: false })
    const headers = headersOf(client.proof({ url: 'https://api.example/token', token }))
    const request = { method: 'GET', target: '/token', headers, origin: 'https://api.example' }
    assert.equal(reasonOf(await gate.decide(request)), undefined)
    await gate.reload()
    assert.equal(reasonOf(await gate.decide(request)), 'dpop.replayed')
    await gate.close()
  })
})

describe('Q-13 a token that one scheme has seen', () => {
  it('is judged anew by one that demands proofs', async () => {
    const two = documentOf(
      { '/plain': { get: secured }, '/proven': { get: { security: [{ proven: [] }] } } },
      {
        components: {
          securitySchemes: { auth0: { type: 'http', scheme: 'bearer' }, proven: { type: 'http', scheme: 'bearer' } },
        },
      },
    )
    await using app = await guarded(express, {
      document: two,
      routes: (router) => void router.get(['/plain', '/proven'], (_req, res) => void res.json({})),
      options: { schemes: { auth0: issuer.scheme, proven: { ...issuer.scheme, dpop: 'required' } } },
    })
    const headers = bearer(await issuer.token())
    assert.equal((await get(`${app.url}/plain`, { headers })).status, 200)
    assert.equal((await get(`${app.url}/proven`, { headers })).status, 401)
  })
})

function reasonOf(decision: Decision): string | undefined {
  return decision.allowed ? undefined : decision.reason
}
