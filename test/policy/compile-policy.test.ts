import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compilePolicy } from '../../src/policy/compile-policy.ts'
import { load } from '../document/load-files.ts'
import { compile, documentOf, everyScheme, ruleOf } from './compile.ts'

const options = {
  basePath: undefined,
  publicOperations: 'explicit',
  routing: { caseSensitive: false, strict: false },
  allow: [],
} as const

const document = documentOf(
  {
    '/orders/{id}': {
      get: { operationId: 'getOrder', security: [{ auth0: ['read'] }, { key: [] }] },
      delete: { security: [{ auth0: ['read', 'write'] }], 'x-portcullis': { bind: { 'path.id': 'sub' } } },
    },
    '/status': { get: { security: [] } },
    '/orders/{other}': { get: { security: [{ jwt: [] }] } },
  },
  { servers: [{ url: 'https://api.test/v1' }] },
)

/** Everything that can be reached without a function being called, getters included. */
function* reachable(value: unknown, seen: Set<unknown> = new Set()): Generator<object> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  yield value
  for (const key of Reflect.ownKeys(value)) yield* reachable(Reflect.get(value, key), seen)
}

describe('a compiled policy', () => {
  it('has one rule for each operation, in the order of the document', async () => {
    const { compiled } = await compile(document)
    const names = compiled?.rules.map(({ method, operation }) => `${method} ${operation.path}`)
    assert.deepEqual(names, ['GET /orders/{id}', 'DELETE /orders/{id}', 'GET /status', 'GET /orders/{other}'])
    assert.deepEqual(
      compiled?.rules.map(({ operation }) => operation),
      compiled?.policy.operations,
    )
    assert.deepEqual(compiled?.bases, ['/v1'])
    assert.deepEqual(compiled?.routing, { caseSensitive: false, strict: false })
  })

  it('is frozen, wherever one gets to', async () => {
    const { compiled } = await compile(document)
    for (const value of reachable(compiled?.policy)) assert.ok(Object.isFrozen(value), JSON.stringify(value))
    for (const value of reachable(compiled?.rules)) assert.ok(Object.isFrozen(value), JSON.stringify(value))
    assert.ok(Object.isFrozen(compiled) && Object.isFrozen(compiled?.schemes) && Object.isFrozen(compiled?.bases))
  })

  it('does not change when the document does afterwards', async () => {
    const own = structuredClone(document)
    const { compiled } = await compile(own)
    const before = JSON.stringify(compiled?.policy)
    Object.assign(own, { paths: {} })
    assert.equal(JSON.stringify(compiled?.policy), before)
  })

  it('is the same bytes for the same document, and can be read back', async () => {
    const [one, other] = [await compile(document), await compile(structuredClone(document))]
    const text = JSON.stringify(one.compiled?.policy)
    assert.equal(text, JSON.stringify(other.compiled?.policy))
    const back = JSON.parse(text)
    assert.deepEqual(Object.keys(back), ['openapi', 'operations', 'schemes', 'connections', 'diagnostics'])
    assert.deepEqual(back.operations[0], {
      method: 'get',
      path: '/orders/{id}',
      operationId: 'getOrder',
      security: [{ auth0: ['read'] }, { key: [] }],
      source: { file: '<document>', line: 1, column: 1 },
    })
    assert.deepEqual(Object.keys(back.schemes), Object.keys(everyScheme))
    assert.deepEqual(Object.keys(back.schemes.auth0), ['name', 'type', 'source'])
  })

  it('keeps its warnings and hints', async () => {
    const { compiled, diagnostics } = await compile(document)
    assert.deepEqual(compiled?.policy.diagnostics, diagnostics)
    assert.ok(diagnostics.length > 0)
  })

  it('says where things are when it is asked, and not before', async () => {
    const quiet = documentOf({ '/a': { get: { security: [{ jwt: [] }] } } })
    const { document: resolved } = await load(quiet)
    const item = resolved?.pathItems[0] ?? assert.fail()
    let located = 0
    const file = { name: 'a.yaml', locate: () => ({ line: ++located, column: 1 }) }
    const operations = item.operations.map((operation) => ({ ...operation, place: { ...operation.place, file } }))
    const watched = { ...(resolved ?? assert.fail()), pathItems: [{ ...item, operations }] }

    const operation = compilePolicy(watched, options, () => {})?.policy.operations[0]
    assert.equal(located, 0)
    const source = Object.getOwnPropertyDescriptor(operation, 'source')
    assert.equal(source?.enumerable, true)
    assert.deepEqual(operation?.source, { file: 'a.yaml', line: 1, column: 1 })
    assert.deepEqual(operation?.source, { file: 'a.yaml', line: 1, column: 1 })
    assert.equal(located, 1)
  })

  it('is none where there is an error, and every error is told at once', async () => {
    const broken = documentOf({
      'no-slash': { get: { security: [{ jwt: [] }] } },
      '/a': { get: { security: null }, put: { securty: [] } },
      '/b': { get: { security: [{ nobody: [] }] }, security: [] },
    })
    const { compiled, told } = await compile(broken)
    assert.equal(compiled, undefined)
    assert.deepEqual(
      new Set(told),
      new Set([
        'error path.malformed',
        'error security.malformed',
        'error scheme.undefined',
        'error name.misspelt',
        'error name.misplaced',
        'error security.missing',
      ]),
    )
  })

  it('B-01: takes basePath in place of every server', async () => {
    for (const [basePath, base] of [
      ['/', ''],
      ['', ''],
      ['/v2/', '/v2'],
      ['/v2//x/.', '/v2/x'],
    ] as const) {
      assert.deepEqual((await ruleOf(document, 'GET /status', { basePath })).bases, [base])
    }
  })
})
