import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { importJWK, jwtVerify } from 'jose'
import type { ClientCredential } from '../../../src/issuer/client-credential.ts'
import { type IntrospectionEndpoint, introspectionEndpoint } from '../../support/introspection-endpoint.ts'
import { json, status } from '../misbehaving-issuer.ts'
import { createSelfSignedCertificate } from '../self-signed-certificate.ts'
import { active, asking } from './asking.ts'

describe('what is sent to the endpoint', () => {
  let server: IntrospectionEndpoint
  before(async () => {
    server = await introspectionEndpoint()
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    server.answer(undefined)
    server.questions.length = 0
  })
  const sent = async (clientId: string, credential: ClientCredential) => {
    await asking(server, { settings: { client: { clientId, credential } } }).word('opaque+/=token')
    const [question, ...others] = server.questions
    assert.deepEqual(others, [])
    return question ?? assert.fail('nothing was asked')
  }

  it('with basic, both parts form-encoded, and nothing encoded that need not be', async () => {
    const question = await sent('shop api', { kind: 'basic', secret: 'a-b_c.d:e/f+g%ü' })
    const { authorization, ...rest } = question
    assert.deepEqual(rest, {
      method: 'POST',
      url: '/introspect',
      contentType: 'application/x-www-form-urlencoded;charset=UTF-8',
      accept: 'application/json',
      form: [
        ['token_type_hint', 'access_token'],
        ['token', 'opaque+/=token'],
      ],
    })
    const pair = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64').toString()
    assert.equal(pair, 'shop+api:a-b_c.d%3Ae%2Ff%2Bg%25%C3%BC')
  })

  it('with post, in the form and nowhere else', async () => {
    const { form, authorization } = await sent('shop', { kind: 'post', secret: 'a&b=c d' })
    assert.equal(authorization, undefined)
    assert.deepEqual(form, [
      ['token_type_hint', 'access_token'],
      ['token', 'opaque+/=token'],
      ['client_id', 'shop'],
      ['client_secret', 'a&b=c d'],
    ])
  })

  const pairs = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: generateKeyPairSync('ed25519'),
  }
  for (const [algorithm, { privateKey, publicKey }] of Object.entries(pairs)) {
    it(`with a key for ${algorithm}: an assertion for the issuer, of a minute, used once`, async () => {
      const key = { ...privateKey.export({ format: 'jwk' }), kid: 'k1' }
      const credential: ClientCredential = { kind: 'private_key_jwt', key: { jwk: key, algorithm } }
      const gate = asking(server, { settings: { client: { clientId: 'shop', credential } } })
      await Promise.all([gate.word('a'), gate.word('b')])
      const verification = await importJWK(publicKey.export({ format: 'jwk' }), algorithm)
      const identifiers = []
      for (const { form, authorization } of server.questions) {
        assert.equal(authorization, undefined)
        const fields = new Map(form)
        assert.equal(fields.get('client_id'), 'shop')
        assert.equal(fields.get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
        const { payload, protectedHeader } = await jwtVerify(fields.get('client_assertion') ?? '', verification)
        assert.deepEqual(protectedHeader, { alg: algorithm, kid: 'k1' })
        const { jti, iat = 0, exp = 0, nbf, ...claims } = payload
        assert.deepEqual(claims, { aud: server.issuer, iss: 'shop', sub: 'shop' })
        assert.ok(exp - iat <= 60 && nbf === iat)
        identifiers.push(jti)
      }
      assert.equal(new Set(identifiers).size, 2)
    })
  }

  for (const code of [301, 302, 303, 307, 308]) {
    it(`J-04 J-05 ${code} is not followed: neither the token nor the secret reaches another place`, async () => {
      await using elsewhere = await introspectionEndpoint()
      server.answer(status(code, { location: elsewhere.endpoint }))
      elsewhere.answer(json(active()))
      const gate = asking(server)
      assert.equal(await gate.word('opaque-1'), 'introspection.unavailable')
      assert.equal(gate.events[0]?.error, 'redirect')
      assert.deepEqual(elsewhere.questions, [])
    })
  }

  it('J-21 cookies of the endpoint are not sent back', async () => {
    const gate = asking(server)
    server.answer(json({ active: false }, { 'set-cookie': 'a=b' }))
    await gate.word('a')
    server.answer((request, response) => json({ active: false, cookie: request.headers.cookie })(request, response))
    assert.equal(await gate.word('b'), 'token.inactive')
  })
})

describe('where the endpoint is', () => {
  it('is found once in the metadata of the issuer, or was said', async () => {
    await using server = await introspectionEndpoint()
    const gate = asking(server)
    await Promise.all([gate.word('a'), gate.word('b')])
    await gate.word('c')
    assert.equal(server.metadataAsked(), 1)
    await asking(server, { settings: { endpoint: server.endpoint } }).word('a')
    assert.equal(server.metadataAsked(), 1)
    assert.equal(server.questions.length, 4)
  })

  it('J-01 metadata of another issuer is not used, and asked for again a second later at the earliest', async () => {
    await using server = await introspectionEndpoint()
    const gate = asking(server, { trusted: { issuer: `${server.issuer}/` } })
    assert.equal(await gate.word('a'), 'introspection.unavailable')
    assert.equal(await gate.word('b'), 'introspection.unavailable')
    assert.equal(gate.events[0]?.error, 'issuer-mismatch')
    assert.equal(server.metadataAsked(), 1)
    assert.equal(server.questions.length, 0)
  })

  it('J-02 plain http is for this machine alone', async () => {
    await using server = await introspectionEndpoint()
    for (const endpoint of [
      'http://issuer.example/introspect',
      'file:///etc/passwd',
      'data:application/json,{}',
      'x',
    ]) {
      const gate = asking(server, { settings: { endpoint } })
      assert.equal(await gate.word('a'), 'introspection.unavailable')
      assert.equal(gate.events[0]?.error, 'insecure')
    }
  })

  it('J-17 a certificate that nobody vouches for gets neither token nor secret', async () => {
    const day = 24 * 60 * 60 * 1000
    const certificate = createSelfSignedCertificate(new Date(Date.now() - day), new Date(Date.now() + day))
    let asked = 0
    const server = createServer(certificate, () => {
      asked += 1
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const endpoint = `https://localhost:${(server.address() as AddressInfo).port}/introspect`
    const gate = asking({ issuer: 'https://localhost' }, { settings: { endpoint } })
    assert.equal(await gate.word('a'), 'introspection.unavailable')
    assert.deepEqual([gate.events[0]?.error, asked], ['tls', 0])
    server.close()
  })

  it('J-03 private networks are refused where the option says so', async () => {
    await using server = await introspectionEndpoint()
    for (const endpoint of [undefined, server.endpoint]) {
      const gate = asking(server, { settings: { endpoint }, privateAddresses: 'refuse' })
      assert.equal(await gate.word('a'), 'introspection.unavailable')
      assert.equal(gate.events[0]?.error, 'private-address')
    }
    assert.equal(server.questions.length + server.metadataAsked(), 0)
  })
})
