import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { EndpointFinder } from '../../src/issuer/endpoint-finder.ts'
import { OpenCalls } from '../../src/waiting/open-calls.ts'
import { createMisbehavingIssuer, hang, json, metadataPath, status } from '../jwt/misbehaving-issuer.ts'
import { movableClocks, until } from '../token-client/asking.ts'

const hour = 3600

async function found(test: TestContext) {
  const issuer = await createMisbehavingIssuer()
  test.after(() => issuer.close())
  const token_endpoint = `${issuer.origin}/token`
  issuer.answer(metadataPath, json({ issuer: issuer.issuer, token_endpoint }))
  const origin = { name: 'token_endpoint', issuer: issuer.issuer, endpoint: undefined, metadataUrl: undefined } as const
  const finder = new EndpointFinder({ ...origin, privateAddresses: 'allow', calls: new OpenCalls() }, 500)
  const pass = movableClocks(test)
  assert.deepEqual(await finder.find(), { ok: true, value: token_endpoint })
  return { issuer, finder, pass, token_endpoint }
}

describe('an endpoint that was found', () => {
  it('is asked for again behind the answer, and keeps nobody waiting', async (test) => {
    const { issuer, finder, pass, token_endpoint } = await found(test)
    issuer.answer(metadataPath, hang)
    pass(hour)
    assert.deepEqual(await finder.find(), { ok: true, value: token_endpoint })
    await until(() => issuer.countOf(metadataPath) === 2)
  })

  it('serves for half a day while the metadata cannot be had, and no longer', async (test) => {
    const { issuer, finder, pass } = await found(test)
    issuer.answer(metadataPath, status(500))
    pass(11 * hour)
    assert.equal((await finder.find()).ok, true)
    await until(() => issuer.countOf(metadataPath) === 2)
    pass(2 * hour)
    assert.equal((await finder.find()).ok, false)
  })

  for (const [what, said] of [
    ['of another issuer', () => ({ issuer: 'https://evil.example/' })],
    ['without the endpoint', (issuer: string) => ({ issuer })],
    ['with an address that no secret may go to', (issuer: string) => ({ issuer, token_endpoint: 'http://a.example/' })],
  ] as const) {
    it(`serves no more once there is metadata ${what}`, async (test) => {
      const { issuer, finder, pass } = await found(test)
      issuer.answer(metadataPath, json(said(issuer.issuer)))
      pass(hour)
      // The search goes on behind the first answers.
      let outcome = await finder.find()
      for (let count = 0; count < 200 && outcome.ok; count += 1) {
        await sleep(10)
        outcome = await finder.find()
      }
      assert.equal(outcome.ok, false)
    })
  }
})
