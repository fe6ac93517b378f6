import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bearerDocument, codesOf, documentWith, type Environment, settingsOf, start } from './start.ts'

const issuer = 'https://accounts.google.com'
const other = 'https://other.example/'
const api = 'https://orders.endpoints.example.cloud.goog'
const jwksUri = 'https://www.googleapis.com/oauth2/v3/certs'
const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E'
const wellKnown = (of: string) => `${of.replace(/\/$/, '')}/.well-known/openid-configuration`

const flat = { 'x-google-issuer': issuer, 'x-google-jwks_uri': jwksUri, 'x-google-audiences': `${api}, web-client` }
const nested = { 'x-google-auth': { issuer, jwksUri, audiences: [api, 'web-client'] } }
const authorizer = (changes: object = {}) => ({
  'x-amazon-apigateway-authorizer': {
    type: 'jwt',
    jwtConfiguration: { issuer: pool, audience: [api] },
    identitySource: '$request.header.Authorization',
    ...changes,
  },
})
const openId = (fields: object) =>
  documentWith({ auth0: { type: 'openIdConnect', openIdConnectUrl: wellKnown(issuer), ...fields } }, [{ auth0: [] }])
const oauth2 = (fields: object) => documentWith({ auth0: { type: 'oauth2', flows: {}, ...fields } }, [{ auth0: [] }])

const plain = (type: string, fields: object) => documentWith({ auth0: { type, ...fields } }, [{ auth0: [] }])

const google = { trust: ['x-google'] }
const amazon = { trust: ['x-amazon'] }

describe("V-01 another gateway's extension as the source of trust", () => {
  const atJwks = { kind: 'jwksUri', url: jwksUri }
  const discovered = { kind: 'discovery', metadataUrl: undefined }
  const rows: readonly (readonly [name: string, document: object, options: object, expected: readonly unknown[]])[] = [
    ["Google's of OpenAPI 2, audiences with commas", oauth2(flat), google, [issuer, [api, 'web-client'], atJwks]],
    ["Google's of OpenAPI 3", oauth2(nested), google, [issuer, [api, 'web-client'], atJwks]],
    ["Amazon's JWT authorizer", oauth2(authorizer()), amazon, [pool, [api], discovered]],
    [
      "Amazon's, as its tools write it: without flows",
      plain('oauth2', authorizer()),
      amazon,
      [pool, [api], discovered],
    ],
    ["Amazon's, without a metadata address", plain('openIdConnect', authorizer()), amazon, [pool, [api], discovered]],
    [
      "Amazon's, its source in a list",
      oauth2(authorizer({ identitySource: ['$request.header.authorization'] })),
      amazon,
      [pool, [api], discovered],
    ],
    [
      'keys beside the same openIdConnectUrl are left to their gateway',
      openId(nested),
      google,
      [issuer, [api, 'web-client'], { kind: 'discovery', metadataUrl: wellKnown(issuer) }],
    ],
    [
      "Amazon's leaves the issuer to openIdConnectUrl",
      openId(authorizer({ jwtConfiguration: { audience: [api] } })),
      amazon,
      [issuer, [api], { kind: 'discovery', metadataUrl: wellKnown(issuer) }],
    ],
    [
      'both, where they agree',
      oauth2({ ...flat, ...authorizer({ jwtConfiguration: { issuer, audience: ['web-client', api] } }) }),
      { trust: ['x-amazon', 'x-google'] },
      [issuer, [api, 'web-client'], atJwks],
    ],
    [
      'without an audience of its own, that of the options',
      oauth2({ 'x-google-issuer': issuer }),
      { ...google, audience: api },
      [issuer, [api], discovered],
    ],
  ]
  for (const [name, document, options, expected] of rows) {
    it(name, async () => {
      const started = await start(document, options)
      const [trusted] = settingsOf(started)[0]?.issuers ?? []
      assert.deepEqual([trusted?.issuer, trusted?.audiences, trusted?.keys], expected)
      assert.ok(codesOf(started).every((code) => code === 'warning trust.gateway'))
      assert.ok(codesOf(started).length > 0)
    })
  }

  it('says where it stands, and what the gateway enforces in another way', async () => {
    const one = await start(oauth2(flat), google)
    assert.equal(settingsOf(one)[0]?.source, '<document>:1:1')
    assert.match(
      one.found[0]?.message ?? '',
      /^The scheme "auth0" trusts whom x-google-issuer names\. .*ignores scopes/,
    )
    const another = await start(oauth2(authorizer()), amazon)
    assert.match(another.found[0]?.message ?? '', /any one of the scopes.*`client_id`/)
  })

  it('options by name win over it, without a word of what it says (V-02)', async () => {
    const schemes = { auth0: { issuer: other, audience: 'mine' } }
    const started = await start(oauth2(flat), { ...google, schemes })
    const [trusted] = settingsOf(started)[0]?.issuers ?? []
    assert.deepEqual([trusted?.issuer, trusted?.audiences, trusted?.keys], [other, ['mine'], discovered])
    assert.deepEqual(codesOf(started), [])
  })
})

describe("V-01, V-02 what stops the start beside another gateway's extension", () => {
  const twice = ['warning trust.gateway', 'error trust.disagrees']
  const rows: readonly (readonly [string, object, object, Environment, readonly string[]])[] = [
    ['not listed', oauth2(flat), {}, {}, ['hint trust.foreign', 'error scheme.unconfigured']],
    [
      'another listed',
      oauth2(flat),
      amazon,
      {},
      ['hint trust.foreign', 'error trust.unused', 'error scheme.unconfigured'],
    ],
    ['AUTH0_DOMAIN of another', oauth2(flat), google, { AUTH0_DOMAIN: 'a.auth0.com' }, twice],
    ['openIdConnectUrl of another', openId({ 'x-google-issuer': other }), google, { AUDIENCE: api }, twice],
    ['x-portcullis of another', oauth2({ ...flat, 'x-portcullis': { issuer: other } }), google, {}, twice],
    ['the audience of another', oauth2(flat), { ...google, audience: other }, {}, twice],
    [
      'two gateways that disagree',
      oauth2({ ...flat, ...authorizer({ jwtConfiguration: { issuer: pool, audience: [api, 'web-client'] } }) }),
      { trust: ['x-google', 'x-amazon'] },
      {},
      ['warning trust.gateway', ...twice],
    ],
    ['two forms of one gateway that disagree', oauth2({ ...nested, 'x-google-issuer': other }), google, {}, twice],
    [
      'V-02 keys in the options, issuer in the extension',
      oauth2(flat),
      { ...google, schemes: { auth0: { jwksUri, audience: api } } },
      {},
      ['error issuer.missing'],
    ],
    [
      'V-02 the audience of the extension is none of an issuer in the options',
      oauth2(flat),
      { ...google, schemes: { auth0: { issuer: other } } },
      {},
      ['error audience.missing'],
    ],
    [
      'no audience anywhere',
      oauth2({ 'x-google-issuer': issuer }),
      google,
      {},
      ['warning trust.gateway', 'error audience.missing'],
    ],
    [
      'an audience of blanks alone',
      oauth2({ ...flat, 'x-google-audiences': ' , ' }),
      google,
      {},
      ['warning trust.gateway', 'error option.value', 'error option.value'],
    ],
    [
      'an issuer that is none',
      oauth2({ ...flat, 'x-google-issuer': 7 }),
      google,
      {},
      ['warning trust.gateway', 'error option.value'],
    ],
    [
      'J-02 keys at an address without TLS',
      oauth2({ ...flat, 'x-google-jwks_uri': 'http://keys.example/jwks' }),
      google,
      {},
      ['warning trust.gateway', 'error issuer.form'],
    ],
    [
      'certificates in place of a key set',
      oauth2({
        ...flat,
        'x-google-jwks_uri': 'https://www.googleapis.com/robot/v1/metadata/x509/a@b.iam.gserviceaccount.com',
      }),
      google,
      {},
      ['error trust.unreadable', 'warning trust.gateway'],
    ],
    [
      'a gateway that no scheme names',
      bearerDocument(),
      google,
      {},
      ['error trust.unused', 'error scheme.unconfigured'],
    ],
    ['a gateway that is none', oauth2(flat), { trust: ['x-gogle'] }, {}, ['error option.value']],
    ['no list', oauth2(flat), { trust: 'x-google' }, {}, ['error option.value']],
  ]
  for (const [name, document, options, env, codes] of rows) {
    it(name, async () => {
      const started = await start(document, options, env)
      assert.deepEqual(codesOf(started), codes)
      assert.equal(started.settings, undefined)
    })
  }

  it('V-01 both places are named', async () => {
    const { found } = await start(oauth2(flat), google, { AUTH0_DOMAIN: 'a.auth0.com' })
    const message = found.find(({ code }) => code === 'trust.disagrees')?.message ?? ''
    assert.match(message, /AUTH0_DOMAIN says https:\/\/a\.auth0\.com\/, and x-google-issuer \(<document>:1:1\) says/)
  })
})

describe('V-02 whatever the sources say', () => {
  const tenant = fc.option(fc.constantFrom('one', 'two'), { nil: undefined })
  const at = (name: string) => `https://${name}.example/`
  const unit = (name: string) => ({ issuer: at(name), jwksUri: `${at(name)}keys` })

  it('no issuer is ever paired with the keys of another (property)', async () => {
    const sources = fc.record({
      options: tenant,
      env: tenant,
      own: tenant,
      google: tenant,
      newer: tenant,
      amazon: tenant,
    })
    const trust = fc.subarray(['x-google', 'x-amazon'])
    let started = 0
    await fc.assert(
      fc.asyncProperty(sources, trust, async ({ options, env, own, google, newer, amazon }, listed) => {
        const document = oauth2({
          ...(own && { 'x-portcullis': unit(own) }),
          ...(google && { 'x-google-issuer': at(google), 'x-google-jwks_uri': `${at(google)}keys` }),
          ...(newer && { 'x-google-auth': unit(newer) }),
          ...(amazon && authorizer({ jwtConfiguration: { issuer: at(amazon) } })),
        })
        const given = { trust: listed, ...(options ? { schemes: { auth0: { ...unit(options), audience: api } } } : {}) }
        const variables = { ...(env && { ISSUER_BASE_URL: at(env) }), ...(!options && { AUDIENCE: api }) }
        const { settings } = await start(document, given, variables)
        const listedNames = [
          ...(listed.includes('x-google') ? [google, newer] : []),
          ...(listed.includes('x-amazon') ? [amazon] : []),
        ]
        const named = options ? [options] : [env, own, ...listedNames].filter((name) => name !== undefined)
        for (const { issuer: name, keys } of settings?.flatMap(({ issuers }) => issuers) ?? []) {
          started += 1
          assert.deepEqual([...new Set(named)].map(at), [name], 'all places that count agree')
          if (keys.kind === 'jwksUri') assert.equal(keys.url, `${name}keys`)
        }
      }),
      { numRuns: 500 },
    )
    assert.ok(started > 50, `${started} starts`)
  })
})

describe('what a document does not hold cannot be enforced from it', () => {
  const key = (extension: object) =>
    documentWith({ auth0: { type: 'apiKey', in: 'header', name: 'Authorization', ...extension } }, [{ auth0: [] }])
  const providerARNs = ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Ab12Cd34E']
  const rows: readonly (readonly [string, object, RegExp])[] = [
    ['a function behind the gateway', oauth2(authorizer({ type: 'request' })), /is of the type "request"/],
    ['a function that sees the token', key(authorizer({ type: 'token' })), /is of the type "token"/],
    ['a user pool', key(authorizer({ type: 'cognito_user_pools', providerARNs })), /type "cognito_user_pools"/],
    ['no type', oauth2({ 'x-amazon-apigateway-authorizer': { $ref: '#/x' } }), /has no type/],
    [
      'a token in the query',
      oauth2(authorizer({ identitySource: '$request.header.Authorization, $request.querystring.token' })),
      /another place than the Authorization header/,
    ],
    ['a token scheme declared as a key', key(authorizer()), /takes no tokens/],
  ]
  for (const [name, document, text] of rows) {
    it(name, async () => {
      const started = await start(document, amazon)
      assert.deepEqual(codesOf(started), ['warning trust.unreadable', 'error scheme.unconfigured'])
      assert.match(started.found[0]?.message ?? '', text)
    })
  }

  it('the scheme can be configured in the options all the same', async () => {
    const keys = [{ name: 'till', key: 'k-till' }]
    const started = await start(key(authorizer({ type: 'token' })), { ...amazon, schemes: { auth0: { keys } } })
    settingsOf(started)
  })

  it('what else begins with the prefix of a gateway is left alone', async () => {
    const fields = { 'x-google-management': { issuer: other }, 'x-amazon-apigateway-authtype': 'custom' }
    const started = await start(bearerDocument(fields), { schemes: { auth0: { issuer, audience: api } } })
    assert.deepEqual(codesOf(started), [])
  })
})
