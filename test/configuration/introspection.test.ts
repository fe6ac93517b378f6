import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { bearerDocument, codesOf, documentWith, settingsOf, start } from './start.ts'

const issuer = 'https://issuer.example'
const audience = 'https://api.example'
const client = { clientId: 'api', clientSecret: 'swordfish' }
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })

const scheme = (introspection: unknown, others: object = {}) =>
  start(bearerDocument(), { schemes: { auth0: { issuer, audience, introspection, ...others } } })

describe('introspection in the options', () => {
  it('is for opaque tokens unless it says JWTs, and says so at the start', async () => {
    const [opaque] = settingsOf(await scheme(client))
    assert.equal(opaque?.trust, `issuer ${issuer}, audience ${audience}, opaque tokens by introspection`)
    assert.deepEqual(opaque?.issuers, [])
    assert.equal(opaque?.introspects, issuer)
    const [jwt] = settingsOf(await scheme({ ...client, mode: 'jwt' }, { algorithms: ['ES256'] }))
    assert.equal(jwt?.trust, `issuer ${issuer}, audience ${audience}, JWTs by introspection`)
    assert.equal(jwt?.issuers.length, 1)
  })

  it('takes all that it may say', async () => {
    const all = { mode: 'opaque', endpoint: 'https://issuer.example/introspect?x=1', cacheSeconds: 0, timeoutMs: 100 }
    settingsOf(
      await scheme({ ...client, ...all, concurrency: 1, requireAudience: false, clientAuthentication: 'post' }),
    )
    settingsOf(await scheme({ clientId: 'api', privateKey: { ...ec, kid: 'a', alg: 'ES256' } }))
    settingsOf(await scheme({ clientId: 'api', privateKey: ec, clientAuthentication: 'private_key_jwt' }))
  })

  const rows: readonly (readonly [string, object, string, RegExp])[] = [
    ['nothing', {}, 'option.missing', /introspection has no clientId/],
    ['no credential', { clientId: 'api' }, 'option.missing', /neither clientSecret nor privateKey/],
    ['two credentials', { ...client, privateKey: ec }, 'option.value', /clientSecret and privateKey/],
    ['an empty secret', { clientId: 'api', clientSecret: '' }, 'option.value', /clientSecret has to be a text/],
    ['a public key', { clientId: 'api', privateKey: { ...ec, d: undefined } }, 'option.value', /private key as a JWK/],
    ['another alg', { clientId: 'api', privateKey: { ...ec, alg: 'ES384' } }, 'option.value', /private key as a JWK/],
    [
      'a secret as a key',
      { clientId: 'api', privateKey: { kty: 'oct', k: 'aaaa' } },
      'option.value',
      /private key as a JWK/,
    ],
    [
      'http',
      { ...client, endpoint: 'http://issuer.example/i' },
      'option.value',
      /endpoint has to be an address with https/,
    ],
    [
      'a user',
      { ...client, endpoint: 'https://a:b@issuer.example/i' },
      'option.value',
      /endpoint has to be an address/,
    ],
    ['a wrong name', { ...client, cacheSecond: 1 }, 'option.unknown', /"cacheSecond" is no option/],
    ['too long', { ...client, cacheSeconds: 301 }, 'option.value', /number from 0 to 300/],
    ['half a question', { ...client, concurrency: 1.5 }, 'option.value', /a whole number/],
    [
      'an audience that is in the token',
      { ...client, mode: 'jwt', requireAudience: false },
      'option.value',
      /left out/,
    ],
    ['a mode', { ...client, mode: 'both' }, 'option.value', /'opaque' or 'jwt'/],
    [
      'post with a key',
      { clientId: 'api', privateKey: ec, clientAuthentication: 'post' },
      'option.value',
      /'private_key_jwt'/,
    ],
  ]
  for (const [name, introspection, code, message] of rows) {
    it(`${name}: ${code}, and never the secret`, async () => {
      const started = await scheme(introspection)
      const [found, ...more] = started.found
      assert.equal(started.settings, undefined)
      assert.deepEqual(codesOf(started), [
        `error ${code}`,
        ...more.map(({ severity, code: other }) => `${severity} ${other}`),
      ])
      assert.match(found?.message ?? '', message)
      assert.doesNotMatch(JSON.stringify(started.found), /swordfish/)
      assert.ok(!JSON.stringify(started.found).includes(String(ec.d)))
    })
  }

  for (const others of [
    { algorithms: ['ES256'] },
    { jwksUri: 'https://issuer.example/keys' },
    { profile: 'at+jwt' },
    { issuersFor: () => issuer },
  ]) {
    it(`beside ${Object.keys(others)[0]} has to say that it is for JWTs`, async () => {
      const started = await scheme(client, others)
      assert.deepEqual(codesOf(started), ['error option.value'])
      assert.match(started.found[0]?.message ?? '', /for opaque tokens/)
      settingsOf(await scheme({ ...client, mode: 'jwt' }, others))
    })
  }

  it('asks one issuer', async () => {
    const issuers = [{ issuer }, { issuer: 'https://other.example' }]
    const schemes = { auth0: { issuers, audience, introspection: client } }
    const started = await start(bearerDocument(), { schemes })
    assert.deepEqual(codesOf(started), ['error option.value'])
  })

  it('is one unit with the issuer: another source never names the one or the other (V-02)', async () => {
    const alone = await start(
      bearerDocument(),
      { schemes: { auth0: { introspection: client } } },
      {
        ISSUER_BASE_URL: issuer,
        AUDIENCE: audience,
      },
    )
    assert.ok(codesOf(alone).includes('error issuer.missing'))
    const documented = {
      issuer: 'https://other.example',
      introspection: { endpoint: 'https://other.example/i', clientId: 'x' },
    }
    const options = { schemes: { auth0: { issuer, audience } } }
    const [jwt] = settingsOf(await start(bearerDocument({ 'x-portcullis': documented }), options))
    assert.equal(jwt?.introspects, undefined)
  })

  it('in the document it may name endpoint and client, and the secret is wanted in the options', async () => {
    const introspection = { endpoint: 'https://issuer.example/i', clientId: 'api' }
    const document = bearerDocument({ 'x-portcullis': { issuer, audience, introspection } })
    const started = await start(document)
    assert.deepEqual(codesOf(started), ['error option.missing'])
    assert.match(started.found[0]?.fix ?? '', /complete, in the options/)
    const options = { schemes: { auth0: { issuer, audience, introspection: { ...introspection, ...client } } } }
    assert.equal(settingsOf(await start(document, options))[0]?.introspects, issuer)
    const secret = bearerDocument({ 'x-portcullis': { issuer, audience, introspection: client } })
    assert.ok(codesOf(await start(secret)).includes('error document.secret'))
  })

  it('O-30 an opaque token and a JWT in one header are never one token', async () => {
    const schemes = { a: { type: 'http', scheme: 'bearer' }, b: { type: 'http', scheme: 'bearer' } }
    const options = { schemes: { a: { issuer, audience }, b: { issuer, audience, introspection: client } } }
    assert.deepEqual(codesOf(await start(documentWith(schemes, [{ a: [], b: [] }]), options)), [
      'error alternative.impossible',
    ])
    settingsOf(await start(documentWith(schemes, [{ a: [] }, { b: [] }]), options))
  })
})
