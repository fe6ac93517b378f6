import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseRevocation, readEntry, writeEntry } from '../../../src/jwt/revocation/revocation.ts'
import { RevocationList } from '../../../src/jwt/revocation/revocation-list.ts'

const issuer = 'https://issuer.example/'
const other = 'https://other.example/'
const now = 1_800_000_000

describe('what revoke is told', () => {
  const good: readonly (readonly [what: object, expected: object])[] = [
    [{ sub: 'ann' }, { issuer, by: 'sub', value: 'ann', at: now }],
    [
      { jti: 'a', issuer },
      { issuer, by: 'jti', value: 'a', at: now },
    ],
    [
      { clientId: 'a', at: now - 5 },
      { issuer, by: 'clientId', value: 'a', at: now - 5 },
    ],
    [
      { kid: 'a', at: 0, sub: undefined },
      { issuer, by: 'kid', value: 'a', at: 0 },
    ],
  ]
  for (const [what, expected] of good) {
    it(JSON.stringify(what), () => assert.deepEqual(parseRevocation(what, [issuer], now), expected))
  }

  const wrong: readonly (readonly [what: unknown, message: RegExp])[] = [
    [undefined, /takes an object/],
    ['ann', /takes an object/],
    [['ann'], /takes an object/],
    [{}, /one of jti, sub, clientId, kid/],
    [{ issuer }, /one of jti/],
    [{ sub: 'ann', jti: 'a' }, /one of jti/],
    [{ subject: 'ann' }, /knows no subject; it takes issuer, jti, sub/],
    [{ sub: '' }, /sub is a text/],
    [{ sub: 5 }, /sub is a text/],
    [{ sub: 'ann', issuer: 'https://issuer.example' }, /one that this gate trusts: https:\/\/issuer.example\//],
    [{ sub: 'ann', at: Date.now() }, /in seconds/],
    [{ sub: 'ann', at: '5' }, /in seconds/],
    [{ sub: 'ann', at: -1 }, /in seconds/],
    [{ sub: 'ann', at: Number.NaN }, /in seconds/],
  ]
  for (const [what, message] of wrong) {
    it(`not ${JSON.stringify(what)}`, () => {
      assert.throws(
        () => parseRevocation(what, [issuer], now),
        (error) => error instanceof TypeError && message.test(error.message),
      )
    })
  }

  it('of several issuers one has to be named', () => {
    assert.throws(() => parseRevocation({ sub: 'ann' }, [issuer, other], now), /issuer is one that this gate trusts/)
    assert.equal(parseRevocation({ sub: 'ann', issuer: other }, [issuer, other], now).issuer, other)
    assert.throws(() => parseRevocation({ sub: 'ann' }, [], now), /it trusts none/)
  })

  it('is read as it was written, and nothing else is', () => {
    const entry = parseRevocation({ sub: 'ann\n"' }, [issuer], now)
    assert.deepEqual(readEntry(writeEntry(entry)), entry)
    for (const text of ['', '{}', 'null', '[]', '["a","sid","b",1]', '["a","sub","b","1"]', '[1,"sub","b",1]']) {
      assert.equal(readEntry(text), undefined, text)
    }
  })
})

describe('the list of revocations', () => {
  const list = (...what: readonly object[]): RevocationList => {
    const made = new RevocationList(1000)
    for (const one of what) made.add(parseRevocation(one, [issuer], now), now)
    return made
  }

  it('Q-15 refuses tokens that were issued at or before the moment, and none that were issued after', () => {
    const revoked = list({ sub: 'ann' })
    for (const [iat, expected] of [
      [now - 60, true],
      [now, true],
      [now + 1, false],
      [undefined, true],
      ['yesterday', true],
    ] as const) {
      assert.equal(revoked.includes(issuer, { sub: 'ann', iat }, []), expected, `${iat}`)
    }
  })

  it('Q-15 is for one issuer', () => {
    assert.equal(list({ sub: 'ann' }).includes(other, { sub: 'ann', iat: now }, []), false)
  })

  it('goes by what was named, and by nothing that only looks like it', () => {
    const revoked = list({ clientId: 'app' })
    assert.equal(revoked.includes(issuer, { client_id: 'app' }, []), true)
    assert.equal(revoked.includes(issuer, { azp: 'app' }, []), true)
    assert.equal(revoked.includes(issuer, { sub: 'app', jti: 'app' }, ['app']), false)
    assert.equal(revoked.includes(issuer, { client_id: ['app'], azp: { app: 1 } }, []), false)
    assert.equal(revoked.includes(issuer, Object.create({ azp: 'app' }), []), false)
  })

  it('takes the one token of an id, whatever time it was given', () => {
    assert.equal(list({ jti: 'a' }).includes(issuer, { jti: 'a', iat: now + 5 }, []), true)
  })

  it('takes every token with a key, whatever time it was given', () => {
    const revoked = list({ kid: 'stolen' })
    assert.equal(revoked.includes(issuer, { iat: now + 3600 }, ['stolen']), true)
    assert.equal(revoked.includes(issuer, { iat: now + 3600 }, ['another', 'stolen']), true)
    assert.equal(revoked.includes(issuer, { iat: now }, [undefined]), false)
  })

  it('keeps the later of two moments', () => {
    const revoked = list({ sub: 'ann', at: now }, { sub: 'ann', at: now - 100 })
    assert.equal(revoked.includes(issuer, { sub: 'ann', iat: now - 50 }, []), true)
    assert.equal(revoked.size, 1)
  })

  it('when it is full refuses more, and forgets what nobody can be let in with any more', () => {
    const small = new RevocationList(1000, 2)
    const add = (sub: string, at: number, said = now) => small.add({ issuer, by: 'sub', value: sub, at }, said)
    add('old', now - 2000, now - 2000)
    add('ann', now - 2000)
    add('bob', now)
    assert.equal(small.includes(issuer, { sub: 'old', iat: now - 3000 }, []), false)
    assert.throws(() => add('cat', now), /full: it holds 2/)
    assert.equal(small.includes(issuer, { sub: 'ann', iat: now - 2000 }, []), true)
    add('ann', now + 5)
  })
})
