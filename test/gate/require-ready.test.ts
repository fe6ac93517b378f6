import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigurationError, portcullis } from '../../src/index.ts'
import { createMisbehavingIssuer, jwksPath, status } from '../jwt/misbehaving-issuer.ts'
import { createSigner } from '../jwt/signer.ts'
import { documentOf } from '../support/guarded.ts'

const signer = createSigner('ES256')
const document = documentOf({ '/orders': { get: { security: [{ auth0: [] }] } } })

describe('requireReady', () => {
  const start = (issuer: string, requireReady: boolean | number | undefined) =>
    portcullis(document, {
      schemes: { auth0: { issuer, audience: 'https://api.example' } },
      env: {},
      log: false,
      ...(requireReady !== undefined && { requireReady }),
    })

  it('F-01 the start waits until the keys are there', async () => {
    await using issuer = await createMisbehavingIssuer(signer.jwk)
    issuer.answer(jwksPath, status(503))
    setTimeout(() => issuer.answer(jwksPath, undefined), 200)
    const gate = await start(issuer.issuer, true)
    assert.equal(gate.health().issuers[0]?.state, 'fresh')
    await gate.close()
  })

  it('F-01 and fails where they are not in time, naming the issuer and the fault; nothing is left running', async () => {
    await using issuer = await createMisbehavingIssuer(signer.jwk)
    issuer.answer(jwksPath, status(503))
    const error = await start(issuer.issuer, 1).then(
      () => assert.fail('it started'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof ConfigurationError)
    const [found] = error.diagnostics
    assert.equal(found?.code, 'issuer.not-ready')
    assert.equal(found.message, `the keys of ${issuer.issuer} are not there after 1 s; the last attempt failed: status`)
    // What was on its way when the gate gave up may still arrive.
    await sleep(500)
    const before = issuer.requests.length
    await sleep(2500)
    assert.equal(issuer.requests.length, before)
  })

  it('without it the start waits for nobody', async () => {
    for (const requireReady of [undefined, false]) {
      const gate = await start('http://127.0.0.1:9/', requireReady)
      await gate.close()
    }
  })
})
