import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { copyData } from '../../../src/document/input/copy-data.ts'
import { documentLimits } from '../../../src/document/limits.ts'
import { load } from '../load-files.ts'

describe('copyData', () => {
  it('copies JSON-like data, and shares nothing with it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (data) => {
        const plain = JSON.parse(JSON.stringify(data))
        const copied = copyData(plain, documentLimits)
        assert.ok(copied.ok)
        assert.deepEqual(copied.value, plain)
        assert.notEqual(copied.value, plain)
      }),
    )
  })

  it('takes plain objects of any kind', () => {
    const bare = Object.assign(Object.create(null), { a: 1 })
    const foreign: object = runInNewContext('({ a: [1, { b: null }] })')
    const shared = { x: 1 }
    const own = JSON.parse('{"__proto__": {"admin": true}}')
    for (const [data, json] of [
      [bare, '{"a":1}'],
      [foreign, '{"a":[1,{"b":null}]}'],
      [{ a: shared, b: [shared] }, '{"a":{"x":1},"b":[{"x":1}]}'],
      [own, '{"__proto__":{"admin":true}}'],
      [{ a: undefined, b: 1, [Symbol('c')]: 2 }, '{"b":1}'],
      [Object.freeze({ a: 1 }), '{"a":1}'],
      [Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }), '{"a":1}'],
    ] as [object, string][]) {
      const copied = copyData(data, documentLimits)
      assert.ok(copied.ok)
      assert.equal(JSON.stringify(copied.value), json)
      assert.equal(Object.getPrototypeOf(copied.value), Object.prototype)
    }
  })

  it('reads each member once', () => {
    const read: string[] = []
    const watched = new Proxy(
      { a: 1, b: 2 },
      {
        getOwnPropertyDescriptor(target, name) {
          if (name in target) read.push(String(name))
          return Reflect.getOwnPropertyDescriptor(target, name)
        },
        get: () => assert.fail('a value was read past its descriptor'),
      },
    )
    const copied = copyData({ watched }, documentLimits)
    assert.ok(copied.ok)
    assert.deepEqual(copied.value, { watched: { a: 1, b: 2 } })
  })
})

class Scheme {
  readonly type = 'http'
}
const cycle: { self?: object } = {}
cycle.self = [cycle]
let deep: object = {}
for (let level = 0; level < 100_000; level++) deep = { deep }
let bomb: object = { a: 'a' }
for (let level = 0; level < 40; level++) bomb = { a: bomb, b: bomb }

describe('copyData refuses', () => {
  const rows: readonly [string, object, string, string, string][] = [
    ['a cycle', { a: cycle }, 'document.data', 'a value that contains itself', '/a/self/0'],
    ['a function', { paths: { '/a': () => 1 } }, 'document.data', 'a value of the type function', '/paths/~1a'],
    ['a symbol', [Symbol('x')], 'document.data', 'a value of the type symbol', '/0'],
    ['a bigint', { a: 1n }, 'document.data', 'a value of the type bigint', '/a'],
    ['a number that JSON has not', { a: Number.NaN }, 'document.data', 'the number NaN', '/a'],
    ['an instance', { a: new Scheme() }, 'document.data', 'an instance of Scheme', '/a'],
    ['a date', { a: new Date(0) }, 'document.data', 'an instance of Date', '/a'],
    ['a map', { a: new Map() }, 'document.data', 'an instance of Map', '/a'],
    ['a boxed text', { a: Object('x') }, 'document.data', 'an instance of String', '/a'],
    ['bytes as the document', Buffer.from('openapi: 3.1.0'), 'document.data', 'an instance of Buffer', ''],
    ['inherited members', Object.create({ openapi: '3.1.0' }), 'document.data', 'an instance of Object', ''],
    [
      'a getter',
      Object.defineProperty({}, 'security', { get: () => [], enumerable: true }),
      'document.data',
      'a getter or setter',
      '/security',
    ],
    [
      'a getter in a list',
      Object.defineProperty([1], '0', { get: () => 1 }),
      'document.data',
      'a getter or setter',
      '/0',
    ],
    ['a hole in a list', Array(3), 'document.data', 'an item that is undefined', '/0'],
    ['depth', deep, 'limit.depth', 'values nested more than 256 deep', '/deep'.repeat(256)],
    ['what is shared into more than a file may have', bomb, 'limit.file-size', 'more than 100000 characters', ''],
  ]
  for (const [name, data, code, what, pointer] of rows) {
    it(name, async () => {
      const { document, diagnostics } = await load(data, { limits: { fileBytes: 100_000 } })
      assert.equal(document, undefined)
      assert.equal(diagnostics.length, 1)
      const [found] = diagnostics
      assert.equal(found?.code, code)
      assert.ok(found?.message.startsWith(`the document object has ${what}`), found?.message)
      if (code !== 'limit.file-size') assert.equal(found?.pointer, pointer)
      assert.equal(found?.file, '<document>')
    })
  }
})
