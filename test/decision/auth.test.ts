import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { format, inspect } from 'node:util'
import { authOf, type ConnectionTokens } from '../../src/decision/auth.ts'
import { fixedSet } from '../../src/decision/fixed-set.ts'
import type { Auth } from '../../src/decision/types.ts'
import type { Operation } from '../../src/policy/types.ts'
import type { Principal } from '../../src/schemes/types.ts'

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'
const operation: Operation = Object.freeze({
  method: 'get',
  path: '/orders',
  security: [],
  source: { file: 'openapi.yaml', line: 1, column: 1 },
})
const user: Principal = Object.freeze({
  scheme: 'auth0',
  type: 'jwt',
  name: 'alice',
  claims: Object.freeze({ sub: 'alice' }),
  scopes: new Set(['read', 'write']),
  header: Object.freeze({ alg: 'RS256' }),
})
const machine: Principal = Object.freeze({
  scheme: '__proto__',
  type: 'apiKey',
  name: 'backup',
  claims: Object.freeze({}),
  scopes: new Set(['admin']),
})

/** Nobody has an upstream token here. */
const connections: ConnectionTokens = { of: async () => Promise.reject(new Error('none')) }

const both = authOf(operation, { principals: [machine, user], lead: user, token }, connections)
const keyOnly = authOf(operation, { principals: [machine], lead: machine, token: '' }, connections)

describe('authOf', () => {
  it('speaks for the lead, and has a principal for each scheme', () => {
    assert.equal(both.operation, operation)
    assert.deepEqual([both.scheme, both.claims, [...both.scopes]], ['auth0', { sub: 'alice' }, ['read', 'write']])
    assert.deepEqual(Object.keys(both.schemes), ['__proto__', 'auth0'])
    assert.equal(both.schemes.auth0?.name, 'alice')
    assert.deepEqual(both.schemes.auth0?.header, { alg: 'RS256' })
    assert.equal(both.token, token)
  })

  it('has an empty token where none was sent', () => {
    assert.deepEqual([keyOnly.scheme, keyOnly.token, [...keyOnly.scopes]], ['__proto__', '', ['admin']])
    assert.ok(!inspect(keyOnly).includes('redacted'))
  })

  it('S-18 knows no scheme but its own', () => {
    assert.equal(both.schemes.constructor, undefined)
    assert.equal(both.schemes.toString, undefined)
  })

  it('is frozen', () => {
    for (const part of [both, both.schemes, both.schemes.auth0, both.scopes, both.claims]) {
      assert.ok(Object.isFrozen(part))
    }
    assert.throws(() => Object.assign(both, { scheme: 'other' }), TypeError)
  })

  it('L-11 cannot be made another, through its symbols either', () => {
    const forged = { scopes: new Set(['admin']) }
    for (const symbol of Object.getOwnPropertySymbols(both)) {
      const inner: object = Reflect.get(both, symbol)
      assert.ok(Object.isFrozen(inner) && Object.isFrozen(Object.getPrototypeOf(inner)))
      assert.equal(Reflect.defineProperty(inner, 'lead', { value: forged }), false)
      assert.equal(Reflect.defineProperty(inner, 'schemes', { value: { auth0: forged } }), false)
    }
    assert.deepEqual([...both.scopes], ['read', 'write'])
    assert.equal(both.schemes.auth0?.scopes, both.scopes)
  })

  it('is made whatever stands on the prototype of all objects', () => {
    const pollution = ['value', 'writable']
    for (const name of pollution) Reflect.set(Object.prototype, name, true)
    try {
      const { scopes, schemes } = authOf(operation, { principals: [user], lead: user, token }, connections)
      assert.ok(scopes.has('read') && schemes.auth0?.name === 'alice')
    } finally {
      for (const name of pollution) Reflect.deleteProperty(Object.prototype, name)
    }
  })

  it('is read through a Proxy, and from what inherits from it', () => {
    for (const standIn of [new Proxy(both, {}), Object.create(both)]) {
      assert.deepEqual([...standIn.scopes], ['read', 'write'])
      assert.deepEqual(Object.keys(standIn.schemes), ['__proto__', 'auth0'])
    }
  })

  it('shares no set of scopes with the next request', () => {
    const next = authOf(operation, { principals: [user], lead: user, token }, connections)
    Set.prototype.add.call(both.scopes, 'stolen')
    assert.ok(!next.scopes.has('stolen') && !user.scopes.has('stolen'))
    Set.prototype.delete.call(both.scopes, 'stolen')
  })
})

const sinks: readonly (readonly [string, (auth: Auth) => unknown])[] = [
  ['JSON', (auth) => JSON.stringify({ auth })],
  ['inspect', (auth) => inspect(auth)],
  ['inspect, everything shown', (auth) => inspect({ auth }, { showHidden: true, depth: Number.POSITIVE_INFINITY })],
  ['inspect without our own', (auth) => inspect(auth, { showHidden: true, customInspect: false })],
  ['format', (auth) => format('%s %o %O %j', auth, auth, auth, auth)],
  ['String', (auth) => String(auth)],
  ['a template', (auth) => `${auth}`],
  ['a spread', (auth) => inspect({ ...auth }) + JSON.stringify({ ...auth })],
  ['assign', (auth) => inspect(Object.assign({}, auth), { showHidden: true })],
  ['entries', (auth) => JSON.stringify(Object.entries(auth))],
  ['for in', (auth) => JSON.stringify(keysOf(auth).map((key) => Reflect.get(auth, key)))],
  ['an error', (auth) => inspect(new Error('refused', { cause: auth }))],
  ['an assertion', (auth) => thrownBy(() => assert.deepEqual(auth, {}))],
  ['a clone', (auth) => inspect(structuredClone(auth), { showHidden: true })],
]

function keysOf(auth: Auth): readonly string[] {
  const keys: string[] = []
  for (const key in auth) keys.push(key)
  return keys
}

function thrownBy(run: () => void): unknown {
  try {
    run()
  } catch (error) {
    return inspect(error)
  }
  return assert.fail('nothing was thrown')
}

describe('L-18 no way of printing shows the token', () => {
  for (const [sink, print] of sinks) {
    it(`L-18 ${sink}`, () => {
      const printed = String(print(both))
      assert.ok(printed.length > 0)
      for (const part of token.split('.')) assert.ok(!printed.includes(part), printed)
    })
  }

  it('L-18 JSON and inspect say that there is one, and print the rest', () => {
    const printed = JSON.parse(JSON.stringify(both))
    assert.equal(printed.token, '[redacted]')
    assert.deepEqual(printed.scopes, ['read', 'write'])
    assert.deepEqual(printed.schemes.auth0.scopes, ['read', 'write'])
    assert.match(inspect(both), /token: '\[redacted\]'/)
    assert.match(inspect(both), /alice/)
  })
})

describe('fixedSet', () => {
  it('refuses changes, and reads like a set', () => {
    const set = fixedSet(['a', 'b'])
    assert.deepEqual([set.has('a'), set.has('c'), set.size, [...set]], [true, false, 2, ['a', 'b']])
    assert.deepEqual(set, new Set(['a', 'b']))
    for (const method of ['add', 'delete', 'clear']) {
      assert.throws(() => Reflect.apply(Reflect.get(set, method), set, ['a']), /frozen/)
    }
    assert.equal(JSON.stringify({ set }), '{"set":["a","b"]}')
  })
})
