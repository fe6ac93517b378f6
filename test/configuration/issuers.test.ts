import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { bearerDocument, codesOf, settingsOf, start } from './start.ts'

const issuer = 'https://a.example/'
const audience = 'https://api.example.com'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const publicKey = { ...ec.publicKey.export({ format: 'jwk' }), kid: 'a' }
const privateKey = ec.privateKey.export({ format: 'jwk' })
const secretKey = { kty: 'oct', k: 'c3dvcmRmaXNo' }

const startWith = (scheme: object) => start(bearerDocument(), { schemes: { auth0: { audience, ...scheme } } })

describe('an issuer that is refused', () => {
  const addresses: readonly (readonly [string, string])[] = [
    ['J-22 userinfo', 'https://user:swordfish@a.example/'],
    ['J-22 an empty user name', 'https://@a.example/'],
    ['J-22 a query', 'https://a.example/?a=b'],
    ['J-22 an empty query', 'https://a.example/?'],
    ['J-22 a fragment', 'https://a.example/#a'],
    ['http', 'http://a.example/'],
    ['http on a host that begins like loopback', 'http://127.0.0.1.a.example/'],
    ['another protocol', 'file:///etc/passwd'],
    ['no address', 'a.example'],
    ['two slashes missing', 'https:a.example'],
    ['backslashes', 'https:\\\\a.example'],
    ['a backslash', 'https://a.example\\b'],
    ['a tab inside', 'https://a.exa\tmple/'],
    ['a name that is not in ASCII', 'https://bücher.example/'],
  ]
  for (const [name, address] of addresses) {
    it(name, async () => {
      const started = await startWith({ issuer: address })
      assert.deepEqual(codesOf(started), ['error issuer.form'])
      assert.doesNotMatch(JSON.stringify(started.found), /swordfish/)
    })
  }

  const domains = [
    'https://a.auth0.com',
    'a.auth0.com/',
    'a.auth0.com:443',
    'a..com',
    '-a.com',
    'a b.com',
    'bücher.de',
    ' ',
    '',
  ]
  for (const domain of domains) {
    it(`domain ${JSON.stringify(domain)}`, async () => {
      assert.deepEqual(codesOf(await startWith({ domain })), ['error issuer.form'])
    })
  }

  const rows: readonly (readonly [string, object, string])[] = [
    ['issuer and domain', { issuer, domain: 'a.example' }, 'trust.mixed'],
    ['jwks and jwksUri', { issuer, jwks: { keys: [publicKey] }, jwksUri: `${issuer}keys` }, 'trust.mixed'],
    [
      'secret and jwksUri',
      { issuer, secret: 'x'.repeat(32), algorithms: ['HS256'], jwksUri: `${issuer}keys` },
      'trust.mixed',
    ],
    ['issuers and issuer', { issuer, issuers: [{ issuer }] }, 'trust.mixed'],
    ['issuers and jwksUri', { jwksUri: `${issuer}keys`, issuers: [{ issuer }] }, 'trust.mixed'],
    [
      'one issuer twice',
      { issuers: [{ issuer: 'https://a.auth0.com/' }, { domain: 'A.auth0.com' }] },
      'issuer.repeated',
    ],
    ['no issuer in a list', { issuers: [{ jwksUri: `${issuer}keys` }] }, 'issuer.missing'],
    ['a list without issuers', { issuers: [] }, 'option.value'],
    ['issuers as a function', { issuers: () => [] }, 'option.value'],
    ['a misspelt member of a list', { issuers: [{ issuer, jwksUrl: issuer }] }, 'option.unknown'],
    ['an empty member of a list', { issuers: [{}] }, 'issuer.missing'],
    ['an issuer that is a function', { issuer: () => issuer }, 'option.value'],
    ['a choice that is no function', { issuers: [{ issuer }], issuersFor: [issuer] }, 'option.value'],
    ['an issuer with a blank behind it', { issuer: `${issuer} ` }, 'option.value'],
    ['jwksUri over http', { issuer, jwksUri: 'http://a.example/keys' }, 'issuer.form'],
    ['J-26 jwksUri empty', { issuer, jwksUri: '' }, 'option.value'],
    ['J-26 jwksUri of blanks', { issuer, jwksUri: ' ' }, 'option.value'],
    ['jwks that is none', { issuer, jwks: [publicKey] }, 'key.form'],
    ['jwks without keys', { issuer, jwks: { keys: [] } }, 'key.form'],
    ['K-30 jwks with a private key', { issuer, jwks: { keys: [privateKey] } }, 'key.form'],
    ['K-11 jwks with symmetric keys alone', { issuer, jwks: { keys: [secretKey] } }, 'key.form'],
    [
      'jwks without a key for the algorithm',
      { issuer, jwks: { keys: [publicKey] }, algorithms: ['RS256'] },
      'key.form',
    ],
    ['jwks with a function', { issuer, jwks: { keys: [publicKey], toJSON: () => '' } }, 'key.form'],
    ['none', { issuer, algorithms: ['none'] }, 'algorithm.unknown'],
    ['K-02 None', { issuer, algorithms: ['RS256', 'None'] }, 'algorithm.unknown'],
    ['an algorithm that does not exist', { issuer, algorithms: ['RS265'] }, 'algorithm.unknown'],
    ['an empty list of algorithms', { issuer, algorithms: [] }, 'option.value'],
    ['HS256 without a secret', { issuer, algorithms: ['HS256'] }, 'algorithm.secret'],
    [
      'K-31 HS256, and the variable of the secret is not set',
      { issuer, algorithms: ['HS256'], secret: undefined },
      'algorithm.secret',
    ],
    ['a secret without algorithms', { issuer, secret: 'x'.repeat(64) }, 'algorithm.secret'],
    [
      'K-04 a secret beside RS256',
      { issuer, secret: 'x'.repeat(64), algorithms: ['HS256', 'RS256'] },
      'algorithm.secret',
    ],
    ['K-31 an empty secret', { issuer, secret: '', algorithms: ['HS256'] }, 'secret.length'],
    ['K-31 a secret of blanks', { issuer, secret: ' '.repeat(64), algorithms: ['HS256'] }, 'secret.length'],
    ['K-31 31 bytes for HS256', { issuer, secret: 'x'.repeat(31), algorithms: ['HS256'] }, 'secret.length'],
    ['K-31 47 bytes for HS384', { issuer, secret: 'x'.repeat(47), algorithms: ['HS256', 'HS384'] }, 'secret.length'],
    ['K-31 63 bytes for HS512', { issuer, secret: new Uint8Array(63), algorithms: ['HS512'] }, 'secret.length'],
    ['a secret that is a number', { issuer, secret: 12345678, algorithms: ['HS256'] }, 'secret.length'],
  ]
  for (const [name, scheme, code] of rows) {
    it(name, async () => {
      const started = await startWith(scheme)
      assert.deepEqual(codesOf(started), [`error ${code}`])
      assert.equal(started.settings, undefined)
      assert.doesNotMatch(JSON.stringify(started.found), /xxxx|c3dvcmR|12345678/)
    })
  }
})

describe('an issuer that is taken', () => {
  const rows: readonly (readonly [string, object, object])[] = [
    ['https', { issuer }, { issuer, keys: { kind: 'discovery', metadataUrl: undefined } }],
    ['a path', { issuer: `${issuer}realms/x` }, { issuer: `${issuer}realms/x` }],
    ['http on loopback', { issuer: 'http://127.0.0.1:8080/' }, { issuer: 'http://127.0.0.1:8080/' }],
    ['http on localhost', { issuer: 'http://localhost:8080' }, { issuer: 'http://localhost:8080' }],
    ['a name that is no address, beside keys', { issuer: 'orders', jwks: { keys: [publicKey] } }, { issuer: 'orders' }],
    [
      'a key set, copied and frozen',
      { issuer, jwks: { keys: [publicKey, secretKey] } },
      { keys: { kind: 'jwks', keys: [publicKey, secretKey] } },
    ],
    [
      'a secret of 32 bytes for HS256',
      { issuer, secret: 'ü'.repeat(16), algorithms: ['HS256'] },
      { algorithms: ['HS256'], keys: { kind: 'secret', secret: new TextEncoder().encode('ü'.repeat(16)) } },
    ],
    [
      'a secret in bytes',
      { issuer, secret: new Uint8Array(64), algorithms: ['HS512', 'HS256'] },
      { algorithms: ['HS512', 'HS256'], keys: { kind: 'secret', secret: new Uint8Array(64) } },
    ],
    ['algorithms of its own', { issuer, algorithms: ['ES256', 'EdDSA'] }, { algorithms: ['ES256', 'EdDSA'] }],
  ]
  for (const [name, scheme, expected] of rows) {
    it(name, async () => {
      const [settings] = settingsOf(await startWith(scheme))
      const found = settings?.issuers[0] ?? assert.fail('no issuer')
      assert.deepEqual({ ...found, ...expected }, found)
      assert.equal(Object.isFrozen(found), true)
    })
  }

  it('may have its public keys in the document', async () => {
    const extension = { issuer, audience, jwks: { keys: [publicKey] } }
    const [settings] = settingsOf(await start(bearerDocument({ 'x-portcullis': extension })))
    assert.deepEqual(settings?.issuers[0]?.keys, { kind: 'jwks', keys: [publicKey] })
  })

  it('has no symmetric algorithm unless it is listed', async () => {
    const [settings] = settingsOf(await startWith({ issuer }))
    assert.doesNotMatch(settings?.issuers[0]?.algorithms.join() ?? 'HS', /HS|none/)
  })
})
