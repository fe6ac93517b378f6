import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { carrierOf, carriesClaims, fieldOf } from '../../src/policy/carrier.ts'
import type { SchemeDeclaration } from '../../src/policy/types.ts'
import { compile, documentOf, secured } from './compile.ts'

/** The scheme as it was compiled, where `GET /orders` asks for it. */
async function declaration(scheme: object): Promise<SchemeDeclaration> {
  const { compiled, diagnostics } = await compile(secured([{ it: [] }], { securitySchemes: { it: scheme } }))
  return compiled?.schemes.it ?? assert.fail(JSON.stringify(diagnostics))
}

const flows = {
  authorizationCode: { authorizationUrl: '/authorize', tokenUrl: '/oauth/token', scopes: {} },
  clientCredentials: { tokenUrl: '/oauth/token', refreshUrl: 'https://issuer.test/refresh', scopes: {} },
  deviceAuthorization: { deviceAuthorizationUrl: '/device', tokenUrl: '/oauth/token', scopes: {} },
}

const forms: readonly (readonly [scheme: object, expected: object, carrier: string, claims: boolean])[] = [
  [{ type: 'http', scheme: 'bearer' }, { type: 'http', scheme: 'bearer' }, 'authorization:bearer', true],
  // Wild 18: scheme words have no case.
  [{ type: 'http', scheme: 'Bearer' }, { type: 'http', scheme: 'bearer' }, 'authorization:bearer', true],
  [{ type: 'http', scheme: 'BASIC' }, { type: 'http', scheme: 'basic' }, 'authorization:basic', false],
  [{ type: 'http', scheme: 'negotiate' }, { type: 'http', scheme: 'negotiate' }, 'authorization:negotiate', false],
  [{ type: 'apiKey', in: 'header', name: 'X-Key' }, { in: 'header', parameter: 'X-Key' }, 'header:x-key', false],
  [{ type: 'apiKey', in: 'header', name: 'Authorization' }, { in: 'header' }, 'header:authorization', false],
  [{ type: 'apiKey', in: 'cookie', name: 'Session' }, { in: 'cookie', parameter: 'Session' }, 'cookie:Session', false],
  [{ type: 'apiKey', in: 'query', name: 'api key' }, { in: 'query', parameter: 'api key' }, 'query:api key', false],
  [{ type: 'mutualTLS' }, { type: 'mutualTLS' }, 'certificate', false],
  [{ type: 'openIdConnect', openIdConnectUrl: '/oidc' }, { url: '/oidc' }, 'authorization:bearer', true],
  [
    { type: 'oauth2', flows, oauth2MetadataUrl: 'https://issuer.test/metadata' },
    {
      type: 'oauth2',
      metadataUrl: 'https://issuer.test/metadata',
      endpoints: ['/authorize', '/oauth/token', 'https://issuer.test/refresh', '/device'],
    },
    'authorization:bearer',
    true,
  ],
  [{ type: 'oauth2', flows: {} }, { metadataUrl: undefined, endpoints: [] }, 'authorization:bearer', true],
]

describe('a security scheme', () => {
  for (const [scheme, expected, carrier, claims] of forms) {
    it(JSON.stringify(scheme), async () => {
      const compiled = await declaration(scheme)
      for (const [name, value] of Object.entries(expected)) {
        assert.deepEqual(Reflect.get(compiled, name), value, name)
      }
      assert.equal(carrierOf(compiled), carrier)
      assert.equal(carriesClaims(compiled), claims)
      assert.ok(Object.isFrozen(compiled))
    })
  }

  it('in the Authorization header shares its field with every scheme word', () => {
    for (const carrier of ['authorization:bearer', 'authorization:basic', 'header:authorization']) {
      assert.equal(fieldOf(carrier), 'header:authorization')
    }
    assert.equal(fieldOf('header:x-key'), 'header:x-key')
  })

  it('keeps its fields and its extension for the rooms that configure it', async () => {
    const scheme = { type: 'http', scheme: 'bearer', 'x-google-issuer': 'a', 'x-portcullis': { issuer: 'b', bogus: 1 } }
    const compiled = await declaration(scheme)
    assert.equal(compiled.fields.get('x-google-issuer')?.value, 'a')
    assert.deepEqual([...(compiled.extension?.fields.keys() ?? [])], ['issuer', 'bogus'])
    assert.deepEqual(compiled.extension?.place.pointer, ['components', 'securitySchemes', 'it', 'x-portcullis'])
    assert.equal((await declaration({ type: 'http', scheme: 'bearer' })).extension, undefined)
  })

  it('with an extension that is no mapping stops the start', async () => {
    const it = { type: 'http', scheme: 'bearer', 'x-portcullis': 'issuer' }
    const { told } = await compile(secured([{ it: [] }], { securitySchemes: { it } }))
    assert.deepEqual(told, ['error extension.malformed'])
  })
})

describe('wild 16: a malformed scheme', () => {
  const malformed: readonly (readonly [scheme: object, message: RegExp, fix: RegExp])[] = [
    [{}, /has no `type`/, /Its types are apiKey, http,/],
    [{ scheme: 'bearer' }, /has no `type`/, /types/],
    [{ type: 'scheme' }, /"scheme", which OpenAPI does not know/, /types/],
    [{ type: 'apikey', in: 'header', name: 'a' }, /"apikey"/, /Did you mean "apiKey"\?/],
    [{ type: 'OAuth2' }, /"OAuth2"/, /Did you mean "oauth2"\?/],
    [{ type: 7 }, /the number 7 as `type`/, /types/],
    [{ type: 'constructor' }, /"constructor"/, /types/],
    [{ type: 'apiKey', in: 'header' }, /has no `name`/, /header, cookie or query/],
    [{ type: 'apiKey', name: 'a' }, /has no `in`/, /in: header/],
    [{ type: 'apiKey', name: 'a', in: 'body' }, /the text "body" as `in`/, /in: header/],
    [{ type: 'apiKey', name: '', in: 'header' }, /the text "" as `name`/, /Write the name/],
    [{ type: 'apiKey', name: 'X-Key: secret', in: 'header' }, /header that HTTP does not allow/, /name alone/],
    [{ type: 'apiKey', name: 'a=b', in: 'cookie' }, /cookie that HTTP does not allow/, /name alone/],
    [{ type: 'http' }, /has no `scheme`/, /scheme: bearer/],
    [{ type: 'http', Scheme: 'bearer' }, /has no `scheme`/, /Did you mean "scheme" by "Scheme"/],
    [{ type: 'http', scheme: 'bearer token' }, /word that HTTP does not allow/, /one word/],
    [{ type: 'http', scheme: null }, /has null as `scheme`/, /scheme: bearer/],
    [{ type: 'oauth2' }, /has no `flows`/, /under `flows`/],
    [{ type: 'oauth2', flow: {} }, /has no `flows`/, /Did you mean "flows" by "flow"\?/],
    [{ type: 'oauth2', flows: 'implicit' }, /the text "implicit" as `flows`/, /under `flows`/],
    [{ type: 'openIdConnect' }, /has no `openIdConnectUrl`/, /metadata/],
    [{ type: 'openIdConnect', openIdConnectURL: 'https://a.test' }, /has no/, /by "openIdConnectURL"\?/],
  ]
  for (const [scheme, message, fix] of malformed) {
    const securitySchemes = { it: scheme, other: { type: 'http', scheme: 'bearer' } }
    it(`${JSON.stringify(scheme)} stops the start where it is asked for`, async () => {
      const { told, diagnostics } = await compile(secured([{ it: [] }], { securitySchemes }))
      assert.deepEqual(told, ['error scheme.malformed'])
      assert.match(diagnostics[0]?.message ?? '', message)
      assert.match(diagnostics[0]?.fix ?? '', fix)
    })
    it(`${JSON.stringify(scheme)} is a warning where nobody asks for it, and no scheme`, async () => {
      const { compiled, told } = await compile(secured([{ other: [] }], { securitySchemes }))
      assert.deepEqual(told, ['warning scheme.malformed'])
      assert.deepEqual(Object.keys(compiled?.policy.schemes ?? {}), ['other'])
    })
  }
})

describe("what documents made for Amazon's gateway leave out", () => {
  const amazon = { 'x-amazon-apigateway-authorizer': { type: 'jwt' } }
  const rows: readonly (readonly [object, readonly string[]])[] = [
    [{ type: 'oauth2', ...amazon }, []],
    [{ type: 'openIdConnect', ...amazon }, []],
    [{ type: 'oauth2', flows: null, ...amazon }, ['error scheme.malformed']],
    [{ type: 'openIdConnect', openIdConnectUrl: 5, ...amazon }, ['error scheme.malformed']],
  ]
  for (const [scheme, told] of rows) {
    it(JSON.stringify(scheme), async () => {
      assert.deepEqual((await compile(secured([{ it: [] }], { securitySchemes: { it: scheme } }))).told, told)
    })
  }
})

describe('what is told of schemes in use', () => {
  it('O-15: a key in the query', async () => {
    assert.deepEqual((await compile(secured([{ queryKey: [] }]))).told, ['warning scheme.key-in-query'])
  })

  it('addresses that are not https, of oauth2 and openIdConnect, in one line', async () => {
    const securitySchemes = {
      o: { type: 'oauth2', flows: { implicit: { authorizationUrl: 'http://a.test/authorize', scopes: {} } } },
      c: { type: 'openIdConnect', openIdConnectUrl: 'HTTP://b.test/' },
    }
    const { told, diagnostics } = await compile(secured([{ o: [] }, { c: [] }], { securitySchemes }))
    assert.deepEqual(told, ['warning scheme.insecure-url'])
    assert.match(diagnostics[0]?.message ?? '', /"http:\/\/a\.test\/authorize" of "o" and "HTTP:\/\/b\.test\/" of "c"/)
  })

  for (const url of [
    'http://localhost:8080/',
    'http://127.0.0.1/',
    'http://[::1]:3000/a',
    '/relative',
    'https://a.test',
  ]) {
    it(`${url} is safe enough`, async () => {
      const securitySchemes = { c: { type: 'openIdConnect', openIdConnectUrl: url } }
      assert.deepEqual((await compile(secured([{ c: [] }], { securitySchemes }))).told, [])
    })
  }

  it('and nothing of those that nobody asks for', async () => {
    const { told } = await compile(documentOf({ '/a': { get: { security: [{ jwt: [] }] } } }))
    assert.deepEqual(told, [])
  })
})
