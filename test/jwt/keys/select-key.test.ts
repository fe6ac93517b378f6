import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSigner, type Signer } from '../signer.ts'
import { askerOf, goodClaims, trust } from '../verifying.ts'
import { jwkOf, told } from './told.ts'

const rsa = createSigner('RS256')
const ec = createSigner('ES256')

describe('the choice of a key', () => {
  const twin = createSigner('RS256', rsa.kid)
  const without = (signer: Signer, jwks: readonly object[]) =>
    askerOf([trust(jwks)])(signer.token(goodClaims(), { kid: undefined }))

  it('K-13 no kid, one usable key', async () => {
    assert.equal(await without(rsa, [rsa.jwk]), 'verified')
    assert.equal(await without(rsa, [rsa.jwk, ec.jwk, jwkOf(twin, { use: 'enc' })]), 'verified')
    assert.equal(await without(rsa, [jwkOf(rsa, { kid: undefined })]), 'verified')
  })

  it('K-13 no kid, several usable keys', async () => {
    assert.equal(await without(rsa, [rsa.jwk, jwkOf(twin, { kid: 'other' })]), 'key.ambiguous')
    assert.equal(await without(rsa, [jwkOf(rsa, { alg: undefined }), jwkOf(twin, { alg: undefined })]), 'key.ambiguous')
  })

  it('K-13 no kid, no usable key', async () => assert.equal(await without(rsa, [ec.jwk]), 'key.unknown'))

  it('K-13 several keys of one kid: the one that fits, or none', async () => {
    assert.equal(await told(rsa, [rsa.jwk, jwkOf(ec, { kid: rsa.kid })]), 'verified')
    assert.equal(await told(rsa, [rsa.jwk, twin.jwk]), 'key.ambiguous')
    assert.equal(await told(rsa, [rsa.jwk, rsa.jwk]), 'verified')
  })

  it('K-13 a kid that is no string does not make a key without one', async () => {
    assert.equal(await without(rsa, [jwkOf(rsa, { kid: 5 })]), 'key.unknown')
  })

  it('K-13 a kid in the token, none at the key', async () => {
    assert.equal(await told(rsa, [jwkOf(rsa, { kid: undefined })]), 'key.unknown')
  })

  it('F-14 members that are no keys, or have no readable kid, are passed over', async () => {
    const junk: readonly unknown[] = [
      null,
      5,
      'key',
      [],
      {},
      { kid: 5, kty: 'RSA' },
      { kty: 'RSA', kid: rsa.kid.slice(1) },
    ]
    assert.equal(await told(rsa, [...(junk as object[]), rsa.jwk]), 'verified')
  })
})
