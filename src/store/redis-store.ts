import type { Store } from './types.ts'

/** What a store needs of a client of the package `redis`, version 5, whatever modules and scripts it was made with. */
export interface RedisClient {
  /** false: no connection now. Such a client keeps commands until there is one. */
  readonly isReady?: boolean
  get(key: string): Promise<unknown>
  set(key: string, value: string, options: RedisSetOptions): Promise<unknown>
  del(key: string): Promise<unknown>
}

/** The options of `SET` that are used here. */
export interface RedisSetOptions {
  expiration: { type: 'PX'; value: number }
  condition?: 'NX'
}

export interface RedisStoreOptions {
  /** Stands in front of every key. Gates that share it share what they remember. Default `portcullis:`. */
  prefix?: string
}

/**
 * What processes share, in Redis. The client is the application's own: connected by it, with a listener for its errors,
 * and closed by it.
 *
 * @throws TypeError for what is no client, an unknown option or a wrong value.
 * @example
 * const client = await createClient({ url: 'redis://127.0.0.1:6379' }).on('error', console.error).connect()
 * const gate = await portcullis('openapi.yaml', { store: createRedisStore(client) })
 */
export function createRedisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  assertClient(client)
  const prefix = readPrefix(options)
  return Object.freeze({
    async get(key: string) {
      const value = await ready(client).get(prefix + key)
      if (value === null || value === undefined) return undefined
      if (typeof value === 'string') return value
      throw foreignType()
    },
    async set(key: string, value: string, ttlMs: number) {
      await ready(client).set(prefix + key, value, { expiration: lifeOf(ttlMs) })
    },
    async add(key: string, value: string, ttlMs: number) {
      // One command, so that of many who add at once one is told that it did.
      const answer = await ready(client).set(prefix + key, value, { expiration: lifeOf(ttlMs), condition: 'NX' })
      if (answer === 'OK') return true
      if (answer === null || answer === undefined) return false
      throw foreignType()
    },
    async delete(key: string) {
      await ready(client).del(prefix + key)
    },
  })
}

/** What was answered means nothing here, so it counts as no answer. */
function foreignType(): TypeError {
  return new TypeError('the Redis client gives no text: it has another type mapping')
}

/** A command that waits for a connection would be sent when nobody waits for its answer any more. */
function ready(client: RedisClient): RedisClient {
  if (client.isReady === false) throw new Error('the Redis client has no connection')
  return client
}

/** Redis takes whole milliseconds, and at least one. */
function lifeOf(ttlMs: number): RedisSetOptions['expiration'] {
  return { type: 'PX', value: Math.max(1, Math.ceil(ttlMs)) }
}

function assertClient(client: unknown): void {
  const methods: Readonly<Record<string, unknown>> = Object(client)
  if (['get', 'set', 'del'].every((name) => typeof methods[name] === 'function')) return
  throw new TypeError("createRedisStore: the first argument has to be a connected client of the package 'redis'.")
}

function readPrefix(options: RedisStoreOptions): string {
  const unknown = Object.keys(options).find((name) => name !== 'prefix')
  if (unknown !== undefined) throw new TypeError(`createRedisStore: ${unknown} is no option. It may have: prefix.`)
  const { prefix = 'portcullis:' } = options
  if (typeof prefix === 'string' && prefix !== '') return prefix
  throw new TypeError('createRedisStore: prefix has to be a text that is not empty.')
}
