import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pruneDocument, prunedPath } from '../../../src/express/validation/document/pruned-document.ts'

const response = (schema: object) => ({ responses: { 200: { content: { 'application/json': { schema } } } } })

const content = {
  security: [{ session: [] }],
  paths: {
    '/pets': {
      servers: [{ url: '/x' }],
      parameters: [{ $ref: '#/components/parameters/Page' }],
      get: response({ $ref: '#/components/schemas/Pet' }),
    },
    '/cats': {
      get: {
        ...response({ $ref: '#/paths/~1pets/get/responses/200/content/application~1json/schema' }),
        callbacks: { a: { $ref: '#/nowhere' } },
      },
    },
    '/shared': { $ref: '#/x-items/shared', summary: 'shared' },
    '/lost': { get: response({ $ref: '#/components/schemas/Lost' }) },
    '/far': { get: response({ $ref: './far.yaml' }) },
    '/loop': { get: response({ $ref: '#/x-loop' }) },
  },
  'x-items': { shared: { put: response({ type: 'string' }) } },
  'x-loop': { items: { $ref: '#/x-loop' } },
  components: {
    parameters: { Page: { name: 'page', in: 'query' }, Other: {} },
    schemas: {
      Pet: {
        oneOf: [{ $ref: '#/components/schemas/Cat' }],
        discriminator: { propertyName: 'kind', mapping: { dog: '#/components/schemas/Dog', cow: 'Cow' } },
      },
      Cat: { properties: { kittens: { items: { $ref: '#/components/schemas/Cat' } } } },
      Dog: JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'),
      Unused: {},
    },
  },
}

function prune(path: string, credentials: readonly string[] = []) {
  const source = { file: 'x', line: 1, column: 1 }
  const rules = ['get', 'put'].map((method) => ({
    operation: { method, path, security: [], source },
    method: method.toUpperCase(),
    template: { segments: [], trailingSlash: false },
    bases: [''],
    alternatives: [],
    extension: {
      scopeMatch: undefined,
      acr: undefined,
      maxAge: undefined,
      bind: [],
      bindFailure: 'show',
      connection: undefined,
      report: false,
    } as const,
  }))
  return JSON.parse(
    JSON.stringify(pruneDocument({ content, openapi: '3.1.0', path, rules, credentialsOf: () => credentials })),
  )
}

describe('a document that is cut to one path', () => {
  it('has that path, and of the components what it refers to, through mappings and circles as well', () => {
    const pruned = prune('/pets')
    assert.deepEqual(Object.keys(pruned.paths), [prunedPath])
    assert.deepEqual(Object.keys(pruned.paths[prunedPath]), ['get', 'parameters'])
    assert.deepEqual(Object.keys(pruned.components), ['schemas', 'parameters', 'securitySchemes'])
    assert.deepEqual(Object.keys(pruned.components.schemas).sort(), ['Cat', 'Dog', 'Pet'])
    assert.deepEqual(Object.keys(pruned.components.parameters), ['Page'])
    assert.deepEqual(pruned.components.schemas.Cat, content.components.schemas.Cat)
  })

  it('has the member names of the document, `__proto__` among them', () => {
    assert.equal(JSON.stringify(prune('/pets').components.schemas.Dog), JSON.stringify(content.components.schemas.Dog))
  })

  it('puts what stands elsewhere in place, and leaves out what nothing is validated by', () => {
    const { get } = prune('/cats').paths[prunedPath]
    assert.deepEqual(
      get.responses,
      content.paths['/pets'].get.responses && {
        200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
      },
    )
    assert.equal(get.callbacks, undefined)
    assert.deepEqual(prune('/shared').paths[prunedPath].put.responses, response({ type: 'string' }).responses)
  })

  it('lists as security only the names of credentials in the query, which are no unknown parameters', () => {
    const pruned = prune('/pets', ['key', 'token'])
    assert.deepEqual(pruned.paths[prunedPath].get.security, [{ key: [] }, { token: [] }])
    assert.deepEqual(pruned.components.securitySchemes.key, { type: 'apiKey', in: 'query', name: 'key' })
    assert.equal(pruned.security, undefined)
  })

  it('is a copy', () => {
    const before = JSON.stringify(content)
    const pruned = pruneDocument({ content, openapi: '3.1.0', path: '/pets', rules: [], credentialsOf: () => [] })
    const components = Object(pruned.components)
    components.schemas.Cat.properties = {}
    assert.equal(JSON.stringify(content), before)
  })

  it('is none where a reference leads nowhere, out of the document, or back to itself', () => {
    assert.throws(() => prune('/lost'), /Lost leads nowhere/)
    assert.throws(() => prune('/far'), /far\.yaml leads out of the document/)
    assert.throws(() => prune('/loop'), /x-loop leads back to itself/)
  })
})
