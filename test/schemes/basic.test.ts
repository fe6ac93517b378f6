import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { hashPassword } from '../../src/index.ts'
import { splitPair } from '../../src/schemes/passwords/read-pair.ts'
import type { Credential, Scheme, Verdict } from '../../src/schemes/types.ts'
import { configureBasic, context, create, read } from './configured.ts'

const encode = (text: string | Uint8Array): string => `Basic ${Buffer.from(text).toString('base64')}`
const readField = (scheme: Scheme, authorization: string): Credential => read(scheme, { headers: { authorization } })

const password = 'open: sesame'
let hash = ''
before(async () => {
  hash = await hashPassword(password)
})

describe('reading Basic', () => {
  const scheme = create(configureBasic({ verify: () => null }))
  const malformed: Credential = { kind: 'malformed', reason: 'credential.malformed' }
  const rows: readonly (readonly [string, string, Credential])[] = [
    ['name and password', encode('ada:lovelace'), { kind: 'presented', value: 'ada:lovelace' }],
    ['H-04 its word in another case', encode('a:b').replace('Basic', 'bASIC'), { kind: 'presented', value: 'a:b' }],
    ['H-05 two blanks', encode('a:b').replace(' ', '  '), { kind: 'presented', value: 'a:b' }],
    ['a colon in the password', encode('a:b:c'), { kind: 'presented', value: 'a:b:c' }],
    ['UTF-8', encode('jürgen:пароль'), { kind: 'presented', value: 'jürgen:пароль' }],
    ['NFD, which becomes NFC', encode('ju\u0308rgen:a'), { kind: 'presented', value: 'jürgen:a' }],
    ['no password', encode('a:'), { kind: 'presented', value: 'a:' }],
    ['H-02 an empty field', '', { kind: 'absent' }],
    ['another word', 'Bearer abc', { kind: 'absent' }],
    ['a longer word', 'Basics YTpi', { kind: 'absent' }],
    ['no colon', encode('ada'), malformed],
    ['H-25 a colon alone', encode(':'), malformed],
    ['H-03 its word alone', 'Basic', malformed],
    ['H-03 its word and a blank', 'Basic ', malformed],
    ['H-06 a tab', encode('a:b').replace(' ', '\t'), malformed],
    ['Latin-1', encode(Buffer.from('j\xfcrgen:a', 'latin1')), malformed],
    ['a control character', encode('a:b\u0000'), malformed],
    ['a line end', encode('a:b\n'), malformed],
    ['base64 without padding', 'Basic YTpiYw', malformed],
    ['base64url', 'Basic YTo_Pz8-', malformed],
    ['bits behind the last byte', 'Basic YTpiYx==', malformed],
    ['blanks inside', 'Basic YTpi YTpi', malformed],
    ['H-10 a token behind it', `${encode('a:b')}, Bearer abc`, malformed],
    ['too much', encode(`a:${'b'.repeat(2047)}`), malformed],
  ]
  for (const [name, authorization, expected] of rows) {
    it(name, () => assert.deepEqual(readField(scheme, authorization), expected))
  }

  it('H-09 two fields', () => {
    const rawHeaders = ['Authorization', encode('a:b'), 'Authorization', encode('a:b')]
    const found = read(scheme, { headers: { authorization: encode('a:b') }, rawHeaders })
    assert.deepEqual(found, { kind: 'malformed', reason: 'credential.repeated' })
  })

  it('any name and any password come back as they were, in NFC', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => value.replace(/\p{Cc}/gu, ''))
    const name = text.map((value) => `n${value.replaceAll(':', '')}`)
    fc.assert(
      fc.property(name, text, (user, secret) => {
        const found = readField(scheme, encode(`${user}:${secret}`))
        assert.ok(found.kind === 'presented')
        assert.deepEqual(splitPair(found.value), [user.normalize('NFC'), secret.normalize('NFC')])
      }),
    )
  })

  it('any bytes behind a name are one pair or are refused', () => {
    let taken = 0
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.string().map(Buffer.from)), (bytes) => {
        const sent = Buffer.concat([Buffer.from('ann:'), bytes])
        const found = readField(scheme, encode(sent))
        const text = sent.toString()
        const isClean = Buffer.from(text).equals(sent) && !/\p{Cc}/u.test(text)
        taken += isClean ? 1 : 0
        assert.deepEqual(found, isClean ? { kind: 'presented', value: text.normalize('NFC') } : malformed)
      }),
    )
    assert.ok(taken > 0)
  })

  it('a pair has one form: whatever else differs from it in one character is refused or another pair', () => {
    let taken = 0
    const change = fc.record({
      at: fc.nat(),
      sign: fc.constantFrom(...'YTpiQRSZ019+/=-_ ,'.split('')),
      kind: fc.constantFrom('insert', 'replace', 'delete'),
    })
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }).filter(isPrintable), change, (secret, { at, sign, kind }) => {
        const text = Buffer.from(`ann:${secret}`).toString('base64')
        const place = at % text.length
        const rest = text.slice(kind === 'insert' ? place : place + 1)
        const changed = text.slice(0, place) + (kind === 'delete' ? '' : sign) + rest
        const found = readField(scheme, `Basic ${changed}`)
        if (found.kind !== 'presented') return
        taken += 1
        assert.equal(found.value === `ann:${secret}`, changed.trimStart() === text, changed)
      }),
    )
    assert.ok(taken > 0)
  })
})

/** In NFC already, so that what was sent can be compared. */
function isPrintable(text: string): boolean {
  return text.normalize('NFC') === text && !/\p{Cc}/u.test(text)
}

describe('judging passwords', () => {
  let scheme: Scheme
  before(() => {
    scheme = create(configureBasic({ users: [{ name: 'jürgen', hash, scopes: ['read'] }] }))
  })
  const verify = async (pair: string): Promise<Verdict> => scheme.verify(pair, context)
  const wrong: Verdict = { kind: 'refused', reason: 'password.wrong' }
  const busy: Verdict = { kind: 'unknown', reason: 'password.busy', retryAfter: 2 }

  /** As many different guesses as are hashed and wait at once, so that nothing else is hashed. */
  const fill = (name: string): readonly Promise<Verdict>[] =>
    Array.from({ length: 10 }, (_, index) => verify(`${name}:guess ${index}`))

  it('H-32 is ambient, and refuses other sites unless said', () => {
    assert.deepEqual([scheme.ambient, scheme.crossSite], [true, 'refuse'])
    assert.equal(create(configureBasic({ verify: () => null, crossSite: 'allow' })).crossSite, 'allow')
  })

  it('names the user', async () => {
    const verdict = await verify(`jürgen:${password}`)
    assert.ok(verdict.kind === 'principal', verdict.kind)
    const { name, type, scopes } = verdict.principal
    assert.deepEqual([name, type, [...scopes], verdict.token], ['jürgen', 'basic', ['read'], undefined])
  })

  for (const name of ['jürgen', 'nobody']) {
    it(`T-01, R-13 a guess at the password of ${name} costs a hash, and the eleventh at once is told to come again`, async () => {
      const guesses = fill(name)
      assert.deepEqual(await verify(`${name}:one more`), busy)
      for (const guess of guesses) assert.deepEqual(await guess, wrong)
    })
  }

  it('a password that was good costs no hash again', async () => {
    assert.equal((await verify(`jürgen:${password}`)).kind, 'principal')
    const guesses = fill('jürgen')
    assert.equal((await verify(`jürgen:${password}`)).kind, 'principal')
    assert.deepEqual(await verify('jürgen:one more'), busy)
    await Promise.all(guesses)
    assert.deepEqual(await verify('jürgen:wrong'), wrong)
  })

  it('those who come at once with one password cost one hash', async () => {
    const fresh = create(configureBasic({ users: [{ name: 'a', hash }] }))
    const verdicts = await Promise.all(Array.from({ length: 40 }, () => fresh.verify(`a:${password}`, context)))
    assert.ok(verdicts.every(({ kind }) => kind === 'principal'))
  })

  it('has the check judge each time', async () => {
    let answer = true
    const checked = create(configureBasic({ users: [{ name: 'a', hash }], check: () => answer }))
    assert.equal((await checked.verify(`a:${password}`, context)).kind, 'principal')
    answer = false
    assert.deepEqual(await checked.verify(`a:${password}`, context), { kind: 'refused', reason: 'check.refused' })
  })

  it('hands name and password to the verify of the application, and remembers whom it named', async () => {
    const asked: unknown[] = []
    const own = create(
      configureBasic({
        verify: (name: string, secret: string) => {
          asked.push([name, secret])
          return secret === password && { name, scopes: ['read'] }
        },
        cache: { seconds: 60 },
      }),
    )
    for (let count = 0; count < 2; count += 1) {
      const verdict = await own.verify(`ada:${password}`, context)
      assert.ok(verdict.kind === 'principal')
      assert.deepEqual([verdict.principal.name, verdict.principal.type], ['ada', 'basic'])
      assert.deepEqual(await own.verify('ada:', context), { kind: 'refused', reason: 'verify.refused' })
    }
    assert.deepEqual(asked, [
      ['ada', password],
      ['ada', ''],
      ['ada', ''],
    ])
  })
})

describe('configuring users', () => {
  const user = (changes: object): object => ({ users: [{ name: 'a', hash, ...changes }] })
  const rows: readonly (readonly [string, () => object, string])[] = [
    ['nothing', () => ({}), 'scheme.unconfigured'],
    ['an empty list', () => ({ users: [] }), 'option.value'],
    ['a password', () => user({ hash: 'swordfish' }), 'option.value'],
    ['a hash that is too cheap', () => user({ hash: hash.replace('ln=15', 'ln=10') }), 'option.value'],
    ['a hash that is too dear', () => user({ hash: hash.replace('ln=15', 'ln=30') }), 'option.value'],
    ['a hash that is cut', () => user({ hash: hash.slice(0, -8) }), 'option.value'],
    ['a name with a colon', () => user({ name: 'a:b' }), 'option.value'],
    ['a name that is no text in UTF-8', () => user({ name: 'a\ud800' }), 'option.value'],
    ['a misspelt member', () => user({ scope: [] }), 'option.unknown'],
    [
      'one name twice, in two forms',
      () => ({ users: ['é', 'e\u0301'].map((name) => ({ name, hash })) }),
      'option.value',
    ],
    ['users and verify', () => ({ ...user({}), verify: () => null }), 'option.value'],
    ['a cache without verify', () => ({ ...user({}), cache: { seconds: 5 } }), 'option.value'],
    ['a cache that says nothing', () => ({ verify: () => null, cache: { entries: 5 } }), 'option.missing'],
    ['a cache of half an entry', () => ({ verify: () => null, cache: { seconds: 5, entries: 1.5 } }), 'option.value'],
    ['a verify that is none', () => ({ verify: 'yes' }), 'option.value'],
    ['a cross-site rule that is none', () => ({ ...user({}), crossSite: 'yes' }), 'option.value'],
  ]
  for (const [name, options, code] of rows) {
    it(`reports ${name}`, () => {
      const { found } = configureBasic(options())
      assert.deepEqual(
        found.map((diagnostic) => diagnostic.code),
        [code],
      )
      assert.doesNotMatch(JSON.stringify(found), /swordfish/)
      assert.ok(!JSON.stringify(found).includes(hash), 'L-06 the hash is not told')
    })
  }
})

describe('hashPassword', () => {
  it('says how it was made, and is another each time', async () => {
    assert.match(hash, /^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/)
    assert.notEqual(await hashPassword(password), hash)
  })

  it('takes one password for one, however it was typed', async () => {
    const composed = create(configureBasic({ users: [{ name: 'a', hash: await hashPassword('e\u0301') }] }))
    const found = readField(composed, encode('a:\u00e9'))
    assert.ok(found.kind === 'presented')
    assert.equal((await composed.verify(found.value, context)).kind, 'principal')
  })

  for (const wrong of ['', 'a\nb', 'a\ud800', 'x'.repeat(1025), undefined]) {
    it(`refuses ${JSON.stringify(wrong)?.slice(0, 20)}`, async () => {
      // As a caller without types may call it.
      await assert.rejects(async () => Reflect.apply(hashPassword, undefined, [wrong]), TypeError)
    })
  }
})
