import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isPrivateAddress } from '../../src/issuer/private-address.ts'
import { createKeySource } from '../../src/jwt/keys/create-key-source.ts'
import { createMisbehavingIssuer, jwksPath, metadataPath } from '../jwt/misbehaving-issuer.ts'
import { createSigner } from '../jwt/signer.ts'
import { trust } from '../jwt/verifying.ts'

const signal = new AbortController().signal

describe('addresses of private networks', () => {
  const inside = [
    'https://127.0.0.1/',
    'https://127.9.9.9:8443/keys',
    'https://localhost/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.100.100.200/',
    'https://0.0.0.0/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[64:ff9b::a00:1]/',
    'https://[64:ff9b:1::a00:1]/',
    'https://[2002:a00:1::1]/',
    'https://[2002:7f00:1::]/',
    'https://[::10.0.0.1]/',
    'https://[::ffff:0:10.0.0.1]/',
    'https://[fec0::1]/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
  ]
  for (const address of inside) {
    it(`J-03 ${address}`, async () => assert.equal(await isPrivateAddress(address, signal), true))
  }
  const outside = [
    'https://8.8.8.8/',
    'https://172.32.0.1/',
    'https://100.128.0.1/',
    'https://[2606:4700::1111]/',
    'https://[64:ff9b::8.8.8.8]/',
  ]
  for (const address of outside) {
    it(`J-03 not ${address}`, async () => assert.equal(await isPrivateAddress(address, signal), false))
  }

  it('a name that nobody knows is left to the fetch', async () => {
    assert.equal(await isPrivateAddress('https://nobody.invalid/', signal), false)
  })

  it('a lookup is waited for no longer than the fetch may take', async () => {
    assert.equal(await isPrivateAddress('https://localhost/', AbortSignal.abort()), false)
  })
})

describe('where the options refuse them', () => {
  const signer = createSigner('ES256')
  for (const [what, keys] of [
    ['metadata', { kind: 'discovery', metadataUrl: undefined }],
    ['keys', undefined],
  ] as const) {
    it(`J-03 ${what} are not fetched from there`, async () => {
      const issuer = await createMisbehavingIssuer(signer.jwk)
      const origin = keys ?? ({ kind: 'jwksUri', url: issuer.jwksUri } as const)
      const source = createKeySource(trust([], { issuer: issuer.issuer, keys: origin }), { privateAddresses: 'refuse' })
      const lookup = await source.find({ alg: 'ES256', kid: signer.kid }, true)
      assert.equal(lookup.kind, 'unavailable')
      assert.equal(source.health().lastError, 'private-address')
      assert.deepEqual([issuer.countOf(metadataPath), issuer.countOf(jwksPath)], [0, 0])
      source.close()
      await issuer.close()
    })
  }
})
