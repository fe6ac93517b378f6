import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { RequestHead } from '../../src/schemes/credential-request.ts'
import type { Credential, Verdict } from '../../src/schemes/types.ts'
import { type Configured, configureKey, context, create, read } from './configured.ts'

const secret = 'correct-horse-battery-staple'
const digest = (key: string): string => `sha256:${createHash('sha256').update(key).digest('hex')}`

const keys = [
  { name: 'plain', key: secret, scopes: ['read', 'write'] },
  { name: 'hashed', key: digest('hashed-key') },
  { name: 'upper', key: digest('upper-key').toUpperCase() },
  { name: 'old', key: 'old-key', expires: '2020-01-31T00:00:00Z' },
  { name: 'new', key: 'new-key', expires: '2999-01-31T00:00:00+01:00' },
  { name: 'words', key: 'Token token=abc' },
]

describe('reading a key', () => {
  const scheme = create(configureKey({ keys }))
  const rows: readonly (readonly [string, Partial<RequestHead>, Credential])[] = [
    ['no header', {}, { kind: 'absent' }],
    ['H-25 an empty one', { headers: { 'x-api-key': '' } }, { kind: 'absent' }],
    ['H-25 the query', { target: '/?api_key=a&X-API-Key=a' }, { kind: 'absent' }],
    ['H-26 another case', { headers: { 'X-Api-KEY': 'a' } }, { kind: 'presented', value: 'a' }],
    ['blanks inside', { headers: { 'x-api-key': 'a b' } }, { kind: 'presented', value: 'a b' }],
    ['blanks alone', { headers: { 'x-api-key': ' ' } }, { kind: 'malformed', reason: 'credential.malformed' }],
    ['a tab', { headers: { 'x-api-key': 'a\tb' } }, { kind: 'malformed', reason: 'credential.malformed' }],
    ['latin-1', { headers: { 'x-api-key': 'é' } }, { kind: 'malformed', reason: 'credential.malformed' }],
    [
      'H-17 two fields, joined by Node',
      { headers: { 'x-api-key': 'a, b' }, rawHeaders: ['X-API-Key', 'a', 'X-API-Key', 'b'] },
      { kind: 'malformed', reason: 'credential.repeated' },
    ],
  ]
  for (const [name, head, expected] of rows) it(name, () => assert.deepEqual(read(scheme, head), expected))
})

describe('verifying a key', () => {
  const scheme = create(configureKey({ keys }))
  const verify = (key: string): Promise<Verdict> => Promise.resolve(scheme.verify(key, context))

  it('names its caller', async () => {
    const verdict = await verify(secret)
    assert.ok(verdict.kind === 'principal', verdict.kind)
    assert.equal(verdict.token, undefined)
    const { name, type, claims, scopes } = verdict.principal
    assert.deepEqual([name, type, claims, [...scopes]], ['plain', 'apiKey', {}, ['read', 'write']])
    assert.equal(Object.isFrozen(verdict.principal), true)
  })

  it('I-16 takes digests in place of keys', async () => {
    for (const [key, name] of [
      ['hashed-key', 'hashed'],
      ['upper-key', 'upper'],
      ['Token token=abc', 'words'],
    ] as const) {
      const verdict = await verify(key)
      assert.equal(verdict.kind === 'principal' && verdict.principal.name, name)
    }
  })

  const refused: readonly (readonly [string, string, string])[] = [
    ['another key', 'wrong', 'apikey.unknown'],
    ['a prefix', secret.slice(0, -1), 'apikey.unknown'],
    ['a longer one', `${secret}x`, 'apikey.unknown'],
    ['another case', secret.toUpperCase(), 'apikey.unknown'],
    ['the digest itself', digest('hashed-key'), 'apikey.unknown'],
    ['an oversized one', 'x'.repeat(100_000), 'apikey.unknown'],
    ['an expired one', 'old-key', 'apikey.expired'],
  ]
  for (const [name, key, reason] of refused) {
    it(`refuses ${name}`, async () => assert.deepEqual(await verify(key), { kind: 'refused', reason }))
  }

  it('takes a key until it expires', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2998-12-31T00:00:00Z') })
    assert.equal((await verify('new-key')).kind, 'principal')
    t.mock.timers.setTime(Date.parse('2999-01-30T23:00:00Z'))
    assert.deepEqual(await verify('new-key'), { kind: 'refused', reason: 'apikey.expired' })
  })

  it('shares the Authorization field with tokens', () => {
    const inAuthorization = create(configureKey({ keys }, 'Authorization'))
    assert.equal(inAuthorization.carrier, 'header:authorization')
    assert.equal(scheme.carrier, 'header:x-api-key')
    const found = read(inAuthorization, { headers: { authorization: 'Token token=abc' } })
    assert.deepEqual(found, { kind: 'presented', value: 'Token token=abc' })
  })
})

describe('configuring keys', () => {
  const wrong: readonly (readonly [string, object, string])[] = [
    ['no keys', {}, 'scheme.unconfigured'],
    ['an empty list', { keys: [] }, 'option.value'],
    ['no list', { keys: { name: 'a', key: 'b' } }, 'option.value'],
    ['no name', { keys: [{ key: secret }] }, 'option.missing'],
    ['no key, as from an unset variable', { keys: [{ name: 'a', key: undefined }] }, 'option.missing'],
    ['an empty key', { keys: [{ name: 'a', key: '' }] }, 'option.value'],
    ['a key of blanks', { keys: [{ name: 'a', key: '  ' }] }, 'option.value'],
    ['a key that no header carries', { keys: [{ name: 'a', key: 'schlüssel' }] }, 'option.value'],
    ['an oversized key', { keys: [{ name: 'a', key: 'x'.repeat(2049) }] }, 'option.value'],
    ['a digest that is cut', { keys: [{ name: 'a', key: digest('a').slice(0, -1) }] }, 'option.value'],
    ['a digest of another kind', { keys: [{ name: 'a', key: `sha512:${'0'.repeat(128)}` }] }, 'option.value'],
    ['a date without a time', { keys: [{ name: 'a', key: secret, expires: '2030-01-31' }] }, 'option.value'],
    ['a day that is none', { keys: [{ name: 'a', key: secret, expires: '2030-13-31T00:00:00Z' }] }, 'option.value'],
    ['a misspelt member', { keys: [{ name: 'a', key: secret, scope: ['b'] }] }, 'option.unknown'],
    [
      'one key twice',
      {
        keys: [
          { name: 'a', key: secret },
          { name: 'b', key: digest(secret) },
        ],
      },
      'option.value',
    ],
    ['a check that is none', { keys, check: true }, 'option.value'],
    ['verify', { verify: () => true }, 'option.later'],
  ]
  for (const [name, options, code] of wrong) {
    it(`reports ${name}`, () => {
      const { found } = configureKey(options)
      assert.ok(found.map((diagnostic) => diagnostic.code).includes(code), JSON.stringify(found))
    })
  }

  it('L-06 never tells a key', () => {
    const told = (configured: Configured): string => JSON.stringify(configured)
    for (const [, options] of wrong) assert.doesNotMatch(told(configureKey(options)), /correct-horse|schlüssel/)
    assert.doesNotMatch(told(configureKey({ keys })), /correct-horse|old-key/)
  })
})
