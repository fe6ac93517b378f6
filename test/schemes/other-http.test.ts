import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestHead } from '../../src/schemes/credential-request.ts'
import type { Credential } from '../../src/schemes/types.ts'
import { configureBearer, configureHttp, context, create, read } from './configured.ts'

const field = (authorization: string): Partial<RequestHead> => ({ headers: { authorization } })
const verify = (credential: string): object | false => credential === 'good' && { name: 'ann', scopes: ['read'] }

describe('an http scheme that only the application knows', () => {
  const scheme = create(configureHttp({ verify }, 'digest'))
  const malformed = { kind: 'malformed', reason: 'credential.malformed' } as const
  const rows: readonly (readonly [string, Partial<RequestHead>, Credential])[] = [
    ['no header', {}, { kind: 'absent' }],
    ['its word', field('Digest username="a", realm="b"'), { kind: 'presented', value: 'username="a", realm="b"' }],
    ['H-04 in another case', field('dIGEST  a'), { kind: 'presented', value: 'a' }],
    ['another word', field('Bearer a'), { kind: 'absent' }],
    ['a longer word', field('Digestive a'), { kind: 'absent' }],
    ['its word alone', field('Digest'), malformed],
    ['H-06 a tab', field('Digest\ta'), malformed],
    ['latin-1', field('Digest \u00e9'), malformed],
    ['too long', field(`Digest ${'a'.repeat(8193)}`), malformed],
    [
      'H-09 two fields',
      { ...field('Digest a'), rawHeaders: ['Authorization', 'Digest a', 'authorization', 'Digest b'] },
      { kind: 'malformed', reason: 'credential.repeated' },
    ],
  ]
  for (const [name, head, expected] of rows) it(name, () => assert.deepEqual(read(scheme, head), expected))

  it('names whom its verify names', async () => {
    const verdict = await scheme.verify('good', context)
    assert.ok(verdict.kind === 'principal')
    assert.deepEqual([verdict.principal.name, verdict.principal.type, verdict.token], ['ann', 'custom', undefined])
    assert.deepEqual(await scheme.verify('bad', context), { kind: 'refused', reason: 'verify.refused' })
  })

  it('is ambient where browsers answer by themselves', () => {
    assert.deepEqual([scheme.ambient, scheme.crossSite], [true, 'refuse'])
    assert.equal(create(configureHttp({ verify, crossSite: 'allow' }, 'digest')).crossSite, 'allow')
    assert.equal(create(configureHttp({ verify }, 'aws4-hmac-sha256')).ambient, false)
  })

  it('O-13 needs a verify', () => {
    assert.deepEqual(codes(configureHttp({}, 'digest')), ['scheme.unconfigured'])
    assert.deepEqual(codes(configureHttp({ verify: true }, 'digest')), ['option.value'])
  })
})

describe('a token scheme whose tokens the application judges', () => {
  const scheme = create(configureBearer({ verify, scopeMatch: 'any' }))

  it('takes tokens of any form, and hands them on', async () => {
    assert.deepEqual(read(scheme, field('Bearer good')), { kind: 'presented', value: 'good' })
    const verdict = await scheme.verify('good', context)
    assert.ok(verdict.kind === 'principal')
    assert.deepEqual([verdict.principal.name, verdict.principal.type, verdict.token], ['ann', 'custom', 'good'])
    assert.deepEqual(await scheme.verify('bad', context), { kind: 'refused', reason: 'verify.refused' })
  })

  it('D-30 takes no token that came with a proof', async () => {
    const verdict = await scheme.verify('good', { ...context, word: 'DPoP' })
    assert.deepEqual(verdict, { kind: 'refused', reason: 'dpop.off' })
  })

  it('is asked about no oversized token, and its check has the last word', async () => {
    const long = await scheme.verify('a'.repeat(8193), context)
    assert.deepEqual(long, { kind: 'refused', reason: 'token.oversized' })
    const strict = create(configureBearer({ verify, check: () => false }))
    assert.deepEqual(await strict.verify('good', context), { kind: 'refused', reason: 'check.refused' })
  })

  it('V-02 an issuer beside verify would be trusted by nobody', () => {
    for (const more of [{ issuer: 'https://a.example/' }, { audience: 'a' }, { maxTokenAge: 5 }, { dpop: 'allowed' }]) {
      assert.deepEqual(codes(configureBearer({ verify, ...more })), ['option.value'])
    }
  })
})

function codes({ found }: { readonly found: readonly { readonly code: string }[] }): readonly string[] {
  return found.map(({ code }) => code)
}
