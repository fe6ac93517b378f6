import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createClient } from 'redis'
import { createRedisStore } from '../../src/index.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import type { Store } from '../../src/token-client.ts'
import { json } from '../jwt/misbehaving-issuer.ts'
import { fieldOf } from '../support/form-request.ts'
import { startRedis, withoutRedis } from '../support/redis-server.ts'
import { success, type TokenEndpoint, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientId, clientOf, jwt, movableClocks, until } from './asking.ts'

const encryptionKey = randomBytes(32)
const of = (accessToken: string) => ({ ...calendar, accessToken })

/** A store whose entries can be seen and changed. */
function openStore(changes: Partial<Store> = {}): { readonly store: Store; readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  const store: Store = {
    get: async (key) => entries.get(key),
    set: async (key, value) => void entries.set(key, value),
    add: async () => assert.fail('nothing is added'),
    delete: async (key) => void entries.delete(key),
    ...changes,
  }
  return { store, entries }
}

let server: TokenEndpoint
before(async () => {
  server = await tokenEndpoint()
})
after(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  server.answer((asked) => json(success({ access_token: `token-for-${fieldOf(asked, 'subject_token')}` })))
  server.asked.length = 0
})

/** A process of its own: it remembers nothing but what the store has. */
const processOf = (store: Store, key: Uint8Array = encryptionKey) => clientOf(server, { store, encryptionKey: key })

/** Writing goes on behind the answer. */
async function written(entries: ReadonlyMap<string, string>, count: number): Promise<void> {
  await until(() => entries.size >= count)
}

describe('processes that share a store and a key', () => {
  it('ask once for all of them', async () => {
    const { store, entries } = openStore()
    const first = await processOf(store).getAccessTokenForConnection(of('alice'))
    await written(entries, 1)
    const second = await processOf(store).getAccessTokenForConnection(of('alice'))
    assert.deepEqual(second, first)
    assert.ok(Object.isFrozen(second))
    assert.equal(server.asked.length, 1)
  })

  it('X-01 ask for each user, connection and client of theirs', async () => {
    const { store, entries } = openStore()
    await processOf(store).getAccessTokenForConnection(of('alice'))
    await written(entries, 1)
    await processOf(store).getAccessTokenForConnection(of('bob'))
    await processOf(store).getAccessTokenForConnection({ ...of('alice'), connection: 'github' })
    await clientOf(server, { store, encryptionKey, clientId: `${clientId}2` }).getAccessTokenForConnection(of('alice'))
    assert.equal(server.asked.length, 4)
    await written(entries, 4)
  })

  it('X-15 give out nothing in its last minute, whatever the store keeps', async (t) => {
    const wait = movableClocks(t)
    const { store, entries } = openStore()
    const request = of(jwt({ exp: Date.now() / 1000 + 300 }))
    await processOf(store).getAccessTokenForConnection(request)
    await written(entries, 1)
    wait(241)
    await processOf(store).getAccessTokenForConnection(request)
    assert.equal(server.asked.length, 2)
  })

  it('tell the store when it may forget', async () => {
    const times: number[] = []
    const { store } = openStore({ set: async (_key, _value, ttlMs) => void times.push(ttlMs) })
    await processOf(store).getAccessTokenForConnection(of(jwt({ exp: Date.now() / 1000 + 600 })))
    const [ttlMs = 0] = times
    assert.ok(ttlMs > 590_000 && ttlMs <= 600_000, `${ttlMs}`)
  })

  it('replace a token that was refreshed, for all of them', async () => {
    const { store, entries } = openStore()
    const one = processOf(store)
    await one.getAccessTokenForConnection(of('alice'))
    await written(entries, 1)
    server.answer(() => json(success({ access_token: 'newer' })))
    await one.getAccessTokenForConnection({ ...of('alice'), refresh: true })
    await new Promise(setImmediate)
    assert.equal((await processOf(store).getAccessTokenForConnection(of('alice'))).accessToken, 'newer')
    server.answer(() => json(success({ access_token: 'short', expires_in: 30 })))
    await one.getAccessTokenForConnection({ ...of('alice'), refresh: true })
    await new Promise(setImmediate)
    assert.equal(entries.size, 0)
  })

  it('keep no failure', async () => {
    const { store, entries } = openStore()
    server.answer(() => (_, response) => void response.writeHead(400).end())
    await assert.rejects(processOf(store).getAccessTokenForConnection(of('alice')))
    assert.equal(entries.size, 0)
  })
})

describe('who reads the store', () => {
  it('X-18 reads neither tokens nor names, and nothing that is the same for two keys', async () => {
    const { store, entries } = openStore()
    await processOf(store).getAccessTokenForConnection({ ...of('alice'), loginHint: '1098' })
    await processOf(store, randomBytes(32)).getAccessTokenForConnection({ ...of('alice'), loginHint: '1098' })
    await written(entries, 2)
    const all = [...entries].flat()
    assert.equal(new Set(all).size, 4)
    for (const text of all) {
      for (const form of [text, Buffer.from(text.replace('exchanged:', ''), 'base64url').toString('latin1')]) {
        assert.doesNotMatch(form, /token-for|alice|google|1098|shop|calendar|Bearer/)
      }
    }
  })

  it('never sees the same token sealed the same way', async () => {
    const values: string[] = []
    const { store } = openStore({ get: async () => undefined, set: async (_key, value) => void values.push(value) })
    await processOf(store).getAccessTokenForConnection(of('alice'))
    await processOf(store).getAccessTokenForConnection(of('alice'))
    assert.equal(new Set(values).size, 2)
  })

  it('and has another key is told nothing', async () => {
    const { store, entries } = openStore()
    await processOf(store).getAccessTokenForConnection(of('alice'))
    await written(entries, 1)
    const [sealed = assert.fail()] = entries.values()
    const { store: foreign } = openStore({ get: async () => sealed })
    await processOf(foreign, randomBytes(32)).getAccessTokenForConnection(of('alice'))
    assert.equal(server.asked.length, 2)
  })
})

describe('what the store gives is a miss where', () => {
  const changes: readonly (readonly [string, (sealed: string) => unknown])[] = [
    ['it is cut off', (sealed) => sealed.slice(0, -4)],
    ['it is a few bytes', (sealed) => sealed.slice(0, 20)],
    ['it is empty', () => ''],
    ['a bit of it was changed', (sealed) => flip(sealed, -1)],
    ['a bit of its nonce was changed', (sealed) => flip(sealed, 0)],
    ['a bit of its tag was changed', (sealed) => flip(sealed, 14)],
    ['more was written behind it', (sealed) => `${sealed}AAAA`],
    [
      'it is plain',
      () => JSON.stringify({ result: { accessToken: 'forged', expiresAt: 9e9, tokenType: 'Bearer' }, goodUntil: 9e9 }),
    ],
    ['it is no text', () => 1],
    ['it is null', () => null],
    ['it is an object', () => ({ accessToken: 'forged' })],
  ]
  for (const [name, change] of changes) {
    it(name, async () => {
      const { store, entries } = openStore()
      await processOf(store).getAccessTokenForConnection(of('alice'))
      await written(entries, 1)
      const [sealed = assert.fail()] = entries.values()
      const broken: Store = Object.assign({ ...store }, { get: async () => change(sealed) })
      const { accessToken } = await processOf(broken).getAccessTokenForConnection(of('alice'))
      assert.deepEqual([accessToken, server.asked.length], ['token-for-alice', 2])
    })
  }

  it("X-01 another user's was put in its place", async () => {
    const { store, entries } = openStore()
    await processOf(store).getAccessTokenForConnection(of('alice'))
    await processOf(store).getAccessTokenForConnection(of('bob'))
    await written(entries, 2)
    const [[alice, ofAlice], [bob, ofBob]] = [...entries] as [[string, string], [string, string]]
    entries.set(alice, ofBob).set(bob, ofAlice)
    for (const user of ['alice', 'bob']) {
      assert.equal((await processOf(store).getAccessTokenForConnection(of(user))).accessToken, `token-for-${user}`)
    }
    assert.equal(server.asked.length, 4)
  })

  const down: readonly (readonly [string, Partial<Store>])[] = [
    ['it rejects', { get: () => Promise.reject(new Error('down')), set: () => Promise.reject(new Error('down')) }],
    ['it hangs', { get: () => new Promise(() => {}), set: () => new Promise(() => {}) }],
    [
      'it throws',
      {
        get() {
          throw new Error('down')
        },
        set() {
          throw new Error('down')
        },
      },
    ],
  ]
  for (const [name, changes] of down) {
    it(name, async () => {
      const { store } = openStore(changes)
      const tokens = processOf(store)
      const { accessToken } = await tokens.getAccessTokenForConnection(of('alice'))
      assert.equal(accessToken, 'token-for-alice')
      await tokens.getAccessTokenForConnection(of('alice'))
      assert.equal(server.asked.length, 1, 'this process remembers it all the same')
    })
  }
})

describe('with stores of ours', () => {
  const share = async (store: Store): Promise<void> => {
    const all = await Promise.all(
      ['alice', 'bob'].map((user) => processOf(store).getAccessTokenForConnection(of(user))),
    )
    const deadline = performance.now() + 3000
    const asked = () => server.asked.length
    for (let before = asked(); performance.now() < deadline; before = asked()) {
      const again = await Promise.all(
        ['alice', 'bob'].map((user) => processOf(store).getAccessTokenForConnection(of(user))),
      )
      assert.deepEqual(
        again.map(({ accessToken }) => accessToken),
        all.map(({ accessToken }) => accessToken),
      )
      if (asked() === before) return
    }
    assert.fail('nothing was shared')
  }

  it('in memory', () => share(createMemoryStore()))

  it('in Redis', { skip: withoutRedis }, async () => {
    await using redis = await startRedis()
    const client = await createClient({ url: redis.url }).connect()
    try {
      await share(createRedisStore(client))
      for (const key of await client.keys('*')) assert.ok((await client.pTTL(key)) > 0, 'it has an end')
    } finally {
      client.destroy()
    }
  })
})

function flip(sealed: string, at: number): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const index = at < 0 ? bytes.length + at : at
  bytes[index] = (bytes[index] ?? 0) ^ 1
  return bytes.toString('base64url')
}
