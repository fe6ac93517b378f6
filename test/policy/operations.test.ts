import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile, documentOf } from './compile.ts'

const get = { security: [{ jwt: [] }] }

describe('methods', () => {
  it('are those of the request line in rules, and lower case in the policy', async () => {
    const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']
    const item = Object.fromEntries(methods.map((method) => [method, get]))
    const paths = { '/a': { ...item, additionalOperations: { COPY: get, purge: get } } }
    const { compiled, told } = await compile(documentOf(paths, { openapi: '3.2.0' }))
    assert.deepEqual(told, [])
    assert.deepEqual(
      compiled?.rules.map(({ method, operation }) => [method, operation.method]),
      [...methods.map((method) => [method.toUpperCase(), method]), ['COPY', 'copy'], ['purge', 'purge']],
    )
  })

  for (const name of ['GET', 'QUERY', 'with space', '', 'é']) {
    it(`wild 31: ${JSON.stringify(name)} under additionalOperations stops the start`, async () => {
      const document = documentOf({ '/a': { additionalOperations: { [name]: get } } }, { openapi: '3.2.0' })
      assert.deepEqual((await compile(document)).told, ['error operation.method'])
    })
  }
})

describe('a document without an operation', () => {
  const empty: Readonly<Record<string, object>> = {
    'with empty paths': documentOf({}),
    'with paths that have none': documentOf({ '/a': {}, '/b': { parameters: [] } }),
    'with an extension alone': documentOf({ 'x-a': { get } }),
    'with webhooks alone': { openapi: '3.1.0', info: {}, webhooks: { w: { post: {} } } },
  }
  for (const [name, document] of Object.entries(empty)) {
    it(`${name} stops the start`, async () => {
      assert.deepEqual((await compile(document)).told, ['error paths.empty'])
    })
  }
})

describe('operationId', () => {
  it('wild 45: that stands twice is told with both', async () => {
    const named = { ...get, operationId: 'list' }
    const { compiled, told, diagnostics } = await compile(
      documentOf({ '/a': { get: named }, '/b': { get: named }, '/c': { get } }),
    )
    assert.deepEqual(told, ['warning operation.id-repeated'])
    assert.match(diagnostics[0]?.message ?? '', /"list".*: GET \/a and GET \/b\.$/)
    assert.deepEqual(
      compiled?.policy.operations.map(({ operationId }) => operationId),
      ['list', 'list', undefined],
    )
  })

  it('that is no text is none', async () => {
    const { compiled } = await compile(documentOf({ '/a': { get: { ...get, operationId: 7 } } }))
    assert.equal('operationId' in (compiled?.policy.operations[0] ?? {}), false)
  })
})

it('wild 21: a header parameter called Authorization is ignored, and said to be', async () => {
  const parameters = [{ name: 'AUTHORIZATION', in: 'header' }]
  const others = [{ name: 'Authorization', in: 'query' }, { $ref: '#/components/parameters/a' }, 'what', null]
  const paths = { '/a': { get: { ...get, parameters } }, '/b': { get, parameters }, '/c': { get, parameters: others } }
  const { told, diagnostics } = await compile(documentOf(paths))
  assert.deepEqual(told, ['hint operation.authorization-parameter'])
  assert.match(diagnostics[0]?.message ?? '', /: GET \/a and \/b\.$/)
})

describe('refusals that a document does not tell of', () => {
  const answers = (...statuses: readonly string[]) =>
    Object.fromEntries(statuses.map((status) => [status, { description: 'An answer' }]))
  const hint = 'hint operation.refusals-undocumented'
  const rows: readonly (readonly [string, object, readonly string[]])[] = [
    ['neither', { security: [{ jwt: ['a'] }], responses: answers('200') }, ['401 and 403']],
    ['no 403 where scopes are needed', { security: [{ jwt: ['a'] }], responses: answers('200', '401') }, ['403']],
    ['no 403 where none are', { security: [{ jwt: [] }], responses: answers('200', '401') }, []],
    ['a range', { security: [{ jwt: ['a'] }], responses: answers('200', '4XX') }, []],
    ['whatever else', { security: [{ jwt: ['a'] }], responses: answers('200', 'default') }, []],
    ['a public operation', { security: [], responses: answers('200') }, []],
  ]
  for (const [name, operation, missing] of rows) {
    it(name, async () => {
      const { told, diagnostics } = await compile(documentOf({ '/a': { get: operation } }))
      const found = told.filter((one) => one === hint)
      assert.equal(found.length, missing.length)
      const said = diagnostics.find(({ code }) => code === 'operation.refusals-undocumented')?.message
      for (const statuses of missing)
        assert.equal(said, `The document has no answer ${statuses}, which a gate gives, at GET /a.`)
    })
  }
})
