import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { IssuerChoice } from '../../src/jwt/issuer-choice.ts'

const request = { hostname: 'a.example', method: 'GET', params: {}, header: () => undefined }
const issuer = 'https://a.example/'

describe('the function that chooses among issuers', () => {
  it('answers with one name, several, or none', async () => {
    const includes = (answer: string | readonly string[]) => new IssuerChoice(() => answer).includes(issuer, request)
    assert.deepEqual(
      [await includes(issuer), await includes(['x', issuer]), await includes([]), await includes('https://a.example')],
      [true, true, false, false],
    )
  })

  it('F-39 is not waited for longer than it may take', async () => {
    const silent = new IssuerChoice(() => new Promise(() => {}), { deadlineMs: 20 })
    assert.equal(await silent.includes(issuer, request), undefined)
  })

  it('R-11 has so many answers outstanding at most, those included that nobody waits for any more', async () => {
    let asked = 0
    let release = (): void => {}
    const held = new Promise<string>((resolve) => {
      release = () => resolve(issuer)
    })
    const slow = () => {
      asked += 1
      return held
    }
    const busy = new IssuerChoice(slow, { most: 3, deadlineMs: 20 })
    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 10 }, () => busy.includes(issuer, request)))
    }
    assert.equal(asked, 3)
    release()
    await sleep(5)
    assert.equal(await busy.includes(issuer, request), true)
  })

  it('R-11 is told to stop at the deadline, and given up a while later', async () => {
    const signals: AbortSignal[] = []
    const silent = ({ signal }: { signal: AbortSignal }) => {
      signals.push(signal)
      return new Promise<string>(() => {})
    }
    const choice = new IssuerChoice(silent, { most: 1, deadlineMs: 20, givenUpMs: 100 })
    assert.equal(await choice.includes(issuer, request), undefined)
    assert.equal(signals[0]?.aborted, true)
    await sleep(150)
    await choice.includes(issuer, request)
    assert.equal(signals.length, 2)
  })

  it('is called without a this of ours', async () => {
    const choice = new IssuerChoice(function (this: unknown) {
      assert.equal(this, undefined)
      return issuer
    })
    assert.equal(await choice.includes(issuer, request), true)
  })
})
