// One minute of good, expired, forged and made-up tokens of 10,000 subjects, while the issuer takes new keys and is down
// every few seconds: `npm run soak`.
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import autocannon, { type Request } from 'autocannon'
import { createSigner, type Signer } from '../jwt/signer.ts'
import type { Report } from './report.ts'
import { createRestlessIssuer, type RestlessIssuer } from './restless-issuer.ts'

const seconds = 60
const subjects = 10_000
const audience = 'https://api.example'

/** What is sent, and what may come back. */
interface Sent {
  readonly what: 'good' | 'new key' | 'expired' | 'forged' | 'made up'
  readonly token: string
  readonly allowed: readonly number[]
}

const forger = createSigner('ES256', 'forger')
/** How often each status came back, by what was sent. */
const tally = new Map<string, number>()
/** What came back that must not. */
const wrong: string[] = []
let issuer: RestlessIssuer
let server: ChildProcess | undefined
let middle: Report
let end: Report

/** A token of one of the subjects, as a client keeps it for as long as its key is in use. */
const kept = new Map<string, string>()
function tokenOf(signer: Signer, subject: number): string {
  const name = `${signer.kid} ${subject}`
  const known = kept.get(name)
  if (known !== undefined) return known
  const token = sign(signer, { sub: `user ${subject}` })
  if (kept.size > 2 * subjects) kept.clear()
  kept.set(name, token)
  return token
}

function sign(signer: Signer, claims: object, header: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const all = { iss: issuer.issuer, aud: audience, iat: now - 1, exp: now + 600, scope: 'read', ...claims }
  return signer.token(all, header)
}

function next(): Sent {
  const subject = Math.floor(Math.random() * subjects)
  const signer = issuer.signer()
  switch (Math.floor(Math.random() * 8)) {
    case 0:
      return { what: 'expired', token: sign(signer, { sub: 'late', exp: 1000 }), allowed: [401] }
    case 1:
      // The key may be one that is not there yet, and then nobody can say that the token is forged.
      return { what: 'forged', token: sign(forger, { sub: 'eve' }, { kid: signer.kid }), allowed: [401, 503] }
    case 2:
      return { what: 'made up', token: sign(forger, { sub: 'eve' }, { kid: `${Math.random()}` }), allowed: [401, 503] }
    default: {
      const there = issuer.isServed(signer.kid)
      return { what: there ? 'good' : 'new key', token: tokenOf(signer, subject), allowed: there ? [200] : [200, 503] }
    }
  }
}

async function report(): Promise<Report> {
  assert.ok(server, 'it is running')
  const answer = once(server, 'message')
  server.send('report')
  const [said] = await answer
  return said
}

/** Sends for so long, over kept connections. */
async function send(url: string, duration: number): Promise<void> {
  const setupRequest: Request['setupRequest'] = (request, context) => {
    const sent = next()
    Object.assign(context, { sent })
    return { ...request, headers: { authorization: `Bearer ${sent.token}` } }
  }
  const onResponse: Request['onResponse'] = (status, _body, context) => {
    const { sent }: { sent?: Sent } = context
    if (sent === undefined) return
    const name = `${sent.what} ${status}`
    tally.set(name, (tally.get(name) ?? 0) + 1)
    if (!sent.allowed.includes(status)) wrong.push(`${sent.what}: ${status} at ${performance.now()}`)
  }
  const { errors } = await autocannon({ url, duration, connections: 16, requests: [{ setupRequest, onResponse }] })
  if (errors > 0) wrong.push(`${errors} requests were not answered`)
}

describe(`${seconds} seconds of everything at once`, () => {
  before(async () => {
    issuer = await createRestlessIssuer()
    server = fork(new URL('server.ts', import.meta.url), [issuer.issuer, audience], {
      execArgv: ['--import', 'tsx', '--expose-gc'],
    })
    const [port] = await once(server, 'message')
    const url = `http://127.0.0.1:${port}/orders`
    await send(url, seconds / 2)
    middle = await report()
    await send(url, seconds / 2)
    end = await report()
    console.log(
      [...tally]
        .sort()
        .map(([name, times]) => `${name}: ${times}`)
        .join(', '),
    )
    console.log(`${JSON.stringify(end.kinds)}, ${end.health.counters.keyFetches} fetches`)
    console.log(`heap ${Math.round(middle.heapBytes / 1024)} KiB, then ${Math.round(end.heapBytes / 1024)} KiB`)
  })
  after(async () => {
    server?.disconnect()
    await issuer.close()
  })

  it('no good caller is refused, and no bad one is let in', () => assert.deepEqual(wrong.slice(0, 10), []))

  it('there were many of each kind', () => {
    for (const name of ['good 200', 'expired 401', 'forged 401', 'made up 503']) {
      assert.ok((tally.get(name) ?? 0) > 100, `${name}: ${tally.get(name)}`)
    }
  })

  it('F-15 F-17 the issuer was asked no more often than the budget says', () => {
    const { failed = 0, stale = 0 } = end.kinds
    // Two in thirty seconds, one in ten that waited for its turn, the first; and one more after each that failed.
    const most = 2 * (seconds / 30 + 1) + seconds / 10 + 1 + failed + stale
    const { keyFetches = 0 } = end.health.counters
    assert.ok(keyFetches <= most, `${keyFetches} of ${most}`)
  })

  it('the keys were taken up, and the faults were seen', () => {
    const { rotated = 0, failed = 0, stale = 0 } = end.kinds
    assert.ok(rotated >= 3 && failed + stale >= 1, JSON.stringify(end.kinds))
  })

  it('R-12 the heap is as large at the end as in the middle', () => {
    assert.ok(end.heapBytes < 1.1 * middle.heapBytes, `${middle.heapBytes}, then ${end.heapBytes} bytes`)
  })
})
