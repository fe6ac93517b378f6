import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrustedIssuer } from '../../src/jwt/types.ts'
import { bearerDocument, codesOf, documentWith, type Environment, openIdDocument, settingsOf, start } from './start.ts'

const a = 'https://a.auth0.com/'
const b = 'https://b.auth0.com/'
const api = 'https://api.example.com'
const other = 'https://other.example.com'
const wellKnown = (issuer: string) => `${issuer}.well-known/openid-configuration`
const discovered = (issuer: string) => ({ type: 'openIdConnect', openIdConnectUrl: wellKnown(issuer) })
const bearer = { type: 'http', scheme: 'bearer' }
const two = (one: object, another: object) => documentWith({ one, another }, [{ one: [] }, { another: [] }])

/** What a start is given: the document, the options, the environment. */
type Row = readonly [name: string, document: object, options: object, env: Environment]

interface Expected {
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly source: string
}

describe('where trust comes from', () => {
  const rows: readonly (readonly [...Row, Expected])[] = [
    [
      'options by name',
      bearerDocument(),
      { schemes: { auth0: { issuer: a, audience: api } } },
      {},
      { issuer: a, audiences: [api], source: 'options' },
    ],
    [
      'a domain in the options by name',
      bearerDocument(),
      { schemes: { auth0: { domain: ' A.Auth0.com ', audience: [api, other] } } },
      {},
      { issuer: a, audiences: [api, other], source: 'options' },
    ],
    [
      'options by name over all else (V-02)',
      openIdDocument(wellKnown(b), { jwksUri: `${b}keys`, issuer: b, audience: other }),
      { schemes: { auth0: { issuer: a, audience: api } } },
      { AUTH0_DOMAIN: 'c.auth0.com', AUTH0_AUDIENCE: 'c', ISSUER_BASE_URL: ' ', AUDIENCE: '' },
      { issuer: a, audiences: [api], source: 'options' },
    ],
    [
      "Auth0's variables",
      bearerDocument(),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com', AUTH0_AUDIENCE: api },
      { issuer: a, audiences: [api], source: 'AUTH0_DOMAIN, AUTH0_AUDIENCE' },
    ],
    [
      'the other variables',
      bearerDocument(),
      {},
      { ISSUER_BASE_URL: 'https://id.example.com/realms/x', AUDIENCE: api },
      { issuer: 'https://id.example.com/realms/x', audiences: [api], source: 'ISSUER_BASE_URL, AUDIENCE' },
    ],
    [
      'a base URL of Auth0 without its slash',
      bearerDocument(),
      {},
      { ISSUER_BASE_URL: 'https://a.auth0.com', AUDIENCE: api },
      { issuer: a, audiences: [api], source: 'ISSUER_BASE_URL, AUDIENCE' },
    ],
    [
      'both kinds of variables, where they agree',
      bearerDocument(),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com', ISSUER_BASE_URL: 'https://a.auth0.com', AUTH0_AUDIENCE: api, AUDIENCE: api },
      { issuer: a, audiences: [api], source: 'AUTH0_DOMAIN, AUTH0_AUDIENCE' },
    ],
    [
      'domain and audience',
      bearerDocument(),
      { domain: 'a.auth0.com', audience: api },
      {},
      { issuer: a, audiences: [api], source: 'options' },
    ],
    [
      'env in place of the environment',
      bearerDocument(),
      { env: { AUTH0_DOMAIN: 'a.auth0.com', AUTH0_AUDIENCE: api } },
      { AUTH0_DOMAIN: 'b.auth0.com', AUTH0_AUDIENCE: other },
      { issuer: a, audiences: [api], source: 'AUTH0_DOMAIN, AUTH0_AUDIENCE' },
    ],
    [
      'x-portcullis',
      bearerDocument({ 'x-portcullis': { issuer: a, audience: api } }),
      {},
      {},
      { issuer: a, audiences: [api], source: '<document>:1:1' },
    ],
    [
      'openIdConnectUrl, and the audience from the environment',
      openIdDocument(wellKnown('https://accounts.google.com/')),
      {},
      { AUDIENCE: api },
      { issuer: 'https://accounts.google.com', audiences: [api], source: '<document>:1:1, AUDIENCE' },
    ],
    [
      'openIdConnectUrl of Auth0, whose issuers end with a slash',
      openIdDocument(wellKnown(a), { audience: api }),
      {},
      {},
      { issuer: a, audiences: [api], source: '<document>:1:1' },
    ],
    [
      'oauth2MetadataUrl',
      documentWith(
        {
          auth0: {
            type: 'oauth2',
            flows: {},
            oauth2MetadataUrl: 'https://id.example.com/.well-known/oauth-authorization-server/tenant',
            'x-portcullis': { audience: api },
          },
        },
        [{ auth0: [] }],
      ),
      {},
      {},
      { issuer: 'https://id.example.com/tenant', audiences: [api], source: '<document>:1:1' },
    ],
    [
      'the environment, where openIdConnectUrl agrees',
      openIdDocument(wellKnown(a)),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com', AUTH0_AUDIENCE: api },
      { issuer: a, audiences: [api], source: 'AUTH0_DOMAIN, AUTH0_AUDIENCE' },
    ],
    [
      'an issuer by name, and the audience from an option at the top',
      bearerDocument(),
      { audience: api, schemes: { auth0: { issuer: a } } },
      {},
      { issuer: a, audiences: [api], source: 'options' },
    ],
  ]
  for (const [name, document, options, env, expected] of rows) {
    it(name, async () => {
      const [settings, ...others] = settingsOf(await start(document, options, env))
      assert.equal(others.length, 0)
      const [issuer] = settings?.issuers ?? []
      const found = { issuer: issuer?.issuer, audiences: issuer?.audiences, source: settings?.source }
      assert.deepEqual(found, expected)
    })
  }

  it('for the one scheme that has none of its own', async () => {
    const started = await start(two(discovered(b), bearer), {
      domain: 'a.auth0.com',
      schemes: { one: { audience: other }, another: { audience: api } },
    })
    const issuers = settingsOf(started).map(({ name, issuers: [issuer] }) => [name, issuer?.issuer, issuer?.audiences])
    assert.deepEqual(issuers, [
      ['one', b, [other]],
      ['another', a, [api]],
    ])
  })

  it('asks the exact metadata address that the document names, and no address beside keys', async () => {
    const keysOf = async (document: object, options: object) =>
      settingsOf(await start(document, { audience: api, ...options })).flatMap(({ issuers }) =>
        issuers.map(({ keys }) => keys),
      )
    assert.deepEqual(await keysOf(openIdDocument(wellKnown(b)), {}), [{ kind: 'discovery', metadataUrl: wellKnown(b) }])
    assert.deepEqual(await keysOf(openIdDocument(wellKnown(b)), { schemes: { auth0: { issuer: b } } }), [
      { kind: 'discovery', metadataUrl: undefined },
    ])
    const jwksUri = `${a}keys?policy=x`
    assert.deepEqual(await keysOf(bearerDocument(), { schemes: { auth0: { issuer: a, jwksUri } } }), [
      { kind: 'jwksUri', url: jwksUri },
    ])
  })

  it('several issuers, each with its own keys', async () => {
    const issuers = [{ domain: 'a.auth0.com' }, { issuer: b, audience: other, algorithms: ['ES256'] }]
    const options = { schemes: { auth0: { issuers, audience: api, algorithms: ['RS256'] } } }
    const [settings] = settingsOf(await start(bearerDocument(), options))
    const found = settings?.issuers.map(({ issuer, audiences, algorithms }: TrustedIssuer) => [
      issuer,
      audiences,
      algorithms,
    ])
    assert.deepEqual(found, [
      [a, [api], ['RS256']],
      [b, [other], ['ES256']],
    ])
    assert.equal(settings?.trust, `issuer ${a}, audience ${api}; issuer ${b}, audience ${other}`)
  })
})

describe('what stops a start', () => {
  const scheme = { issuer: a, audience: api }
  const rows: readonly (readonly [...Row, readonly string[]])[] = [
    [
      'V-01 AUTH0_DOMAIN of a, openIdConnectUrl of b',
      openIdDocument(wellKnown(b)),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com', AUTH0_AUDIENCE: api },
      ['error trust.disagrees'],
    ],
    [
      'V-01 domain of a, openIdConnectUrl of b',
      openIdDocument(wellKnown(b)),
      { domain: 'a.auth0.com', audience: api },
      {},
      ['error trust.disagrees'],
    ],
    [
      'V-01 domain of a, AUTH0_DOMAIN of b',
      bearerDocument(),
      { domain: 'a.auth0.com', audience: api },
      { AUTH0_DOMAIN: 'b.auth0.com' },
      ['error trust.disagrees'],
    ],
    [
      'V-01 AUTH0_DOMAIN of a, ISSUER_BASE_URL of b',
      bearerDocument(),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com', ISSUER_BASE_URL: b, AUDIENCE: api },
      ['error trust.disagrees'],
    ],
    [
      'V-01 x-portcullis of a, openIdConnectUrl of b',
      openIdDocument(wellKnown(b), scheme),
      {},
      {},
      ['error trust.disagrees'],
    ],
    [
      'V-01 AUDIENCE of another service',
      bearerDocument({ 'x-portcullis': scheme }),
      {},
      { AUDIENCE: other },
      ['error trust.disagrees'],
    ],
    [
      'V-01 AUDIENCE beside AUTH0_AUDIENCE',
      bearerDocument(),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com', AUTH0_AUDIENCE: api, AUDIENCE: other },
      ['error trust.disagrees'],
    ],
    [
      'V-01 domain used by nothing',
      bearerDocument(),
      { domain: 'a.auth0.com', schemes: { auth0: scheme } },
      {},
      ['error trust.unused'],
    ],
    [
      'V-01 audience used by nothing',
      bearerDocument(),
      { audience: api, schemes: { auth0: scheme } },
      {},
      ['error trust.unused'],
    ],
    ['V-01 domain and no token scheme', documentWith({}, []), { domain: 'a.auth0.com' }, {}, ['error trust.unused']],
    [
      'V-01 x-google-issuer alone',
      bearerDocument({ 'x-google-issuer': a }),
      { audience: api },
      {},
      ['hint trust.foreign', 'error scheme.unconfigured'],
    ],
    [
      'V-01 keys in x-portcullis, issuer from the environment',
      bearerDocument({ 'x-portcullis': { issuer: a, jwksUri: `${a}keys` } }),
      { audience: api },
      { AUTH0_DOMAIN: 'a.auth0.com' },
      ['error trust.unused'],
    ],
    [
      'V-02 keys in the options, issuer in the document',
      openIdDocument(wellKnown(a)),
      { audience: api, schemes: { auth0: { jwksUri: `${b}keys` } } },
      {},
      ['error issuer.missing'],
    ],
    [
      'V-02 algorithms in the options, issuer in the environment',
      bearerDocument(),
      { schemes: { auth0: { algorithms: ['ES256'] } } },
      { AUTH0_DOMAIN: 'a.auth0.com', AUDIENCE: api },
      ['error issuer.missing'],
    ],
    [
      'a variable for two schemes',
      two(bearer, bearer),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com', AUTH0_AUDIENCE: api },
      ['error trust.ambiguous', 'error trust.ambiguous'],
    ],
    [
      'domain for two schemes',
      two(bearer, { type: 'oauth2', flows: {} }),
      { domain: 'a.auth0.com', audience: api },
      {},
      ['error trust.ambiguous', 'error trust.ambiguous'],
    ],
    [
      'an audience for two schemes',
      two(discovered(a), discovered(b)),
      { audience: api },
      {},
      ['error trust.ambiguous'],
    ],
    ['nothing at all', bearerDocument(), {}, {}, ['error scheme.unconfigured']],
    ['an audience alone', bearerDocument(), { audience: api }, {}, ['error scheme.unconfigured']],
    ['an issuer alone', bearerDocument(), { schemes: { auth0: { issuer: a } } }, {}, ['error audience.missing']],
    ['openIdConnectUrl alone', openIdDocument(wellKnown(a)), {}, {}, ['error audience.missing']],
    [
      'one of several issuers without an audience',
      bearerDocument(),
      { schemes: { auth0: { issuers: [scheme, { issuer: b }] } } },
      {},
      ['error audience.missing'],
    ],
    [
      'an openIdConnectUrl that names no issuer',
      openIdDocument('https://a.auth0.com/metadata'),
      { audience: api },
      {},
      ['error scheme.unconfigured'],
    ],
    [
      'J-26 AUTH0_DOMAIN of blanks',
      bearerDocument(),
      {},
      { AUTH0_DOMAIN: ' ', AUTH0_AUDIENCE: api },
      ['error issuer.form'],
    ],
    [
      'J-26 AUTH0_AUDIENCE empty',
      bearerDocument(),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com', AUTH0_AUDIENCE: '' },
      ['error option.value'],
    ],
    [
      'J-26 ISSUER_BASE_URL empty',
      bearerDocument(),
      {},
      { ISSUER_BASE_URL: '', AUDIENCE: api },
      ['error option.value'],
    ],
    [
      'an audience list without a text',
      bearerDocument(),
      { schemes: { auth0: { issuer: a, audience: [] } } },
      {},
      ['error option.value'],
    ],
  ]
  for (const [name, document, options, env, codes] of rows) {
    it(name, async () => {
      const started = await start(document, options, env)
      assert.deepEqual(codesOf(started), codes)
      assert.equal(started.settings, undefined)
    })
  }
})

describe('what a start only tells', () => {
  const options = { schemes: { auth0: { issuer: a, audience: api } } }
  const rows: readonly (readonly [...Row, readonly string[]])[] = [
    [
      'O-12 the options name another issuer than openIdConnectUrl',
      openIdDocument(wellKnown(b)),
      options,
      {},
      ['warning issuer.differs'],
    ],
    ['the options name the same issuer', openIdDocument(wellKnown(a)), options, {}, []],
    [
      'an Auth0 issuer without its slash',
      bearerDocument(),
      { schemes: { auth0: { issuer: 'https://a.auth0.com', audience: api } } },
      {},
      ['warning issuer.slash'],
    ],
    [
      'a variable and no token scheme',
      documentWith({}, []),
      {},
      { AUTH0_DOMAIN: 'a.auth0.com' },
      ['warning trust.unused'],
    ],
    [
      'a variable that options by name beat',
      bearerDocument(),
      options,
      { AUTH0_DOMAIN: 'b.auth0.com', AUDIENCE: other },
      [],
    ],
    ['a foreign extension', bearerDocument({ 'x-google-issuer': b }), options, {}, ['hint trust.foreign']],
  ]
  for (const [name, document, given, env, codes] of rows) {
    it(name, async () => {
      const started = await start(document, given, env)
      assert.deepEqual(codesOf(started), codes)
      settingsOf(started)
    })
  }
})
