import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMatcher } from '../../src/routing/matcher.ts'
import { type AnswerTable, testAnswers } from './answer-table.ts'
import { policyOf } from './policy-of.ts'

const tables: Readonly<Record<string, AnswerTable>> = {
  'the concrete path before the templated': {
    operations: ['GET /users/{id}', 'GET /users/me', 'GET /users/{id}/keys', 'GET /users/me/{part}', 'GET /'],
    answers: {
      'GET /': 'GET /',
      'GET /users': 'unknown',
      'GET /users/me': 'GET /users/me',
      'GET /users/mee': 'GET /users/{id}',
      'GET /users/7/keys': 'GET /users/{id}/keys',
      'GET /users/me/parts': 'GET /users/me/{part}',
      'GET /users/me/keys': 'GET /users/me/{part} + GET /users/{id}/keys',
      'GET /users/me/keys/7': 'unknown',
    },
  },
  'no winner by precedence: every rule holds': {
    operations: [
      'GET /organizations/name/{name}',
      'GET /organizations/{id}/client-grants',
      'GET /organizations/{id}/{part}',
      'GET /accounts/{account}/files/{file}',
      'GET /accounts/{owner}/files/{name}',
    ],
    answers: {
      'GET /organizations/name/client-grants': 'GET /organizations/name/{name} + GET /organizations/{id}/client-grants',
      'GET /organizations/name/x': 'GET /organizations/name/{name}',
      'GET /organizations/x/client-grants': 'GET /organizations/{id}/client-grants',
      'GET /organizations/x/y': 'GET /organizations/{id}/{part}',
      'GET /accounts/1/files/2': 'GET /accounts/{account}/files/{file} + GET /accounts/{owner}/files/{name}',
    },
  },
  patterns: {
    operations: [
      'GET /f/{name}.json',
      'GET /f/{id}',
      'GET /f/all.json',
      'GET /f/{a}-{b}',
      'POST /v1/{name}:cancel',
      'POST /v1/{name}:deleteRevision',
      'GET /compare/{base}...{head}',
      'GET /certificates(thumbprintAlgorithm={a},thumbprint={b})',
    ],
    answers: {
      'GET /f/x.json': 'GET /f/{name}.json + GET /f/{id}',
      'GET /f/all.json': 'GET /f/all.json',
      'GET /f/x-y.json': 'GET /f/{name}.json + GET /f/{a}-{b} + GET /f/{id}',
      'GET /f/.json': 'GET /f/{id}',
      'GET /f/x': 'GET /f/{id}',
      'POST /v1/x:cancel': 'POST /v1/{name}:cancel',
      'POST /v1/x:CANCEL': 'POST /v1/{name}:cancel',
      'POST /v1/:cancel': 'unknown',
      'POST /v1/x:deleterevision': 'POST /v1/{name}:deleteRevision',
      'POST /v1/x%3Acancel': 'unknown',
      'GET /compare/main...dev': 'GET /compare/{base}...{head}',
      'GET /compare/main..dev': 'unknown',
      'GET /certificates(thumbprintAlgorithm=sha1,thumbprint=0f)':
        'GET /certificates(thumbprintAlgorithm={a},thumbprint={b})',
      'GET /certificates(thumbprintAlgorithm=sha1)': 'unknown',
    },
  },
  'a pattern is never sure enough to outrank': {
    operations: ['GET /{a}-{b}/lit', 'GET /{x}/{y}', 'GET /{x}.json/lit', 'GET /{x}.json/{y}'],
    answers: {
      'GET /x--/lit': 'GET /{a}-{b}/lit + GET /{x}/{y}',
      'GET /x.json/lit': 'GET /{x}.json/lit + GET /{x}/{y}',
    },
  },
  'precedence is judged among the paths that have the method': {
    operations: ['GET /users/me', 'GET /users/{id}', 'DELETE /users/{id}', 'HEAD /users/{id}', 'POST /users/{id}/x'],
    answers: {
      'DELETE /users/me': 'DELETE /users/{id}',
      'HEAD /users/me': 'GET /users/me',
      'HEAD /users/7': 'GET /users/{id} + HEAD /users/{id}',
      'PUT /users/me': 'method: DELETE, GET, HEAD',
      'PUT /users/7': 'method: DELETE, GET, HEAD',
      'GET /users/7/x': 'method: POST',
    },
  },
  'literals that routers treat as syntax': {
    operations: [
      'POST /v1:batch',
      'GET /x/:id',
      'GET /a*',
      'GET /delta()',
      'GET /b?',
      'GET /c+',
      'GET /[d]',
      'GET /$e!',
    ],
    answers: {
      'POST /v1:batch': 'POST /v1:batch',
      'POST /v1xbatch': 'unknown',
      'POST /v1abc': 'unknown',
      'GET /x/:id': 'GET /x/:id',
      'GET /x/7': 'unknown',
      'GET /a*': 'GET /a*',
      'GET /abc': 'unknown',
      'GET /delta()': 'GET /delta()',
      'GET /delta': 'unknown',
      'GET /b': 'GET /b?',
      'GET /c+': 'GET /c+',
      'GET /cc': 'unknown',
      'GET /%5Bd%5d': 'GET /[d]',
      'GET /[d]': 'GET /[d]',
      'GET /$e!': 'GET /$e!',
    },
  },
  'literals that the wire encodes': {
    operations: [
      'GET /caf\u00e9',
      'GET /a b',
      'GET /100%',
      'GET /pre%2Dset',
      'GET /%F0%9f%98%80',
      'GET /\ud800',
      'GET /a|b',
    ],
    answers: {
      'GET /caf%C3%A9': 'GET /caf\u00e9',
      'GET /CAF%c3%a9': 'GET /caf\u00e9',
      'GET /cafe%CC%81': 'unknown',
      'GET /a%20b': 'GET /a b',
      'GET /a+b': 'unknown',
      'GET /100%25': 'GET /100%',
      'GET /pre%2dset': 'GET /pre%2Dset',
      'GET /pre-set': 'unknown',
      'GET /%f0%9F%98%80': 'GET /%F0%9f%98%80',
      'GET /a%7Cb': 'GET /a|b',
      'GET /a|b': 'GET /a|b',
    },
  },
  'a raw character that should be encoded may be another route in Express': {
    operations: ['GET /a|b', 'GET /{x}'],
    answers: { 'GET /a%7Cb': 'GET /a|b', 'GET /a|b': 'GET /a|b + GET /{x}', 'GET /auth0|7': 'GET /{x}' },
  },
  'case and slash by Express\u2019s defaults': {
    operations: ['GET /Users', 'GET /orders/', 'GET /alerts', 'GET /alerts/', 'GET /%c3%89'],
    answers: {
      'GET /users': 'GET /Users',
      'GET /USERS/': 'GET /Users',
      'GET /orders': 'GET /orders/',
      'GET /orders/': 'GET /orders/',
      'GET /alerts': 'GET /alerts + GET /alerts/',
      'GET /%C3%89': 'GET /%c3%89',
      'GET /%C3%A9': 'unknown',
      'GET /\u212aey': 'target.encoding',
    },
  },
  'case-sensitive routing': {
    operations: ['GET /Users', 'GET /users', 'GET /{x}.JSON', 'GET /f/%c3%a9', 'GET /f/{y}'],
    routing: { caseSensitive: true },
    answers: {
      'GET /Users': 'GET /Users',
      'GET /users': 'GET /users',
      'GET /USERS': 'unknown',
      'GET /a.JSON': 'GET /{x}.JSON',
      'GET /a.json': 'unknown',
      'GET /f/%C3%A9': 'GET /f/%c3%a9',
      'GET /f/%c3%a9': 'GET /f/%c3%a9 + GET /f/{y}',
      'GET /F/x': 'unknown',
    },
  },
  'strict routing': {
    operations: ['GET /', 'GET /a', 'POST /a/', 'GET /b/', 'GET /c/{x}'],
    routing: { strict: true },
    answers: {
      'GET /': 'GET /',
      'GET /a': 'GET /a',
      'GET /a/': 'method: POST',
      'POST /a': 'method: GET, HEAD',
      'GET /b': 'unknown',
      'GET /b/': 'GET /b/',
      'GET /c/x/': 'unknown',
    },
  },
  'names of Object.prototype': {
    operations: ['GET /__proto__/{constructor}', 'GET /constructor'],
    answers: {
      'GET /__proto__/x': 'GET /__proto__/{constructor}',
      'GET /toString': 'unknown',
      'GET /hasOwnProperty/x': 'unknown',
      'constructor /constructor': 'method: GET, HEAD',
    },
  },
  methods: {
    operations: ['GET /a', 'COPY /a', 'test /a', 'OPTIONS /b', 'HEAD /c', 'QUERY /c'],
    answers: {
      'COPY /a': 'COPY /a',
      'test /a': 'test /a',
      'TEST /a': 'method: COPY, GET, HEAD, test',
      'get /a': 'method: COPY, GET, HEAD, test',
      'OPTIONS /a': 'method: COPY, GET, HEAD, test',
      'OPTIONS /b': 'OPTIONS /b',
      'HEAD /c': 'HEAD /c',
      'GET /c': 'method: HEAD, QUERY',
    },
  },
}

describe('match', () => {
  for (const [name, table] of Object.entries(tables)) testAnswers(name, table)
})

/** Operation, target, and the values of its parameters. */
const values: readonly (readonly [operation: string, target: string, params: Record<string, string>])[] = [
  ['GET /users/{user-id}', '/users/Me%20Too?x', { 'user-id': 'Me%20Too' }],
  ['GET /{a}/b/{c}/', '/A/b/C', { a: 'A', c: 'C' }],
  ['GET /{a}-{b}/{name}.json', '/X-Y-Z/N.json.JSON', { a: 'X', b: 'Y-Z', name: 'N.json' }],
  ['GET /sites/{id}/sites/{id}', '/sites/1/sites/2', { id: '2' }],
  ['GET /{id}', '/auth0|7', { id: 'auth0%7C7' }],
  ['GET /{id}', '/a%252fb', { id: 'a%252fb' }],
  ['GET /', '/', {}],
]

describe('params', () => {
  for (const [operation, target, params] of values) {
    it(`${operation} of ${target}`, () => {
      const match = createMatcher(policyOf({ operations: [operation] })).match('GET', target)
      assert.ok(match.kind === 'operation')
      assert.deepEqual({ ...match.rules[0].params }, params)
    })
  }

  it('have no prototype, whatever their names are', () => {
    const policy = policyOf({ operations: ['GET /{__proto__}/{toString}/{constructor}'] })
    const match = createMatcher(policy).match('GET', '/1/2/3')
    assert.ok(match.kind === 'operation')
    const { params } = match.rules[0]
    assert.equal(Object.getPrototypeOf(params), null)
    assert.deepEqual(Object.entries(params), [
      ['__proto__', '1'],
      ['toString', '2'],
      ['constructor', '3'],
    ])
  })
})
