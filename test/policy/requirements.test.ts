import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile, documentOf, everyScheme, ruleOf, secured } from './compile.ts'

const missing = 'error security.missing'
const publicHint = 'hint security.public'

/** What `GET /orders` asks for, with its `security` and the root's; or what was told where it does not compile. */
async function effective(security: unknown, root?: unknown, openapi?: string): Promise<unknown> {
  const parts = { ...(root !== undefined && { security: root }), ...(openapi !== undefined && { openapi }) }
  const { compiled, told } = await compile(secured(security, parts))
  return compiled === undefined ? told : compiled.rules[0]?.operation.security
}

describe('the list in force', () => {
  const rows: readonly (readonly [name: string, own: unknown, root: unknown, expected: unknown])[] = [
    ['O-01: absent everywhere stops the start', undefined, undefined, [missing]],
    ["absent takes over the root's", undefined, [{ jwt: [] }], [{ jwt: [] }]],
    ['O-02: [] is public', [], undefined, []],
    ["O-02: [] is public, whatever the root's", [], [{ jwt: [] }], []],
    ["its own replaces the root's, and is not added to it", [{ basic: [] }], [{ jwt: [] }], [{ basic: [] }]],
    ['O-03: [{}] is not []', [{}], [{ jwt: [] }], [{}]],
    ['O-03: {} first stays first', [{}, { jwt: [] }], undefined, [{}, { jwt: [] }]],
    ['O-03: {} last stays last', [{ jwt: [] }, {}], undefined, [{ jwt: [] }, {}]],
    ['[] at the root makes public what has none', undefined, [], []],
    ['{} at the root is inherited', undefined, [{}], [{}]],
    ['AND is one alternative', [{ jwt: [], key: [] }], undefined, [{ jwt: [], key: [] }]],
    ['OR is several', [{ jwt: [] }, { key: [] }], undefined, [{ jwt: [] }, { key: [] }]],
    ['scopes stand as they are written', [{ auth0: ['write', 'read'] }], undefined, [{ auth0: ['write', 'read'] }]],
  ]
  for (const [name, own, root, expected] of rows) {
    it(name, async () => assert.deepEqual(await effective(own, root), expected))
  }

  it("publicOperations: 'implicit' reads silence as public, and says where", async () => {
    const { compiled, diagnostics } = await compile(secured(undefined), { publicOperations: 'implicit' })
    assert.deepEqual(compiled?.rules[0]?.alternatives, [])
    assert.match(diagnostics[0]?.message ?? '', /GET \/orders: anybody may call/)
    assert.equal(diagnostics[0]?.severity, 'warning')
  })
})

describe('O-04: what is no list is never read as public', () => {
  const malformed: Readonly<Record<string, unknown>> = {
    null: null,
    'a string': 'jwt',
    'an object': { jwt: [] },
    'an empty object': {},
    true: true,
    'a list in the list': [[]],
    'null in the list': [null],
    'a name in the list': ['jwt'],
    'null for scopes': [{ jwt: null }],
    'a string for scopes': [{ jwt: 'read' }],
    'an object for scopes': [{ jwt: {} }],
    'a number among scopes': [{ jwt: [1] }],
    'null among scopes': [{ jwt: [null] }],
    'an empty scope': [{ jwt: [''] }],
    'a list among scopes': [{ jwt: [['read']] }],
    'one bad entry among good ones': [{ jwt: [] }, null],
  }
  for (const [name, security] of Object.entries(malformed)) {
    it(`${name}, at the operation`, async () =>
      assert.deepEqual(await effective(security), ['error security.malformed']))
    it(`${name}, at the root`, async () => {
      assert.deepEqual(await effective([{ jwt: [] }], security), ['error security.malformed'])
    })
  }

  it('says of each what it is', async () => {
    const said = async (security: unknown): Promise<string> => {
      const { diagnostics } = await compile(secured(security))
      return diagnostics[0]?.message ?? ''
    }
    assert.match(await said(null), /^In GET \/orders, `security` is empty \(null\)\.$/)
    assert.match(await said('jwt'), /`security` is not a list\.$/)
    assert.match(await said([[]]), /not a mapping from scheme names to lists\.$/)
    assert.match(await said([{ jwt: null }]), /without the list of its scopes\.$/)
    assert.match(await said([{ jwt: [1] }]), /not a text of at least one character\.$/)
  })

  it('tells every fault of a list at once', async () => {
    const list = [null, { jwt: 'read' }, { jwt: [1] }, { jvt: [] }]
    const { told } = await compile(secured(list))
    assert.deepEqual(told, [...Array(3).fill('error security.malformed'), 'error scheme.undefined'])
  })

  it('refuses lists that go past what a request could be judged by', async () => {
    const long = (length: number, of: (index: number) => unknown) => Array.from({ length }, (_, index) => of(index))
    const scopes = (length: number) => [{ jwt: long(length, (index) => `s${index}`) }]
    const alternatives = (length: number) => long(length, (index) => ({ jwt: [`s${index}`] }))
    assert.deepEqual(await effective(scopes(1001)), ['error security.malformed'])
    assert.deepEqual(await effective(alternatives(129)), ['error security.malformed'])
    const wide = Object.fromEntries(long(33, (index) => [`k${index}`, []]) as [string, unknown][])
    assert.deepEqual(await effective([wide]), ['error security.malformed'])
    assert.equal((await compile(secured(scopes(1000)))).compiled?.rules.length, 1)
    assert.equal((await compile(secured(alternatives(128)))).compiled?.rules.length, 1)
  })
})

describe('O-06: schemes that nobody declared', () => {
  it('stop the start, with the nearest name', async () => {
    const { told, diagnostics } = await compile(secured([{ jvt: [] }]))
    assert.deepEqual(told, ['error scheme.undefined'])
    assert.equal(diagnostics[0]?.fix, 'Did you mean "jwt"?')
    assert.equal(diagnostics[0]?.pointer, '/paths/~1orders/get/security/0/jvt')
  })

  it('stop it at the root as well, also where no operation takes the list over', async () => {
    assert.deepEqual(await effective([{ jwt: [] }], [{ nobody: [] }]), ['error scheme.undefined'])
  })

  it('are never the members that every object has', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const security = JSON.parse(`[{ ${JSON.stringify(name)}: [] }]`)
      assert.deepEqual(await effective(security), ['error scheme.undefined'], name)
    }
  })

  it('wild 15: a URI in place of a name is told to be declared', async () => {
    const { diagnostics } = await compile(secured([{ './schemes.yaml#/jwt': [] }], { openapi: '3.2.0' }))
    assert.match(diagnostics[0]?.fix ?? '', /with a `\$ref` to this address/)
  })

  it('are one diagnostic for each name, however many operations ask for it', async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 129 }, (_, index) => [`/p${index}`, { get: { security: [{ Delegated: [] }] } }]),
    )
    const { told, diagnostics } = await compile(documentOf(paths))
    assert.deepEqual(told, ['error scheme.undefined'])
    assert.match(diagnostics[0]?.message ?? '', /GET \/p0, GET \/p1, GET \/p2, GET \/p3, GET \/p4 and 124 more/)
    assert.equal(diagnostics[0]?.places?.length, 129)
  })
})

describe('names that objects have anyway', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'Delegated (work or school account)', 'Bearer-DPoP']) {
    it(`${name} is a scheme like others`, async () => {
      const securitySchemes = JSON.parse(`{ ${JSON.stringify(name)}: { "type": "http", "scheme": "bearer" } }`)
      const security = JSON.parse(`[{ ${JSON.stringify(name)}: ["read"] }]`)
      const { compiled } = await compile(secured(security, { securitySchemes }))
      const [rule] = compiled?.rules ?? []
      assert.deepEqual(rule?.alternatives, [[{ scheme: name, scopes: ['read'] }]])
      assert.deepEqual(Object.entries(rule?.operation.security[0] ?? {}), [[name, ['read']]])
      assert.equal(JSON.stringify(rule?.operation.security), `[{${JSON.stringify(name)}:["read"]}]`)
      assert.equal(compiled?.schemes[name]?.name, name)
      assert.equal(compiled?.policy.schemes[name]?.type, 'http')
      assert.equal(Object.getPrototypeOf(compiled?.schemes), null)
      assert.equal(Object.getPrototypeOf(compiled?.policy.schemes), null)
    })
  }
})

describe('alternatives', () => {
  it('wild 16: the same one twice is reduced, in whatever order it is written', async () => {
    const security = [{ key: [], auth0: ['read', 'write'] }, { auth0: ['write', 'read', 'read'], key: [] }, {}, {}]
    const { compiled, told } = await compile(secured(security))
    assert.equal(compiled?.rules[0]?.alternatives.length, 2)
    assert.deepEqual(compiled?.rules[0]?.operation.security, security)
    assert.deepEqual(told, ['warning security.duplicate', 'hint security.optional-scopes'])
  })

  it('that differ in a scope are two', async () => {
    const rule = await ruleOf(secured([{ auth0: ['read'] }, { auth0: ['write'] }]), 'GET /orders')
    assert.deepEqual(rule.alternatives, [
      [{ scheme: 'auth0', scopes: ['read'] }],
      [{ scheme: 'auth0', scopes: ['write'] }],
    ])
  })

  it('are one object for all operations that are written alike', async () => {
    const security = [{ auth0: ['read'] }]
    const { compiled } = await compile(documentOf({ '/a': { get: { security } }, '/b': { get: { security } } }))
    assert.equal(compiled?.rules[0]?.alternatives, compiled?.rules[1]?.alternatives)
  })
})

describe('O-11: lists on schemes that have no scopes', () => {
  const security = [{ jwt: ['admin'] }, { key: ['admin'] }, { certificate: ['admin'] }]

  it('are roles from 3.1 on', async () => {
    const { compiled, told } = await compile(secured(security))
    assert.deepEqual(told, [])
    assert.deepEqual(compiled?.rules[0]?.alternatives[1], [{ scheme: 'key', scopes: ['admin'] }])
  })

  it('are enforced in 3.0 too, with a warning for each scheme', async () => {
    const { compiled, told } = await compile(secured(security, { openapi: '3.0.3' }))
    assert.deepEqual(told, Array(3).fill('warning scope.before-roles'))
    assert.deepEqual(compiled?.rules[0]?.alternatives[0], [{ scheme: 'jwt', scopes: ['admin'] }])
  })

  it('are scopes on openIdConnect, in 3.0 as later', async () => {
    assert.deepEqual((await compile(secured([{ login: ['any:thing'] }], { openapi: '3.0.3' }))).told, [])
  })
})

it('nothing but the two public forms makes an operation public', async () => {
  const { told } = await compile(secured([], { securitySchemes: everyScheme }))
  assert.deepEqual(told, [publicHint])
  const root = await compile(secured(undefined, { security: [] }))
  assert.deepEqual(root.told, [publicHint, 'warning security.public-by-default'])
})
