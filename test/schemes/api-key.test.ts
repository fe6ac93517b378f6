import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { RequestHead } from '../../src/schemes/credential-request.ts'
import type { Credential, HookContext, Verdict } from '../../src/schemes/types.ts'
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

describe('reading a key from the query and from cookies', () => {
  const inQuery = create(configureKey({ keys }, 'api_key', 'query'))
  const inCookie = create(configureKey({ keys }, 'session', 'cookie'))
  const repeated = { kind: 'malformed', reason: 'credential.repeated' } as const
  const malformed = { kind: 'malformed', reason: 'credential.malformed' } as const
  const presented = (value: string) => ({ kind: 'presented', value }) as const
  const absent = { kind: 'absent' } as const
  const queries: readonly (readonly [string, Credential])[] = [
    ['', absent],
    ['api_key=a', presented('a')],
    ['%61pi_key=%61', presented('a')],
    ['x=1&api_key=a-b_c', presented('a-b_c')],
    ['api_key=', absent],
    ['api_key', absent],
    ['API_KEY=a', absent],
    ['api_key=a&api_key=a', repeated],
    ['api_key[]=a', repeated],
    ['api_key%5B0%5D=a', repeated],
    ['api_key.x=a&api_key=b', repeated],
    ['api_key=%zz', repeated],
    ['api_key=%C3%A9', malformed],
    ['api_key=%0A', malformed],
    [`${'k=1&'.repeat(1000)}api_key=a`, presented('a')],
  ]
  for (const [query, expected] of queries) {
    it(`H-25 the query ${query.slice(0, 40)}`, () => {
      assert.deepEqual(read(inQuery, { target: `/?${query}` }), expected)
    })
  }
  const cookies: readonly (readonly [string | undefined, Credential])[] = [
    [undefined, absent],
    ['', absent],
    ['session=a', presented('a')],
    ['x=1; session=a; y=2', presented('a')],
    ['x=1;session=a', presented('a')],
    ['session = a', presented('a')],
    ['session="a"', presented('a')],
    ['session=a%2Fb%3D', presented('a/b=')],
    ['session=a=b', presented('a=b')],
    ['session=', absent],
    ['session', absent],
    ['SESSION=a', absent],
    ['xsession=a', absent],
    ['session=a; session=b', repeated],
    ['session=a; session=a', repeated],
    ['session=%zz', malformed],
    ['session=%0A', malformed],
    ['session=é', malformed],
  ]
  for (const [cookie, expected] of cookies) {
    it(`H-25 the cookie ${cookie}`, () => assert.deepEqual(read(inCookie, { headers: { cookie } }), expected))
  }

  it('H-17 two Cookie fields are one too many', () => {
    const head = { headers: { cookie: 'session=a; x=1' }, rawHeaders: ['Cookie', 'session=a', 'cookie', 'x=1'] }
    assert.deepEqual(read(inCookie, head), repeated)
  })

  for (const cookie of ['session\u00a0=a', '\u00a0session=a', 'session=\u00a0a', 'session=a; session\u00a0=b']) {
    it(`blanks that readers take in different ways: ${JSON.stringify(cookie)}`, () => {
      assert.deepEqual(read(inCookie, { headers: { cookie } }), { kind: 'malformed', reason: 'credential.malformed' })
    })
  }

  it('H-32 the header Cookie is sent by a browser, too', () => {
    const header = create(configureKey({ keys, crossSite: 'allow' }, 'Cookie'))
    assert.deepEqual([header.ambient, header.crossSite], [true, 'allow'])
  })

  it('a cookie is sent by a browser without being asked, and the others are not', () => {
    assert.deepEqual([inCookie.ambient, inQuery.ambient], [true, false])
    assert.deepEqual([inCookie.carrier, inQuery.carrier], ['cookie:session', 'query:api_key'])
  })

  it('never makes read throw, whatever a cookie holds (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (cookie) => {
        read(inCookie, { headers: { cookie } })
        read(inQuery, { target: `/?${cookie}` })
      }),
    )
  })
})

/** As an object-relational mapper makes them. */
class Account {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A relation that is mapped in both directions. */
function circular(): object {
  const team: { readonly members: object[] } = { members: [] }
  team.members.push({ team }, { team })
  return team
}

/** Two to the power of sixty ways lead to the innermost. */
function shared(): object {
  let claims: object = { a: 1 }
  for (let level = 0; level < 60; level += 1) claims = { left: claims, right: claims }
  return claims
}

describe("F-39 a key that the application's own verify judges", () => {
  const rows: readonly (readonly [string, () => unknown, string])[] = [
    ['a principal', () => ({ name: 'ann', scopes: ['read'] }), 'ann read'],
    ['a promise of one', async () => ({ name: 'ann' }), 'ann '],
    ['false', () => false, 'verify.refused'],
    ['true, which names nobody', () => true, 'verify.refused'],
    ['a name alone', () => 'ann', 'verify.refused'],
    ['an empty name', () => ({ name: '' }), 'verify.refused'],
    ['scopes that are no list', () => ({ name: 'ann', scopes: 'read' }), 'verify.refused'],
    ['claims that are none', () => ({ name: 'ann', claims: [] }), 'verify.refused'],
    ['a function in its claims', () => ({ name: 'ann', claims: { a: () => 1 } }), 'verify.refused'],
    ['a Set in its claims', () => ({ name: 'ann', claims: { groups: new Set(['a']) } }), 'verify.refused'],
    ['a Date in its claims', () => ({ name: 'ann', claims: { at: [new Date(0)] } }), 'verify.refused'],
    ['claims that are a Map', () => ({ name: 'ann', claims: new Map() }), 'verify.refused'],
    ['scopes with a hole', () => ({ name: 'ann', scopes: new Array(2) }), 'verify.refused'],
    ['what stands in itself, twice at each turn', () => ({ name: 'ann', claims: circular() }), 'verify.refused'],
    ['an instance of a class', () => new Account('ann'), 'ann '],
    ['a Map', () => Object.assign(new Map(), { name: 'ann' }), 'verify.refused'],
    ['an Error, which has a name', () => new TypeError(secret), 'verify.failed'],
    ['a promise of one', async () => new AggregateError([], secret), 'verify.failed'],
    ['what aborts', () => AbortSignal.abort().reason, 'verify.failed'],
    [
      'a getter that throws',
      () => ({
        get name() {
          return assert.fail(secret)
        },
      }),
      'verify.failed',
    ],
    ['a throw', () => assert.fail(secret), 'verify.failed'],
    ['a rejection', () => Promise.reject(new Error(secret)), 'verify.failed'],
  ]
  for (const [what, verify, expected] of rows) {
    it(`F-39 ${what}`, async () => {
      const verdict = await create(configureKey({ verify })).verify('any', context)
      assert.doesNotMatch(JSON.stringify(verdict), /correct-horse/)
      if (verdict.kind !== 'principal') assert.equal(verdict.reason, expected)
      else assert.equal(`${verdict.principal.name} ${[...verdict.principal.scopes].join(' ')}`, expected)
    })
  }

  it('looks at each thing once, however many ways lead to it', async () => {
    const verdict = await create(configureKey({ verify: () => ({ name: 'ann', claims: shared() }) })).verify(
      'any',
      context,
    )
    assert.equal(verdict.kind, 'principal')
  })

  it('F-39 silence', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    let aborted = false
    const verify = (_key: string, { signal }: HookContext) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true
        })
      })
    const verdict = create(configureKey({ verify })).verify('any', context)
    t.mock.timers.tick(5000)
    assert.deepEqual(await verdict, { kind: 'unknown', reason: 'verify.timeout', retryAfter: 5 })
    assert.equal(aborted, true)
  })

  it('Q-13 is asked each time, unless it asks to be remembered', async () => {
    const asked: string[] = []
    const verify = (key: string) => {
      asked.push(key)
      return key === 'good' && { name: 'ann' }
    }
    const forgetful = create(configureKey({ verify }))
    const mindful = create(configureKey({ verify, cache: { seconds: 60, entries: 1 } }))
    for (const scheme of [forgetful, mindful]) {
      for (const key of ['good', 'good', 'bad', 'bad']) await scheme.verify(key, context)
    }
    assert.deepEqual(asked, ['good', 'good', 'bad', 'bad', 'good', 'bad', 'bad'])
  })

  it('Q-05 remembers for a while, and no more than it may', async (t) => {
    let now = 0
    t.mock.method(performance, 'now', () => now)
    let asked = 0
    const verify = (key: string) => {
      asked += 1
      return { name: key }
    }
    const scheme = create(configureKey({ verify, cache: { seconds: 60, entries: 2 } }))
    for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) await scheme.verify(key, context)
    assert.equal(asked, 4)
    now = 60_000
    await scheme.verify('a', context)
    assert.equal(asked, 5)
  })

  it('what is remembered is judged by check each time', async () => {
    let lets = true
    const options = { verify: () => ({ name: 'ann' }), cache: { seconds: 60 }, check: () => lets }
    const scheme = create(configureKey(options))
    assert.equal((await scheme.verify('a', context)).kind, 'principal')
    lets = false
    assert.deepEqual(await scheme.verify('a', context), { kind: 'refused', reason: 'check.refused' })
  })

  it('what it answers is copied and frozen', async () => {
    const answer = { name: 'ann', claims: { org: { id: 1 } }, scopes: ['read'] }
    const verdict = await create(configureKey({ verify: () => answer })).verify('a', context)
    answer.claims.org.id = 2
    answer.scopes.push('write')
    assert.ok(verdict.kind === 'principal')
    assert.deepEqual([verdict.principal.claims, [...verdict.principal.scopes]], [{ org: { id: 1 } }, ['read']])
    assert.ok(Object.isFrozen(verdict.principal.claims) && Object.isFrozen(verdict.principal))
  })

  it('an oversized key is not handed over', async () => {
    const scheme = create(configureKey({ verify: () => assert.fail('it was asked') }))
    assert.deepEqual(await scheme.verify('x'.repeat(4097), context), { kind: 'refused', reason: 'apikey.unknown' })
  })
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
    ['an oversized key', { keys: [{ name: 'a', key: 'x'.repeat(4097) }] }, 'option.value'],
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
    ['keys beside verify', { keys, verify: () => false }, 'option.value'],
    ['a verify that is none', { verify: 'true' }, 'option.value'],
    ['a cache without verify', { keys, cache: { seconds: 5 } }, 'option.value'],
    ['a cache that lasts too long', { verify: () => false, cache: { seconds: 301 } }, 'option.value'],
    ['crossSite where no browser sends the key', { keys, crossSite: 'allow' }, 'option.value'],
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
