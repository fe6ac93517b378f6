import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { credentialRequest } from '../../src/schemes/credential-request.ts'
import { servicesOf } from '../jwt/verifying.ts'
import { bearerDocument, codesOf, documentWith, settingsOf, start } from './start.ts'

const trusted = { issuer: 'https://a.example/', audience: 'api' }
const bearer = { type: 'http', scheme: 'bearer' }
const header = (name: string) => ({ type: 'apiKey', in: 'header', name })
const keys = (...values: readonly string[]) => ({ keys: values.map((key) => ({ name: key, key })) })

describe('schemes by name', () => {
  const rows: readonly (readonly [string, object, object, readonly string[]])[] = [
    ['O-07 used and not configured', bearerDocument(), {}, ['error scheme.unconfigured']],
    ...(
      [
        ['O-07 a key scheme without keys', header('X-Key')],
        ['O-07 a key in the query', { type: 'apiKey', in: 'query', name: 'key' }],
        ['O-07 a key in a cookie', { type: 'apiKey', in: 'cookie', name: 'session' }],
        ['O-13 basic', { type: 'http', scheme: 'basic' }],
        ['O-13 digest', { type: 'http', scheme: 'Digest' }],
      ] as const
    ).map(
      ([name, scheme]) =>
        [name, documentWith({ other: scheme }, [{ other: [] }]), {}, ['error scheme.unconfigured']] as const,
    ),
    [
      'O-14 mutualTLS without certificates',
      documentWith({ mtls: { type: 'mutualTLS' } }, [{ mtls: [] }]),
      {},
      ['error scheme.unconfigured'],
    ],
    [
      'O-06 configured and not declared',
      documentWith({ auth0: bearer }, []),
      { auth: trusted },
      ['error scheme.unknown'],
    ],
    ['configured and not used', documentWith({ auth0: bearer }, []), { auth0: trusted }, ['warning scheme.unused']],
    [
      'configured as another type',
      bearerDocument(),
      { auth0: { keys: [] } },
      ['error option.unknown', 'error scheme.unconfigured'],
    ],
    [
      'options that are none',
      bearerDocument(),
      { auth0: 'https://a.example/' },
      ['error option.value', 'error scheme.unconfigured'],
    ],
    ['__proto__', documentWith({ auth0: bearer }, []), JSON.parse('{"__proto__": {}}'), ['error scheme.unknown']],
  ]
  for (const [name, document, schemes, codes] of rows) {
    it(name, async () => assert.deepEqual(codesOf(await start(document, { schemes })), codes))
  }

  it('come in the order of the document, those that are used', async () => {
    const document = documentWith({ b: header('B'), unused: bearer, a: header('A') }, [{ a: [], b: [] }])
    const settings = settingsOf(await start(document, { schemes: { a: keys('a'), b: keys('b') } }))
    assert.deepEqual(
      settings.map(({ name, trust, carrier }) => [name, trust, carrier]),
      [
        ['b', '1 key', 'header:b'],
        ['a', '1 key', 'header:a'],
      ],
    )
  })
})

describe('schemes that are needed together', () => {
  const both = [{ one: [], another: [] }]
  const tokens = documentWith({ one: bearer, another: { type: 'oauth2', flows: {} } }, both)
  const other = { ...trusted, issuer: 'https://b.example/' }
  const rows: readonly (readonly [string, object, object, readonly string[]])[] = [
    ['O-30 one issuer', tokens, { one: trusted, another: trusted }, []],
    ['O-30 two issuers', tokens, { one: trusted, another: other }, ['error alternative.impossible']],
    ['O-30 several issuers with one in common', tokens, { one: { issuers: [trusted, other] }, another: other }, []],
    [
      'keys in one header, none in common',
      documentWith({ one: header('K'), another: header('k') }, both),
      { one: keys('a'), another: keys('b') },
      ['error alternative.impossible'],
    ],
    [
      'keys in one header, one in common',
      documentWith({ one: header('K'), another: header('k') }, both),
      { one: keys('a'), another: keys('b', 'a') },
      [],
    ],
    [
      'keys in two headers',
      documentWith({ one: header('K'), another: header('L') }, both),
      { one: keys('a'), another: keys('b') },
      [],
    ],
    [
      'a key and a token',
      documentWith({ one: header('K'), another: bearer }, both),
      { one: keys('a'), another: trusted },
      [],
    ],
    [
      'O-30 two issuers as alternatives',
      documentWith({ one: bearer, another: bearer }, [{ one: [] }, { another: [] }]),
      { one: trusted, another: other },
      [],
    ],
  ]
  for (const [name, document, schemes, codes] of rows) {
    it(name, async () => assert.deepEqual(codesOf(await start(document, { schemes })), codes))
  }
})

describe('what an operation demands and is not enforced yet', () => {})

describe('x-portcullis on a scheme', () => {
  const named = (extension: object) => bearerDocument({ 'x-portcullis': { ...trusted, ...extension } })
  const rows: readonly (readonly [string, object, readonly string[]])[] = [
    ['O-26 a misspelt key', named({ audince: 'api' }), ['error option.unknown']],
    ['O-26 a wrong type', named({ clockTolerance: '5' }), ['error option.value']],
    ['a function has no place there', named({ check: 'x' }), ['error option.unknown']],
    ['a secret', named({ secret: 'swordfish' }), ['error document.secret']],
    [
      'a secret in a list',
      named({ issuers: [{ secret: 'swordfish' }] }),
      ['error document.secret', 'error trust.mixed'],
    ],
    [
      'a secret in a list of lists',
      named({ issuers: [[{ secret: 'swordfish' }]] }),
      ['error document.secret', 'error trust.mixed'],
    ],
    ['a secret under a misspelt name', named({ client_secret: 'swordfish' }), ['error document.secret']],
    [
      "a client's secret",
      named({ introspection: { clientSecret: 'swordfish' } }),
      ['error document.secret', 'error option.missing'],
    ],
    [
      'keys',
      documentWith({ key: { ...header('K'), 'x-portcullis': { keys: ['swordfish'] } } }, [{ key: [] }]),
      ['error document.secret', 'error scheme.unconfigured'],
    ],
    [
      'a secret on a scheme that no operation uses',
      documentWith({ auth0: { ...bearer, 'x-portcullis': { secret: 'swordfish' } } }, []),
      ['error document.secret'],
    ],
    [
      'a misspelt key on a scheme that no operation uses',
      documentWith({ auth0: { ...bearer, 'x-portcullis': { isuer: 'a' } } }, []),
      ['error option.unknown'],
    ],
    ['a claim that is called secret', named({ requiredClaims: { secret: 'a' } }), []],
  ]
  for (const [name, document, codes] of rows) {
    it(name, async () => {
      const started = await start(document)
      assert.deepEqual(codesOf(started), codes)
      assert.doesNotMatch(JSON.stringify(started.found), /swordfish/)
    })
  }

  it('a private key in a key set is a secret', async () => {
    const started = await start(named({ jwks: { keys: [{ kty: 'oct', k: 'swordfish' }] } }))
    assert.equal(codesOf(started)[0], 'error document.secret')
    assert.doesNotMatch(JSON.stringify(started.found), /swordfish/)
  })

  it('gives way to the options, key by key', async () => {
    const document = named({ scopeMatch: 'any', report: true })
    const options = { schemes: { auth0: { scopeMatch: 'all' } } }
    const [settings] = settingsOf(await start(document, options))
    const scheme = settings?.create(servicesOf())
    assert.deepEqual([scheme?.scopeMatch, scheme?.report], ['all', true])
  })

  it('N-02 has no report mode under mode enforce', async () => {
    const [settings] = settingsOf(await start(named({ report: true }), { mode: 'enforce' }))
    assert.equal(settings?.create(servicesOf()).report, false)
  })
})

describe('N-02 report mode', () => {
  it('starts with what cannot be enforced, and that lets nobody in', async () => {
    const document = documentWith({ basic: { type: 'http', scheme: 'basic' }, auth0: bearer }, [
      { basic: [] },
      { auth0: [] },
    ])
    const started = await start(document, { mode: 'report' })
    assert.deepEqual(codesOf(started), ['warning scheme.unconfigured', 'warning scheme.unconfigured'])
    const settings = settingsOf(started)
    assert.deepEqual(
      settings.map(({ name }) => name),
      ['basic', 'auth0'],
    )
    for (const one of settings) {
      const scheme = one.create(servicesOf())
      assert.deepEqual(
        scheme.read(credentialRequest({ method: 'GET', target: '/', headers: { authorization: 'Bearer a' } })),
        { kind: 'absent' },
      )
    }
  })

  it('stops for a mistake in the options all the same', async () => {
    const started = await start(bearerDocument(), {
      mode: 'report',
      schemes: { auth0: { ...trusted, clockTolerance: 90 } },
    })
    assert.deepEqual(codesOf(started), ['error option.value'])
    assert.equal(started.settings, undefined)
  })
})
