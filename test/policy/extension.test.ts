import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile, documentOf } from './compile.ts'

const path = '/tenants/{tenantId}/{a.b}/{twice}-{twice}'

async function compileWith(extension: unknown, security: unknown = [{ jwt: [] }]) {
  return compile(documentOf({ [path]: { get: { security, 'x-portcullis': extension } } }))
}

describe('x-portcullis on an operation', () => {
  it('is all defaults where it is not there, or empty', async () => {
    const defaults = {
      scopeMatch: undefined,
      acr: undefined,
      maxAge: undefined,
      bind: [],
      bindFailure: 'show',
      connection: undefined,
      report: false,
    }
    const { compiled } = await compile(documentOf({ '/a': { get: { security: [] } } }))
    assert.deepEqual(compiled?.rules[0]?.extension, defaults)
    assert.deepEqual((await compileWith({})).compiled?.rules[0]?.extension, defaults)
  })

  const values: readonly (readonly [extension: object, expected: object])[] = [
    [{ scopeMatch: 'any' }, { scopeMatch: 'any' }],
    [{ scopeMatch: 'all' }, { scopeMatch: 'all' }],
    [{ acr: ['gold', 'silver'] }, { acr: ['gold', 'silver'] }],
    [{ maxAge: 0 }, { maxAge: 0 }],
    [{ maxAge: 300 }, { maxAge: 300 }],
    [{ bindFailure: 'hide' }, { bindFailure: 'hide' }],
    [{ connection: 'google-oauth2' }, { connection: 'google-oauth2' }],
    [{ mode: 'report' }, { report: true }],
    [{ mode: 'enforce' }, { report: false }],
    [
      { bind: { 'path.tenantId': 'org_id', 'query.n': ['realm_access', 'roles'], 'path.a.b': 'https://a.test/b.c' } },
      {
        bind: [
          { in: 'path', parameter: 'tenantId', claim: ['org_id'] },
          { in: 'query', parameter: 'n', claim: ['realm_access', 'roles'] },
          { in: 'path', parameter: 'a.b', claim: ['https://a.test/b.c'] },
        ],
      },
    ],
  ]
  for (const [extension, expected] of values) {
    it(JSON.stringify(extension), async () => {
      const { compiled, told } = await compileWith(extension)
      assert.deepEqual(told, [])
      const read: object = compiled?.rules[0]?.extension ?? {}
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(Reflect.get(read, key), value)
      assert.ok(isFrozenDeeply(read))
    })
  }

  const malformed: readonly unknown[] = [
    { scopeMatch: 'some' },
    { acr: 'gold' },
    { acr: [] },
    { acr: [1] },
    { acr: [''] },
    { maxAge: '300' },
    { maxAge: -1 },
    { maxAge: 1.5 },
    { maxAge: 1e300 },
    { maxAge: null },
    { bind: [] },
    { bind: { tenantId: 'org_id' } },
    { bind: { 'header.tenantId': 'org_id' } },
    { bind: { 'path.': 'org_id' } },
    { bind: { 'path.tenantId': '' } },
    { bind: { 'path.tenantId': [] } },
    { bind: { 'path.tenantId': [1] } },
    { bind: { 'path.tenantId': null } },
    { bindFailure: '404' },
    { connection: '' },
    { connection: 1 },
    { mode: 'off' },
    'report',
    null,
    [],
    true,
  ]
  for (const extension of malformed) {
    it(`O-26: ${JSON.stringify(extension)} stops the start`, async () => {
      assert.deepEqual((await compileWith(extension)).told, ['error extension.malformed'])
    })
  }

  for (const [key, fix] of [
    ['scopematch', /"scopeMatch"/],
    ['maxage', /"maxAge"/],
    ['binds', /"bind"/],
    ['secret', /It takes scopeMatch, acr,/],
    ['__proto__', /It takes/],
    ['constructor', /It takes/],
  ] as const) {
    it(`O-26: the key ${key} stops the start`, async () => {
      const { told, diagnostics } = await compileWith(JSON.parse(`{ ${JSON.stringify(key)}: "a" }`))
      assert.deepEqual(told, ['error extension.key-unknown'])
      assert.match(diagnostics[0]?.fix ?? '', fix)
    })
  }
})

describe('Z-01: a rule about claims beside an alternative that has none', () => {
  const rules = [{ bind: { 'path.tenantId': 'org_id' } }, { acr: ['gold'] }, { maxAge: 300 }]
  const bare: readonly unknown[] = [
    [{ jwt: [] }, {}],
    [{}, { jwt: [] }],
    [{ jwt: [] }, { key: [] }],
    [{ basic: [] }],
    [{ session: [], key: [] }],
    [{ certificate: [] }, { login: [] }],
    [],
  ]
  for (const rule of rules) {
    for (const security of bare) {
      it(`${JSON.stringify(rule)} with ${JSON.stringify(security)} stops the start`, async () => {
        const errors = (await compileWith(rule, security)).told.filter((code) => code.startsWith('error'))
        assert.deepEqual(errors, ['error extension.needs-claims'])
      })
    }
    for (const security of [[{ jwt: [] }], [{ auth0: ['read'] }, { login: [] }], [{ jwt: [], key: [] }]]) {
      it(`${JSON.stringify(rule)} with ${JSON.stringify(security)} holds`, async () => {
        assert.equal((await compileWith(rule, security)).compiled?.rules.length, 1)
      })
    }
  }

  it('counts the list of the root', async () => {
    const get = { 'x-portcullis': { maxAge: 1 } }
    const { told } = await compile(documentOf({ '/a': { get } }, { security: [{ jwt: [] }, {}] }))
    assert.deepEqual(told, ['error extension.needs-claims'])
  })

  it('leaves the other keys alone', async () => {
    const { compiled } = await compileWith({ scopeMatch: 'any', mode: 'report', connection: 'c' }, [{}])
    assert.equal(compiled?.rules.length, 1)
  })
})

describe('the parameter that is bound', () => {
  it('has to be in the path', async () => {
    const { told, diagnostics } = await compileWith({ bind: { 'path.tenantID': 'org_id' } })
    assert.deepEqual(told, ['error extension.parameter-unknown'])
    assert.equal(diagnostics[0]?.fix, 'Did you mean "tenantId"?')
  })

  it('Z-02: may stand there twice, and then nothing passes', async () => {
    const { compiled, told } = await compileWith({ bind: { 'path.twice': 'org_id' } })
    assert.deepEqual(told, ['warning extension.parameter-repeated'])
    assert.equal(compiled?.rules[0]?.extension.bind.length, 1)
  })

  it('may be any in the query', async () => {
    assert.deepEqual((await compileWith({ bind: { 'query.n[': 'org_id' } })).told, [])
  })
})

function isFrozenDeeply(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozenDeeply)
}
