import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createTokenVerifier } from '../../src/jwt/create-token-verifier.ts'
import { base64url, compact, createSigner } from './signer.ts'
import { goodClaims, inOneWord, now, servicesOf, settingsOf, trust } from './verifying.ts'

const signers = ['RS256', 'PS256', 'ES256', 'EdDSA'].map((alg) => createSigner(alg))
const [signer = createSigner('RS256')] = signers
const jwks = signers.map(({ jwk }) => jwk)
const verifier = createTokenVerifier(settingsOf([trust(jwks)]), servicesOf(), () => now)
const ask = async (token: string) => inOneWord(await verifier.verify(token, { mayWait: true }))

const anyToken = fc.constantFrom(...signers.map((one) => one.token(goodClaims({ scope: 'read' }))))
const base64urlCharacter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const anyCharacter = fc.oneof(
  base64urlCharacter,
  fc.constantFrom('.', '=', ' ', '+', '/', '\n'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)

/** Sizes that a run of a few seconds can afford. */
const runs = { numRuns: 250 }

describe('hostile tokens', () => {
  it('every single character of a token counts', async () => {
    for (const one of signers) {
      const token = one.token({ iss: 'https://issuer.example/', aud: 'https://api.example', exp: now + 60 })
      for (let at = 0; at < token.length; at++) {
        const other = token[at] === 'A' ? 'B' : 'A'
        assert.notEqual(await ask(token.slice(0, at) + other + token.slice(at + 1)), 'verified', `${one.alg} at ${at}`)
      }
    }
  })

  it('a character replaced, put in or taken out is never accepted', async () => {
    const edit = fc.constantFrom(0, 1)
    await fc.assert(
      fc.asyncProperty(
        anyToken,
        fc.nat(),
        edit,
        edit,
        anyCharacter,
        async (token, where, removed, added, character) => {
          const at = where % token.length
          const changed = token.slice(0, at) + character.repeat(added) + token.slice(at + removed)
          fc.pre(changed !== token)
          assert.notEqual(await ask(changed), 'verified')
        },
      ),
      runs,
    )
  })

  it('parts of different tokens never make a good one', async () => {
    const tokens = signers.flatMap((one) => [one.token(goodClaims({ jti: '1' })), one.token(goodClaims({ jti: '2' }))])
    const any = fc.constantFrom(...tokens)
    await fc.assert(
      fc.asyncProperty(any, any, any, async (a, b, c) => {
        const mixed = [a.split('.')[0], b.split('.')[1], c.split('.')[2]].join('.')
        fc.pre(!tokens.includes(mixed))
        assert.notEqual(await ask(mixed), 'verified')
      }),
      runs,
    )
  })

  it('no text throws, and none is accepted', async () => {
    const segment = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.uint8Array().map(base64url))
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(segment, { maxLength: 7 }).map((parts) => parts.join('.')),
    )
    await fc.assert(
      fc.asyncProperty(text, async (token) => assert.notEqual(await ask(token), 'verified')),
      runs,
    )
  })

  it('no header and no payload throws, whatever JSON they are', async () => {
    const name = fc.constantFrom(
      'alg',
      'kid',
      'typ',
      'crit',
      'b64',
      'jwk',
      'iss',
      'aud',
      'exp',
      'nbf',
      'iat',
      'cnf',
      'sub',
    )
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('RS256', 'none', signer.kid, now, 'JWT'))
    const object = fc.oneof(fc.dictionary(name, value), fc.jsonValue())
    await fc.assert(
      fc.asyncProperty(object, object, async (header, claims) => {
        const token = compact(JSON.stringify(header), JSON.stringify(claims), signer.sign)
        assert.match(await ask(token), /^(?:token|key)\.[a-z_]+$/)
      }),
      runs,
    )
  })

  it('claims of any shape beside good ones are handed over as they were signed', async () => {
    const own = Object.keys(goodClaims())
    const reserved = [...own, 'cnf', 'nbf', 'jti', 'client_id', '__proto__']
    const extra = fc.dictionary(
      fc.string().filter((name) => !reserved.includes(name)),
      fc.jsonValue({ maxDepth: 4 }),
    )
    await fc.assert(
      fc.asyncProperty(extra, async (members) => {
        const token = signer.token({ ...members, ...goodClaims() })
        fc.pre(token.length <= 8192)
        const verdict = await verifier.verify(token, { mayWait: true })
        assert.ok(verdict.kind === 'verified', inOneWord(verdict))
        assert.deepEqual(verdict.claims, JSON.parse(JSON.stringify({ ...members, ...goodClaims() })))
      }),
      { numRuns: 100 },
    )
  })
})
