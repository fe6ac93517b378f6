import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile, documentOf, secured } from './compile.ts'

/** Everything that is told about `GET /orders` with this `security`. */
async function told(security: unknown, scopeMatch?: 'any'): Promise<readonly string[]> {
  const operation = { security, ...(scopeMatch !== undefined && { 'x-portcullis': { scopeMatch } }) }
  return (await compile(documentOf({ '/orders': { get: operation } }))).told
}

const bare = 'warning security.bare-alternative'
const pointless = 'warning security.pointless'
const impossible = 'error security.unsatisfiable'
const optional = 'hint security.optional-scopes'

const rows: readonly (readonly [name: string, security: unknown, expected: readonly string[]])[] = [
  // Wild 1: as Auth0's Management API, Linode and Asana have it.
  ['a bare bearer beside a scoped token', [{ jwt: [] }, { auth0: ['read'] }], [bare]],
  ['the other way round', [{ auth0: ['read'] }, { jwt: [] }], [bare]],
  [
    'a bare one beside two scoped ones is told for each',
    [{ jwt: [] }, { auth0: ['read'] }, { login: ['a'] }],
    [bare, bare],
  ],
  ['a bare one beside a scoped one that needs a key as well', [{ jwt: [] }, { auth0: ['read'], key: [] }], [bare]],
  [
    'a bare one with the same key',
    [
      { jwt: [], key: [] },
      { auth0: ['read'], key: [] },
    ],
    [bare],
  ],
  ['a bare one that needs a key of its own is no shortcut', [{ jwt: [], key: [] }, { auth0: ['read'] }], []],
  ['two bare ones', [{ jwt: [] }, { auth0: [] }], []],
  ['two scoped ones', [{ jwt: ['a'] }, { auth0: ['read'] }], []],
  ['other carriers', [{ key: [] }, { auth0: ['read'] }], []],
  ['Basic and Bearer are other carriers', [{ basic: [] }, { auth0: ['read'] }], []],
  // Wild 2.
  ['fewer scopes beside more', [{ auth0: ['read'] }, { auth0: ['read', 'write'] }], [pointless]],
  ['no scopes beside some, of one scheme', [{ auth0: [] }, { auth0: ['read'] }], [pointless]],
  ['fewer schemes beside more', [{ basic: [], key: [] }, { basic: [] }], [pointless]],
  ['other scopes', [{ auth0: ['read'] }, { auth0: ['write'] }], []],
  ['fewer schemes and more scopes', [{ auth0: ['read', 'write'] }, { auth0: ['read'], key: [] }], []],
  // Wild 3: `{}` makes nothing pointless, since what stands beside it says who calls.
  ['{} beside a scheme without scopes', [{}, { jwt: [] }], []],
  ['{} beside scopes', [{}, { auth0: ['read'] }], [optional]],
  ['{} behind scopes', [{ auth0: ['read'] }, {}], [optional]],
  ['as 3GPP has it', [{}, { auth0: ['read'] }, { auth0: ['read', 'write'] }], [pointless, optional]],
  // Wild 6 and O-30.
  ['two tokens in one header may be one token', [{ auth0: ['read'], jwt: [] }], []],
  ['Basic and Bearer in one header', [{ basic: [], jwt: [] }], [impossible]],
  ['a key in the Authorization header and a token', [{ authorizationKey: [], jwt: [] }], [impossible]],
  ['a key in the Authorization header and Basic', [{ basic: [], authorizationKey: [] }], [impossible]],
  ['the impossible beside the possible', [{ key: [] }, { basic: [], auth0: ['read'] }], [impossible]],
  ['different carriers together', [{ basic: [], key: [], session: [], certificate: [] }], []],
]

describe('what is told of alternatives', () => {
  for (const [name, security, expected] of rows) {
    it(name, async () => assert.deepEqual([...(await told(security))].sort(), [...expected].sort()))
  }

  it('two keys in one header are read from one field', async () => {
    const securitySchemes = {
      first: { type: 'apiKey', in: 'header', name: 'X-Key' },
      second: { type: 'apiKey', in: 'header', name: 'x-key' },
    }
    const document = secured([{ first: [] }, { second: ['admin'] }], { securitySchemes })
    assert.deepEqual((await compile(document)).told, [bare])
  })

  it('of a list at the root it is told once, and at the root', async () => {
    const paths = { '/a': { get: {} }, '/b': { get: {} }, '/c': { get: { security: [{ key: [] }] } } }
    const { told, diagnostics } = await compile(documentOf(paths, { security: [{ jwt: [] }, { auth0: ['read'] }] }))
    assert.deepEqual(told, [bare])
    assert.match(diagnostics[0]?.message ?? '', /the list at the root/)
    assert.equal(diagnostics[0]?.pointer, '/security')
  })

  it('452 operations that are written alike are one line', async () => {
    const operation = { get: { security: [{ jwt: [] }, { auth0: ['read'] }] } }
    const paths = Object.fromEntries(Array.from({ length: 452 }, (_, index) => [`/p${index}`, operation]))
    const { told, diagnostics } = await compile(documentOf(paths))
    assert.deepEqual(told, [bare])
    assert.match(diagnostics[0]?.message ?? '', /"jwt" accepts: GET \/p0, .* and 447 more\.$/)
  })
})

describe('under scopeMatch: any', () => {
  const any: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['more scopes are weaker', [{ auth0: ['read'] }, { auth0: ['read', 'write'] }], [pointless]],
    ['an empty list is the weakest', [{ auth0: [] }, { auth0: ['read', 'write'] }], [pointless]],
    ['a list alone', [{ auth0: ['read', 'write'] }], []],
    ['an empty list alone means authenticated', [{ auth0: [] }], []],
  ]
  for (const [name, security, expected] of any) {
    it(name, async () => assert.deepEqual(await told(security, 'any'), expected))
  }

  it('names the list with fewer scopes as the one that is never needed', async () => {
    const operation = {
      security: [{ auth0: ['read'] }, { auth0: ['read', 'write'] }],
      'x-portcullis': { scopeMatch: 'any' },
    }
    const { diagnostics } = await compile(documentOf({ '/a': { get: operation } }))
    assert.match(diagnostics[0]?.message ?? '', /\{ auth0: \[read\] \} beside \{ auth0: \[read, write\] \}/)
  })
})

describe('scopes', () => {
  it('wild 13: undeclared ones of oauth2 are told by scheme, with the nearest', async () => {
    const { told, diagnostics } = await compile(secured([{ auth0: ['raed', 'databases:*'] }]))
    assert.deepEqual(told, ['warning scope.undeclared'])
    assert.match(diagnostics[0]?.message ?? '', /"auth0".*"raed" \(did you mean "read"\?\) and "databases:\*"\.$/)
  })

  it('are declared by any flow', async () => {
    const flow = (scope: string) => ({ tokenUrl: '/token', scopes: { [scope]: '' } })
    const securitySchemes = { o: { type: 'oauth2', flows: { clientCredentials: flow('a'), password: flow('b') } } }
    assert.deepEqual((await compile(secured([{ o: ['a', 'b'] }], { securitySchemes }))).told, [])
  })

  it('need no declaration on other types', async () => {
    assert.deepEqual((await compile(secured([{ login: ['anything'] }]))).told, [])
  })

  for (const scope of ['(zaken.bijwerken | zaken.geforceerd-bijwerken)', 'read:LH Open API', ' ', 'a"b', 'a\\b', 'ü']) {
    it(`wild 11 and 17: ${JSON.stringify(scope)} is one scope, which no token holds`, async () => {
      const { compiled, told } = await compile(secured([{ login: [scope] }]))
      assert.deepEqual(told, ['warning scope.unmatchable'])
      assert.deepEqual(compiled?.rules[0]?.alternatives, [[{ scheme: 'login', scopes: [scope] }]])
    })
  }

  for (const scope of [
    'https://www.googleapis.com/auth/drive',
    'tweet.read',
    'read:me:factors',
    'READ',
    "o'neil",
    '*',
  ]) {
    it(`wild 17: ${scope} is a scope as it stands`, async () => {
      assert.deepEqual((await compile(secured([{ login: [scope] }]))).told, [])
    })
  }

  it('of a key may be any text: no token has to hold it', async () => {
    assert.deepEqual((await compile(secured([{ key: ['may read'] }]))).told, [])
  })
})
