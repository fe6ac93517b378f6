import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { ConfigurationError, createTokenClient } from '../../src/token-client.ts'
import { makeIdentity } from '../schemes/certificates.ts'
import { fieldOf } from '../support/form-request.ts'
import { tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, failureOf, jwt, outcomeOf } from './asking.ts'

const issuer = 'https://tenant.auth0.com/'
const clientSecret = 'swordfish-of-the-shop'
const good = { issuer, clientId: 'shop', clientSecret }
const identity = await makeIdentity('/CN=shop')
const other = await makeIdentity('/CN=other')
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** As programs without types write it. */
const make = (options: unknown, env: unknown = {}): unknown =>
  Reflect.apply(createTokenClient, undefined, [options, env])

function faultOf(options: unknown, env?: unknown): ConfigurationError {
  try {
    make(options, env)
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, `${error}`)
    return error
  }
  return assert.fail('it was made')
}

describe('a token client is made', () => {
  const rows: readonly (readonly [string, object])[] = [
    ['with a secret', good],
    ['with a domain', { domain: 'Tenant.Auth0.com', clientId: 'shop', clientSecret }],
    ['with a secret in the header', { ...good, clientAuthentication: 'basic' }],
    ['with a key of Node', { issuer, clientId: 'shop', privateKey }],
    [
      'with a key in PEM',
      { issuer, clientId: 'shop', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
    ],
    ['with a JWK', { issuer, clientId: 'shop', privateKey: { ...privateKey.export({ format: 'jwk' }), kid: '1' } }],
    ['with a function for keys', { issuer, clientId: 'shop', privateKey: () => privateKey }],
    ['with a certificate', { issuer, clientId: 'shop', clientCertificate: { cert: identity.cert, key: identity.key } }],
    ['with both', { ...good, clientCertificate: { cert: identity.cert, key: identity.key, ca: other.cert } }],
    ['with all limits', { ...good, timeoutMs: 100, concurrency: 1000, cache: { entries: 1 }, connections: [] }],
    ['without a cache', { ...good, cache: false }],
    ['with a store', { ...good, store: createMemoryStore(), encryptionKey: new Uint8Array(32) }],
    ['with nothing at all', {}],
  ]
  for (const [name, options] of rows) it(name, () => assert.equal(typeof make(options), 'object'))
})

describe('a token client is not made', () => {
  const key = { cert: identity.cert, key: other.key }
  const rows: readonly (readonly [string, unknown, RegExp])[] = [
    ['of no object', 'https://tenant.auth0.com', /options has to be an object/],
    ['of null', null, /options has to be an object/],
    ['with a name that is none', { ...good, clientsecret: 'a' }, /"clientsecret" is no option.*\n.*clientSecret/],
    ['with two credentials', { ...good, privateKey }, /has clientSecret and privateKey/],
    ['with a public key', { issuer, clientId: 'shop', privateKey: publicKey }, /privateKey has to be a private key/],
    ['with an empty secret', { ...good, clientSecret: '' }, /clientSecret has to be a text/],
    ['with an id that is no text', { ...good, clientId: 1 }, /clientId has to be a text/],
    ['with a domain and an issuer', { ...good, domain: 'tenant.auth0.com' }, /domain and issuer both say whom to ask/],
    [
      'with an address as domain',
      { ...good, issuer: undefined, domain: 'https://a.example' },
      /domain has to be a host/,
    ],
    ['with an issuer over http', { ...good, issuer: 'http://tenant.example' }, /issuer has to begin with https/],
    ['with an issuer without its slash', { ...good, issuer: 'https://tenant.auth0.com' }, /ends with a slash/],
    ['with an endpoint over http', { ...good, tokenEndpoint: 'http://tenant.example/t' }, /tokenEndpoint has to be/],
    ['with a way that is none', { ...good, clientAuthentication: 'none' }, /clientAuthentication has to be/],
    [
      'with a key, as a secret',
      { issuer, clientId: 'a', privateKey, clientAuthentication: 'basic' },
      /clientAuthentication/,
    ],
    [
      'with a foreign key',
      { issuer, clientId: 'a', clientCertificate: key },
      /clientCertificate has to be a certificate/,
    ],
    [
      'with half a certificate',
      { issuer, clientId: 'a', clientCertificate: { cert: 'a' } },
      /clientCertificate has no key/,
    ],
    ['with connections that are none', { ...good, connections: [1] }, /connections.0 has to be/],
    ['with too little time', { ...good, timeoutMs: 99 }, /timeoutMs has to be a number from 100 to 60000/],
    ['with too much time', { ...good, timeoutMs: 60_001 }, /timeoutMs has to be/],
    ['with no turns', { ...good, concurrency: 0 }, /concurrency has to be/],
    ['with half a turn', { ...good, concurrency: 1.5 }, /concurrency has to be/],
    ['with a cache of nothing', { ...good, cache: { entries: 0 } }, /cache\.entries has to be/],
    ['with a short key', { ...good, store: createMemoryStore(), encryptionKey: new Uint8Array(16) }, /32 bytes/],
    ['with a key as a text', { ...good, store: createMemoryStore(), encryptionKey: 'a'.repeat(32) }, /32 bytes/],
    ['with a store and no key', { ...good, store: createMemoryStore() }, /store means nothing without encryptionKey/],
    [
      'with a key and no store',
      { ...good, encryptionKey: new Uint8Array(32) },
      /encryptionKey means nothing without a store/,
    ],
    ['with a store that is none', { ...good, store: {}, encryptionKey: new Uint8Array(32) }, /store has to be/],
  ]
  for (const [name, options, says] of rows) {
    it(name, () => {
      const { message } = faultOf(options)
      assert.match(message, says)
      assert.match(message, /^the token client cannot be made: \d errors?\n/)
      assert.doesNotMatch(message, /swordfish|PRIVATE|undefined|(?:^|\s) has /)
    })
  }

  it('and everything that is wrong is said at once', () => {
    const wrong = { domain: 'a b', clientId: '', clientSecret: 1, timeoutMs: 1, concurrency: 'x', cache: 1, odd: true }
    const { diagnostics, code } = faultOf(wrong)
    assert.equal(code, 'configuration')
    const said = diagnostics.map(({ message }) => message).join('\n')
    for (const name of Object.keys(wrong)) assert.match(said, new RegExp(name))
    assert.equal(diagnostics.length, Object.keys(wrong).length)
  })

  it('X-18 and what is wrong with a secret does not say the secret', () => {
    const secret = ' swordfish with a blank'
    const rows: readonly object[] = [
      { ...good, clientSecret: secret },
      { ...good, clientSecret: undefined, privateKey: secret },
      { ...good, clientSecret: undefined, clientCertificate: { cert: secret, key: secret, passphrase: secret } },
      { ...good, store: createMemoryStore(), encryptionKey: Buffer.from(secret) },
    ]
    for (const options of rows) {
      const fault = faultOf(options)
      assert.doesNotMatch(`${fault.stack}${JSON.stringify(fault.diagnostics)}`, /swordfish/)
    }
  })
})

describe('the environment', () => {
  it('says all that the options leave out', async () => {
    await using server = await tokenEndpoint()
    const env = { ISSUER_BASE_URL: server.issuer, AUTH0_CLIENT_ID: 'from-env', AUTH0_CLIENT_SECRET: 'secret-of-env' }
    await createTokenClient({}, env).getAccessTokenForConnection(calendar)
    await createTokenClient(undefined, env).getAccessTokenForConnection({ ...calendar, loginHint: '1' })
    const sent = server.asked.map((asked) => [fieldOf(asked, 'client_id'), fieldOf(asked, 'client_secret')])
    assert.deepEqual(sent, Array(2).fill(['from-env', 'secret-of-env']))
  })

  it('names a domain of Auth0 by its host, and the issuer is written as Auth0 does', async () => {
    const env = { AUTH0_DOMAIN: 'Tenant.Auth0.com', AUTH0_CLIENT_ID: 'a', AUTH0_CLIENT_SECRET: 'b' }
    const tokens = createTokenClient({}, env)
    // The issuer of a token is judged before its end, and both before anybody is asked.
    const ask = (iss: string) =>
      outcomeOf(tokens.getAccessTokenForConnection({ ...calendar, accessToken: jwt({ iss, exp: 1 }) }))
    assert.equal(await ask(issuer), 'subject.refused')
    assert.equal(await ask('https://tenant.auth0.com'), 'subject.issuer')
    assert.equal(await ask('https://Tenant.Auth0.com/'), 'subject.issuer')
  })

  it('is that of the process where nothing else is given', async () => {
    await using server = await tokenEndpoint()
    const [id, secret] = [process.env.AUTH0_CLIENT_ID, process.env.AUTH0_CLIENT_SECRET]
    Object.assign(process.env, { AUTH0_CLIENT_ID: 'from-process', AUTH0_CLIENT_SECRET: 'secret-of-process' })
    try {
      await createTokenClient({ issuer: server.issuer }).getAccessTokenForConnection(calendar)
    } finally {
      restore('AUTH0_CLIENT_ID', id)
      restore('AUTH0_CLIENT_SECRET', secret)
    }
    assert.equal(fieldOf(server.asked[0] ?? assert.fail(), 'client_id'), 'from-process')
  })

  it('counts less than the options', async () => {
    await using server = await tokenEndpoint()
    const env = { AUTH0_DOMAIN: 'other.example', AUTH0_CLIENT_ID: 'from-env', AUTH0_CLIENT_SECRET: 'secret-of-env' }
    const options = { issuer: server.issuer, clientId: 'shop', clientSecret }
    await createTokenClient(options, env).getAccessTokenForConnection(calendar)
    const asked = server.asked[0] ?? assert.fail()
    assert.deepEqual([fieldOf(asked, 'client_id'), fieldOf(asked, 'client_secret')], ['shop', clientSecret])
  })

  it('is read once: what changes later changes nothing', async () => {
    await using server = await tokenEndpoint()
    const env = { ISSUER_BASE_URL: server.issuer, AUTH0_CLIENT_ID: 'before', AUTH0_CLIENT_SECRET: 'a' }
    const tokens = createTokenClient({}, env)
    env.AUTH0_CLIENT_ID = 'after'
    await tokens.getAccessTokenForConnection(calendar)
    assert.equal(fieldOf(server.asked[0] ?? assert.fail(), 'client_id'), 'before')
  })

  it('has a secret for its own client alone, and for none where there is another credential', async () => {
    const env = { AUTH0_DOMAIN: 'tenant.auth0.com', AUTH0_CLIENT_ID: 'from-env', AUTH0_CLIENT_SECRET: 'secret-of-env' }
    assert.match(faultOf({ clientId: 'another' }, env).message, /AUTH0_CLIENT_SECRET is that client's/)
    await using server = await tokenEndpoint()
    await createTokenClient({ issuer: server.issuer, privateKey }, env).getAccessTokenForConnection(calendar)
    const asked = server.asked[0] ?? assert.fail()
    assert.deepEqual([fieldOf(asked, 'client_id'), fieldOf(asked, 'client_secret')], ['from-env', ''])
  })

  it('has a secret for its own issuer alone', async () => {
    const env = { AUTH0_DOMAIN: 'tenant.auth0.com', AUTH0_CLIENT_ID: 'from-env', AUTH0_CLIENT_SECRET: 'secret-of-env' }
    const failure = faultOf({ issuer: 'https://other.example/' }, env)
    assert.match(failure.message, /AUTH0_CLIENT_SECRET is for the issuer that the environment names/)
    assert.doesNotMatch(failure.message, /secret-of-env/)
    createTokenClient({ domain: 'tenant.auth0.com' }, env).close()
    createTokenClient({ ...good, issuer: 'https://other.example/' }, env).close()
  })

  it('X-18 is never told, be it a number', () => {
    const failure = faultOf({ ...good, clientSecret: 47_114_711 } as object)
    assert.doesNotMatch(failure.message, /4711/)
  })

  it('is judged as options are', () => {
    assert.match(faultOf({}, { AUTH0_DOMAIN: 'http://tenant.example' }).message, /AUTH0_DOMAIN/)
    assert.match(
      faultOf({}, { AUTH0_DOMAIN: 'a.example', AUTH0_CLIENT_ID: ' ', AUTH0_CLIENT_SECRET: 'a' }).message,
      /AUTH0_CLIENT_ID/,
    )
  })
})

describe('where something is missing, the first call says what', () => {
  const rows: readonly (readonly [string, object, object, RegExp])[] = [
    ['everything', {}, {}, /set AUTH0_DOMAIN .*AUTH0_CLIENT_ID .*AUTH0_CLIENT_SECRET/],
    ['the issuer', { clientId: 'shop', clientSecret }, {}, /set AUTH0_DOMAIN \(or domain, or issuer\)\./],
    [
      'the client',
      {},
      { AUTH0_DOMAIN: 'tenant.auth0.com' },
      /set AUTH0_CLIENT_ID \(or clientId\), AUTH0_CLIENT_SECRET/,
    ],
    ['the client id', { issuer, clientSecret }, {}, /set AUTH0_CLIENT_ID \(or clientId\)\./],
    [
      'the secret',
      { issuer, clientId: 'shop' },
      {},
      /set AUTH0_CLIENT_SECRET \(or clientSecret, privateKey, clientCertificate\)\./,
    ],
    ['the secret in the environment', { issuer }, { AUTH0_CLIENT_ID: 'shop' }, /AUTH0_CLIENT_SECRET/],
  ]
  for (const [name, options, env, says] of rows) {
    it(name, async () => {
      const tokens = createTokenClient(options, { ...env })
      const calls = [
        tokens.getAccessTokenForConnection(calendar),
        tokens.getTokenOnBehalfOf({ accessToken: 'a', audience: 'b' }),
        tokens.getTokenByExchangeProfile({ subjectToken: 'a', subjectTokenType: 'urn:a:b' }),
      ]
      for (const call of calls) {
        const failure = await failureOf(call)
        assert.equal(failure.code, 'client.unconfigured')
        assert.match(failure.message, says)
      }
      tokens.close()
    })
  }

  it('and what is copied cannot be changed from outside', async () => {
    await using server = await tokenEndpoint()
    const connections = ['google-oauth2']
    const tokens = createTokenClient({ issuer: server.issuer, clientId: 'shop', clientSecret, connections }, {})
    connections[0] = 'github'
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
    assert.ok(Object.isFrozen(tokens))
  })
})

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
