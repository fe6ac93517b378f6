import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createClient } from 'redis'
import { createRedisStore } from '../../src/index.ts'
import { withCircuit } from '../../src/store/with-circuit.ts'
import { withDeadline } from '../../src/store/with-deadline.ts'
import { startRedis, withoutRedis } from '../support/redis-server.ts'
import { storeConformance } from './conformance.ts'

if (withoutRedis === false) {
  const redis = await startRedis()
  const client = await createClient({ url: redis.url }).connect()
  let opened = 0
  after(async () => {
    client.destroy()
    await redis[Symbol.asyncDispose]()
  })
  storeConformance('Redis', async () => {
    opened += 1
    return createRedisStore(client, { prefix: `test-${opened}:` })
  })
  storeConformance('Redis with a deadline and a circuit', async () => {
    opened += 1
    return withCircuit(withDeadline(createRedisStore(client, { prefix: `test-${opened}:` })))
  })

  it('keeps keys under its prefix, with an end', async () => {
    await createRedisStore(client).set('a', 'b', 5000.5)
    assert.equal(await client.get('portcullis:a'), 'b')
    const left = await client.pTTL('portcullis:a')
    assert.ok(left > 4000 && left <= 5001, String(left))
  })
}

it('a client that maps texts to something else is told apart from a key that is there', async () => {
  const client = { get: async () => Buffer.from('1'), set: async () => Buffer.from('OK'), del: async () => 1 }
  const store = createRedisStore(client)
  await assert.rejects(store.get('a'), /another type mapping/)
  await assert.rejects(store.add('a', '1', 1000), /another type mapping/)
})

describe('a Redis that goes away', { skip: withoutRedis }, () => {
  it('F-25 rejects while it is killed, at once after a while, and serves again when it is back', async () => {
    await using redis = await startRedis()
    const client = createClient({ url: redis.url, socket: { reconnectStrategy: 50 } }).on('error', () => {})
    await client.connect()
    const store = withCircuit(withDeadline(createRedisStore(client)))
    try {
      assert.equal(await store.add('a', '1', 60_000), true)
      await redis.kill()
      for (let call = 0; call < 3; call++) await assert.rejects(store.get('a'))
      for (let call = 0; call < 100; call++) await assert.rejects(store.add('b', '1', 60_000), /down/)
      await redis.restart()
      await until(async () => (await store.get('a')) === undefined)
      assert.equal(await store.add('a', '2', 60_000), true, 'F-27 an empty one knows nothing of before')
    } finally {
      client.destroy()
    }
  })

  it('F-26 rejects within the deadline while it answers nothing', async () => {
    await using redis = await startRedis()
    const client = createClient({ url: redis.url }).on('error', () => {})
    await client.connect()
    const store = withCircuit(withDeadline(createRedisStore(client), 50))
    try {
      await store.set('a', '1', 60_000)
      redis.freeze()
      for (let call = 0; call < 3; call++) await assert.rejects(store.get('a'), /did not answer within 50 ms/)
      await assert.rejects(store.get('a'), /down/)
      redis.thaw()
      await until(async () => (await store.get('a')) === '1')
    } finally {
      redis.thaw()
      client.destroy()
    }
  })

  it('F-25 says so when it was never there', async () => {
    const client = createClient({ url: 'redis://127.0.0.1:1', disableOfflineQueue: true }).on('error', () => {})
    await assert.rejects(createRedisStore(client).get('a'), /no connection/)
  })
})

/** Tries until it holds, for some seconds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 5000
  while (!(await holds().catch(() => false))) {
    assert.ok(performance.now() < end, 'it never held')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe('making a store of a client', () => {
  const client = { get: async () => null, set: async () => 'OK', del: async () => 1 }
  const wrong: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['nothing', () => Reflect.apply(createRedisStore, undefined, [undefined]), /connected client/],
    ['a client without del', () => Reflect.apply(createRedisStore, undefined, [{ ...client, del: 1 }]), /client/],
    ['an unknown option', () => createRedisStore(client, Object({ prefx: 'a' })), /prefx is no option/],
    ['an empty prefix', () => createRedisStore(client, { prefix: '' }), /prefix/],
  ]
  for (const [name, call, message] of wrong) it(`throws for ${name}`, () => assert.throws(call, message))

  it('refuses what is no text', async () => {
    const store = createRedisStore({ ...client, get: async () => Buffer.from('a') })
    await assert.rejects(store.get('a'), /no text/)
  })
})
