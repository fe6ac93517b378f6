import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile, documentOf, everyScheme } from './compile.ts'

const security = [{ jwt: [] }]
const get = { security }

type Row = readonly [name: string, document: object, expected: readonly string[], fix?: RegExp]

const misspelt = ['error name.misspelt']
const misplaced = ['error name.misplaced']
const tooNew = ['error name.too-new']

/** The root protects everything here, so that only the name is wrong. */
function rooted(paths: object, more: object = {}): object {
  return documentOf(paths, { security, ...more })
}

const rows: readonly Row[] = [
  ['securty at an operation', rooted({ '/a': { get: { securty: [] } } }), misspelt, /"security"/],
  ['Security at an operation', rooted({ '/a': { get: { Security: [] } } }), misspelt, /"security"/],
  ['SECURITY at an operation', rooted({ '/a': { get: { SECURITY: [] } } }), misspelt, /"security"/],
  ['securitys at an operation', rooted({ '/a': { get: { securitys: [] } } }), misspelt, /"security"/],
  ['secuirty at the root', documentOf({ '/a': { get } }, { secuirty: security }), misspelt, /"security"/],
  ['server at an operation', rooted({ '/a': { get: { server: [] } } }), misspelt, /"servers"/],
  ['Servers at the root', rooted({ '/a': { get } }, { Servers: [] }), misspelt, /"servers"/],
  ['component at the root', rooted({ '/a': { get } }, { component: {} }), misspelt, /"components"/],
  [
    'securityScheme under components',
    rooted({ '/a': { get } }, { components: { securitySchemes: everyScheme, securityScheme: {} } }),
    misspelt,
    /"securitySchemes"/,
  ],
  // Wild 30: upper-case methods.
  ['GET in a path', rooted({ '/a': { get, GET: get } }), misspelt, /"get"/],
  ['Post in a path', rooted({ '/a': { get, Post: get } }), misspelt, /"post"/],
  ['delte in a path', rooted({ '/a': { get, delte: get } }), misspelt, /"delete"/],
  ['additionalOperation in a path', rooted({ '/a': { get, additionalOperation: {} } }), misspelt],
  ['security in a path', rooted({ '/a': { get, security } }), misplaced, /at each operation/],
  ['securty in a path', rooted({ '/a': { get, securty: security } }), misplaced, /at each operation/],
  ['securitySchemes at the root', { ...rooted({ '/a': { get } }), securitySchemes: {} }, misplaced, /components/],
  ['securityDefinitions at the root', rooted({ '/a': { get } }, { securityDefinitions: {} }), misplaced, /components/],
  ['securitySchemes at an operation', rooted({ '/a': { get: { securitySchemes: {} } } }), misplaced, /components/],
  [
    'security under components',
    rooted({ '/a': { get } }, { components: { securitySchemes: everyScheme, security } }),
    misplaced,
    /at the root/,
  ],
  // Wild 31.
  ['query in 3.1', rooted({ '/a': { get, query: get } }), tooNew, /3\.2\.0/],
  ['query in 3.0', rooted({ '/a': { get, query: get } }, { openapi: '3.0.4' }), tooNew],
  ['additionalOperations in 3.1', rooted({ '/a': { get, additionalOperations: { COPY: get } } }), tooNew],
  ['any-method', rooted({ '/a': { get, 'x-amazon-apigateway-any-method': get } }), ['warning name.any-method']],
  // Nothing to do with security.
  ['a summry at an operation', rooted({ '/a': { get: { summry: 'a' } } }), []],
  ['a path that holds a text under nearly a method', rooted({ '/a': { get, gets: 'a' } }), []],
  ['something of its own', rooted({ '/a': { get: { owner: 'me', tier: 1 } } }), []],
  ['x-security', rooted({ '/a': { get: { 'x-security': [] } } }), []],
  ['security in a webhook', rooted({ '/a': { get } }, { webhooks: { w: { post: { security: 'what' } } } }), []],
  ['security in a callback', rooted({ '/a': { get: { callbacks: { c: { u: { post: { security: null } } } } } } }), []],
]

describe('O-05: names that readers overlook', () => {
  for (const [name, document, expected, fix] of rows) {
    it(name, async () => {
      const { told, diagnostics } = await compile(document)
      assert.deepEqual(told, expected)
      if (fix !== undefined) assert.match(diagnostics[0]?.fix ?? '', fix)
    })
  }
})

describe('O-26: x-portcullis and what looks like it', () => {
  const extension = 'x-portcullis'
  const misplacements: readonly Row[] = [
    ['at the root', rooted({ '/a': { get } }, { [extension]: {} }), []],
    ['under paths', rooted({ '/a': { get }, [extension]: {} }), []],
    ['in a path', rooted({ '/a': { get, [extension]: {} } }), []],
    [
      'under components',
      rooted({ '/a': { get } }, { components: { securitySchemes: everyScheme, [extension]: {} } }),
      [],
    ],
  ]
  for (const [name, document] of misplacements) {
    it(`means nothing ${name}`, async () => {
      assert.deepEqual((await compile(document)).told, ['error extension.misplaced'])
    })
  }

  for (const key of [
    'x-portculis',
    'x-Portcullis',
    'X-PORTCULLIS',
    'x_portcullis',
    'x-portcullis-mode',
    'portcullis',
  ]) {
    const scheme = { ...everyScheme.jwt, [key]: {} }
    const places: Readonly<Record<string, object>> = {
      'an operation': rooted({ '/a': { get: { [key]: {} } } }),
      'a path': rooted({ '/a': { get, [key]: {} } }),
      'the root': rooted({ '/a': { get } }, { [key]: {} }),
      'a scheme': rooted({ '/a': { get } }, { securitySchemes: { jwt: scheme } }),
    }
    for (const [place, document] of Object.entries(places)) {
      it(`${key} in ${place} stops the start`, async () => {
        const { told, diagnostics } = await compile(document)
        assert.deepEqual(told, ['error extension.misspelt'])
        assert.equal(diagnostics[0]?.fix, 'Did you mean "x-portcullis"?')
      })
    }
  }

  it('leaves other extensions alone', async () => {
    const others = { 'x-internal': 1, 'x-port': 1, 'x-portal': 1, 'x-codegen-request-body-name': 1 }
    assert.deepEqual((await compile(rooted({ '/a': { get: others, ...others } }, others))).told, [])
  })
})

describe('wild 22: words about access that are not enforced', () => {
  it('are told by key, once', async () => {
    const operation = { 'x-permission': {}, 'x-pd-requires-scope': 'a', 'x-rate-limit': 1 }
    const { told, diagnostics } = await compile(rooted({ '/a': { get: operation, put: operation } }))
    assert.deepEqual(told, ['hint operation.foreign-extension', 'hint operation.foreign-extension'])
    assert.match(diagnostics[0]?.message ?? '', /"x-permission".*: GET \/a and PUT \/a\.$/)
  })
})
