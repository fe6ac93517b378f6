import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { TrustedIssuer } from '../../src/jwt/types.ts'
import type { Verdict } from '../../src/schemes/types.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { configureBearer, context, create } from './configured.ts'

const issuer = await createTestIssuer({ algorithm: 'ES256' })
const trusted: TrustedIssuer = {
  issuer: issuer.issuer,
  audiences: [issuer.audience],
  algorithms: ['ES256'],
  keys: { kind: 'jwks', keys: issuer.jwks().keys },
}

async function verify(options: object, token: Parameters<typeof issuer.token>[0] = {}): Promise<Verdict> {
  return create(configureBearer(options, [trusted])).verify(await issuer.token(token), context)
}

const refused = (reason: string) => ({ kind: 'refused', reason })

describe('a bearer token', () => {
  it('names its caller', async () => {
    const verdict = await verify({}, { sub: 'ann', scope: 'a b', claims: { scp: ['c'] }, permissions: ['d'] })
    assert.ok(verdict.kind === 'principal', verdict.kind)
    const { scheme, type, name, claims, scopes, header } = verdict.principal
    assert.deepEqual([scheme, type, name, claims.iss], ['auth0', 'jwt', 'ann', issuer.issuer])
    assert.deepEqual([...scopes], ['a', 'b', 'c'])
    assert.equal(header?.alg, 'ES256')
    assert.equal(verdict.token?.split('.').length, 3)
    assert.equal(Object.isFrozen(verdict.principal), true)
  })

  it('has no name where the token has no sub', async () => {
    const verdict = await verify({}, { sub: undefined })
    assert.equal(verdict.kind === 'principal' && verdict.principal.name, '')
  })

  it('D-03 is refused under the word DPoP, which nothing here can prove', async () => {
    const scheme = create(configureBearer({}, [trusted]))
    const verdict = await scheme.verify(await issuer.token(), { ...context, word: 'DPoP' })
    assert.deepEqual(verdict, refused('dpop.off'))
  })

  it('D-30 is refused when it is bound to a key', async () => {
    assert.deepEqual(await verify({}, { claims: { cnf: { jkt: 'x' } } }), refused('token.confirmation'))
  })

  const rows: readonly (readonly [string, object, Parameters<typeof verify>[1], string | undefined])[] = [
    ['clockTolerance has a default', {}, { expiresIn: -2 }, undefined],
    ['clockTolerance can be none', { clockTolerance: 0 }, { expiresIn: -2 }, 'token.expired'],
    ['clockTolerance can be a minute', { clockTolerance: 60 }, { expiresIn: -50 }, undefined],
    ['maxTokenAge', { maxTokenAge: 10 }, { claims: { iat: 1_000_000_000 } }, 'token.too_old'],
    ['profile', { profile: 'at+jwt' }, { header: { typ: 'JWT' } }, 'token.type'],
    ['requiredClaims', { requiredClaims: { org: 'a' } }, { claims: { org: 'b' } }, 'token.required_claim'],
    ['requiredClaims that are there', { requiredClaims: { org: 'a' } }, { claims: { org: 'a' } }, undefined],
    ['check', { check: () => false }, {}, 'check.refused'],
  ]
  for (const [name, options, token, reason] of rows) {
    it(`${name}: ${reason ?? 'lets in'}`, async () => {
      const verdict = await verify(options, token)
      assert.deepEqual(verdict.kind === 'refused' ? verdict.reason : undefined, reason)
    })
  }

  it('takes scopes from the claims that are listed', async () => {
    const verdict = await verify(
      { scopeClaims: ['permissions', ['realm', 'roles']] },
      { scope: 'a', permissions: ['b'], claims: { realm: { roles: ['c'] } } },
    )
    assert.deepEqual(verdict.kind === 'principal' && [...verdict.principal.scopes], ['b', 'c'])
  })

  it('hands on scopeMatch and report', () => {
    const scheme = create(configureBearer({ scopeMatch: 'any', report: true }, [trusted]))
    assert.deepEqual([scheme.scopeMatch, scheme.report], ['any', true])
  })

  it('takes no later change of the options', async () => {
    const required = { org: ['a'] }
    const scheme = create(configureBearer({ requiredClaims: required }, [trusted]))
    required.org.push('b')
    const token = await issuer.token({ claims: { org: 'b' } })
    assert.deepEqual(await scheme.verify(token, context), refused('token.required_claim'))
  })
})

describe('a bearer token whose issuer is down', () => {
  it('F-04 is not knowable, and no fault of the caller', async () => {
    const down = await createTestIssuer({ listen: true, algorithm: 'ES256' })
    after(() => down.close())
    down.fail('status-500')
    const keys = { kind: 'discovery', metadataUrl: undefined } as const
    const scheme = create(configureBearer({}, [{ ...trusted, issuer: down.issuer, keys }]))
    const verdict = await scheme.verify(await down.token(), context)
    assert.ok(verdict.kind === 'unknown' && verdict.retryAfter > 0, verdict.kind)
    assert.equal(verdict.reason, 'issuer.unavailable')
  })
})

describe('configuring a bearer scheme', () => {
  const wrong: readonly (readonly [string, object, string])[] = [
    ['a tolerance above a minute', { clockTolerance: 61 }, 'option.value'],
    ['a negative tolerance', { clockTolerance: -1 }, 'option.value'],
    ['a tolerance that is no number', { clockTolerance: Number.NaN }, 'option.value'],
    ['a tolerance as a text', { clockTolerance: '5' }, 'option.value'],
    ['an age of nothing', { maxTokenAge: 0 }, 'option.value'],
    ['an unknown profile', { profile: 'jwt+at' }, 'option.value'],
    ['scopeClaims as a text', { scopeClaims: 'permissions' }, 'option.value'],
    ['scopeClaims without a claim', { scopeClaims: [] }, 'option.value'],
    ['a path without a name', { scopeClaims: [[]] }, 'option.value'],
    ['a path with a number', { scopeClaims: [['a', 5]] }, 'option.value'],
    ['an unknown scopeMatch', { scopeMatch: 'some' }, 'option.value'],
    ['requiredClaims as a list', { requiredClaims: ['org'] }, 'option.value'],
    ['a required claim that is a function', { requiredClaims: { org: () => true } }, 'option.value'],
    ['report as a text', { report: 'yes' }, 'option.value'],
    ['a misspelt name', { audiance: 'x' }, 'option.unknown'],
    ['an unknown word for dpop', { dpop: 'on' }, 'option.value'],
    ['proofs where there are none', { proofs: { maxAge: 5 } }, 'option.value'],
    ['a misspelt name of proofs', { dpop: 'allowed', proofs: { maxage: 5 } }, 'option.unknown'],
    ['proofs that live for ever', { dpop: 'allowed', proofs: { maxAge: 301 } }, 'option.value'],
    ['a tolerance of proofs above a minute', { dpop: 'allowed', proofs: { clockTolerance: 61 } }, 'option.value'],
    ['a symmetric algorithm of proofs', { dpop: 'allowed', proofs: { algorithms: ['HS256'] } }, 'option.value'],
    ['no algorithm of proofs', { dpop: 'allowed', proofs: { algorithms: [] } }, 'option.value'],
    ['none of proofs', { dpop: 'allowed', proofs: { perKey: 0 } }, 'option.value'],
    ['a nonce that is a text', { dpop: 'allowed', proofs: { nonce: 'yes' } }, 'option.value'],
    ['a short secret of nonces', { dpop: 'allowed', proofs: { nonce: { secret: 'short' } } }, 'option.value'],
    ['a nonce of a second', { dpop: 'allowed', proofs: { nonce: { lifetime: 1 } } }, 'option.value'],
    ['a cache that is no object', { cache: 'on' }, 'option.value'],
    ['a cache of nothing', { cache: { entries: 0 } }, 'option.value'],
    ['a misspelt name in it', { cache: { entry: 5 } }, 'option.unknown'],
  ]
  for (const [name, options, code] of wrong) {
    it(`reports ${name}`, () => {
      const { found } = configureBearer(options, [trusted])
      assert.deepEqual(
        found.map((diagnostic) => diagnostic.code),
        [code],
      )
    })
  }

  it('says nothing of a secret of nonces', () => {
    const secret = 'swordfish'.repeat(4)
    const { settings } = configureBearer({ dpop: 'required', proofs: { nonce: { secret } } }, [trusted])
    assert.equal(settings?.trust.endsWith('; DPoP required'), true)
    assert.doesNotMatch(JSON.stringify([settings?.trust, settings?.source, settings?.accepts]), /swordfish/)
  })

  it('takes what is later at its only value', () => {
    create(configureBearer({ cache: false, introspection: undefined }, [trusted]))
  })
})
