import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AnswerMemory } from '../../../src/jwt/introspection/answer-memory.ts'
import { introspectionEndpoint } from '../../support/introspection-endpoint.ts'
import { hang, json } from '../misbehaving-issuer.ts'
import { createSigner } from '../signer.ts'
import { active, asking } from './asking.ts'

describe('what is remembered of answers', () => {
  it('I-09 a token that was revoked passes for as long as the answer counts, and no longer', async () => {
    await using server = await introspectionEndpoint()
    server.know('a', active())
    const gate = asking(server, { settings: { cacheMs: 300 } })
    assert.equal(await gate.word('a'), 'verified')
    server.know('a', { active: false })
    assert.equal(await gate.word('a'), 'verified')
    assert.equal(server.questions.length, 1)
    await sleep(350)
    assert.equal(await gate.word('a'), 'token.inactive')
  })

  it('I-09 with 0 each request asks', async () => {
    await using server = await introspectionEndpoint()
    server.know('a', active())
    const gate = asking(server, { settings: { cacheMs: 0 } })
    for (let n = 0; n < 3; n += 1) assert.equal(await gate.word('a'), 'verified')
    for (let n = 0; n < 3; n += 1) assert.equal(await gate.word('b'), 'token.inactive')
    assert.equal(server.questions.length, 6)
    assert.equal(gate.counts.introspectionsAsked, 6)
    assert.equal(gate.counts.introspectionsRemembered, 0)
  })

  it('I-08 nothing is remembered beyond exp, whatever the tolerance for clocks', async () => {
    await using server = await introspectionEndpoint()
    const exp = Math.floor(Date.now() / 1000) + 1
    server.know('a', active({ exp }))
    server.know('over', active({ exp: exp - 3 }))
    const gate = asking(server)
    assert.equal(await gate.word('a'), 'verified')
    assert.equal(await gate.word('over'), 'verified')
    assert.equal(await gate.word('over'), 'verified')
    assert.equal(server.questions.length, 3)
    await sleep(exp * 1000 - Date.now() + 30)
    server.know('a', { active: false })
    assert.equal(await gate.word('a'), 'token.inactive')
  })

  it('I-08 the clock of the wall cannot lengthen what counts', async () => {
    await using server = await introspectionEndpoint()
    server.know('a', active())
    let seconds = 0
    const gate = asking(server, { settings: { cacheMs: 200 }, clock: () => Date.now() / 1000 + seconds })
    assert.equal(await gate.word('a'), 'verified')
    seconds = -30
    await sleep(250)
    server.know('a', { active: false })
    assert.equal(await gate.word('a'), 'token.inactive')
  })

  it('times and revocations are judged on each hit', async () => {
    await using server = await introspectionEndpoint()
    server.know('a', active())
    let seconds = 0
    let revoked: 'valid' | 'revoked' | 'unknown' = 'valid'
    const gate = asking(server, { clock: () => Date.now() / 1000 + seconds, revocationOf: () => revoked })
    assert.equal(await gate.word('a'), 'verified')
    revoked = 'revoked'
    assert.equal(await gate.word('a'), 'token.revoked')
    revoked = 'unknown'
    assert.equal(await gate.word('a'), 'store.unavailable')
    revoked = 'valid'
    seconds = 7200
    assert.equal(await gate.word('a'), 'token.expired')
    assert.equal(server.questions.length, 1)
  })

  it('I-10 "not active" is remembered for five seconds at most, and pushes no good token out', async () => {
    await using server = await introspectionEndpoint()
    server.know('good', active())
    const gate = asking(server, { token: { cacheEntries: 3 } })
    assert.equal(await gate.word('good'), 'verified')
    for (let n = 0; n < 5; n += 1) assert.equal(await gate.word(`made-up-${n}`), 'token.inactive')
    assert.equal(await gate.word('made-up-4'), 'token.inactive')
    assert.equal(server.questions.length, 6)
    assert.equal(await gate.word('good'), 'verified')
    assert.equal(server.questions.length, 6)
    assert.equal(await gate.word('made-up-0'), 'token.inactive')
    assert.equal(server.questions.length, 7)
  })

  it('two schemes share nothing', async () => {
    await using server = await introspectionEndpoint()
    server.know('a', active())
    assert.equal(await asking(server).word('a'), 'verified')
    assert.equal(await asking(server, { trusted: { audiences: ['other'] } }).word('a'), 'token.audience')
    assert.equal(server.questions.length, 2)
  })

  it('is bounded by number and by bytes, those used least recently leaving first', () => {
    const answer = { kind: 'inactive' } as const
    const memory = new AnswerMemory(3, 100)
    const add = (digest: string, bytes: number) =>
      memory.add(digest, { answer, untilMs: performance.now() + 9000, bytes })
    for (const digest of ['a', 'b', 'c']) add(digest, 10)
    assert.ok(memory.get('a'))
    add('d', 10)
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((digest) => memory.get(digest) !== undefined),
      [true, false, true, true],
    )
    add('e', 90)
    assert.equal(memory.size, 2)
    add('f', 200)
    assert.equal(memory.size, 0)
  })
})

describe('how much is asked', () => {
  it('J-30 many requests with one token are one question', async () => {
    await using server = await introspectionEndpoint()
    server.know('a', active())
    const gate = asking(server)
    const words = await Promise.all(Array.from({ length: 200 }, () => gate.word('a')))
    assert.deepEqual([...new Set(words)], ['verified'])
    assert.equal(server.questions.length, 1)
  })

  it('I-11 so many at once, some wait, and the rest is not knowable now', async () => {
    await using server = await introspectionEndpoint()
    let open = 0
    let most = 0
    server.answer((request, response) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(() => {
        open -= 1
        json({ active: false })(request, response)
      }, 5)
    })
    const gate = asking(server, { settings: { concurrency: 4 } })
    const words = await Promise.all(Array.from({ length: 1000 }, (_, n) => gate.word(`made-up-${n}`)))
    assert.equal(most, 4)
    assert.equal(words.filter((word) => word === 'token.inactive').length, 24)
    assert.equal(words.filter((word) => word === 'introspection.busy').length, 976)
  })

  it('I-11 whoever waits gives up with the deadline, and the place is free again', async () => {
    await using server = await introspectionEndpoint()
    server.answer(hang)
    const gate = asking(server, { settings: { concurrency: 1, timeoutMs: 150 } })
    const words = await Promise.all(Array.from({ length: 7 }, (_, n) => gate.word(`made-up-${n}`)))
    assert.deepEqual([...new Set(words)].sort(), ['introspection.busy', 'introspection.unavailable'])
    server.answer(json({ active: false }))
    assert.equal(await gate.word('another'), 'token.inactive')
  })

  it('I-11 I-13 garbage and JWTs cost no question', async () => {
    await using server = await introspectionEndpoint()
    const gate = asking(server)
    const jwt = createSigner('ES256').token({ iss: server.issuer })
    assert.equal(await gate.word(jwt), 'token.not_opaque')
    assert.equal(await gate.word('x'.repeat(4097)), 'token.oversized')
    assert.equal(server.questions.length, 0)
    assert.equal(await gate.word('a.b.c'), 'token.inactive')
    assert.equal(server.questions.length, 1)
  })

  it('report mode waits for nothing, and knows the next time', async () => {
    await using server = await introspectionEndpoint()
    server.know('a', active())
    const gate = asking(server)
    const first = gate.verdict('a', false)
    assert.ok(!(first instanceof Promise) && first.kind === 'unknown')
    assert.equal(first.reason, 'introspection.pending')
    while (gate.counts.introspectionsRemembered === 0) {
      await sleep(5)
      await gate.word('a', false)
    }
    const known = gate.verdict('a', false)
    assert.ok(!(known instanceof Promise) && known.kind === 'verified')
  })
})
