import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type IntrospectionEndpoint, introspectionEndpoint } from '../../support/introspection-endpoint.ts'
import { bomb, drip, hang, hangInBody, json, reset, status, text, truncated } from '../misbehaving-issuer.ts'
import { audience } from '../verifying.ts'
import { active, asking } from './asking.ts'

/** The same as JSON. */
function typed(how: RequestListener): RequestListener {
  return (request, response) => {
    response.setHeader('content-type', 'application/json')
    how(request, response)
  }
}

const now = (): number => Math.floor(Date.now() / 1000)

describe('what the endpoint says of a token', () => {
  let server: IntrospectionEndpoint
  before(async () => {
    server = await introspectionEndpoint()
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    server.answer(undefined)
    server.questions.length = 0
  })
  const ask = async (answer: unknown, changes = {}): Promise<string> => {
    server.answer(json(answer))
    return asking(server, changes).word('opaque-1')
  }

  it('lets an active token in, with its claims frozen', async () => {
    server.know('opaque-1', active({ roles: ['a'] }))
    const verdict = await asking(server).verdict('opaque-1')
    assert.ok(verdict.kind === 'verified')
    assert.equal(verdict.header, undefined)
    assert.equal(verdict.claims.sub, 'alice')
    assert.deepEqual([...verdict.scopes], ['read:orders', 'write:orders'])
    assert.ok(Object.isFrozen(verdict.claims) && Object.isFrozen(verdict.claims.roles))
  })

  it('I-01 one that is not active is refused', async () => {
    assert.equal(await ask({ active: false }), 'token.inactive')
    assert.equal(await ask({ ...active(), active: false }), 'token.inactive')
  })

  for (const answer of [
    { ...active(), active: 'true' },
    { ...active(), active: 1 },
    { ...active(), active: null },
    { ...active(), active: [true] },
    { ...active(), active: undefined },
    { ...active(), active: 'false' },
    [active()],
    'true',
    true,
    null,
    {},
  ]) {
    it(`I-02 ${JSON.stringify(answer)?.slice(0, 30)} is no answer`, async () => {
      assert.equal(await ask(answer), 'introspection.malformed')
    })
  }

  const faults: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['exp is over', { exp: now() - 6 }, 'token.expired'],
    ['exp is no number', { exp: String(now() + 60) }, 'token.claim'],
    ['exp is in milliseconds', { exp: Date.now() + 1e15 }, 'token.claim'],
    ['nbf has not come', { nbf: now() + 60 }, 'token.not_yet_valid'],
    ['iat has not come', { iat: now() + 60 }, 'token.issued_in_future'],
    ['another issuer', { iss: 'https://other.example' }, 'token.issuer'],
    ['an issuer with one slash more', { iss: 'SLASH' }, 'token.issuer'],
    ['no text for an issuer', { iss: null }, 'token.issuer'],
    ['another audience', { aud: 'https://other.example' }, 'token.audience'],
    ['no audience', { aud: undefined }, 'token.audience'],
    ['an empty list of audiences', { aud: [] }, 'token.audience'],
    ['an audience that is no text', { aud: [audience, 1] }, 'token.audience'],
    ['sub is no text', { sub: 1 }, 'token.claim'],
  ]
  for (const [name, changes, reason] of faults) {
    it(`I-03 ${name}: ${reason}`, async () => {
      const told = changes.iss === 'SLASH' ? { iss: `${server.issuer}/` } : changes
      assert.equal(await ask(active(told)), reason)
    })
  }

  it('I-03 the scope is a text, and grants what it names', async () => {
    for (const [scope, granted] of [
      ['read:orders', ['read:orders']],
      ['', []],
      [undefined, []],
      [{ 'read:orders': true }, []],
      [7, []],
    ] as const) {
      server.answer(json(active({ scope })))
      const verdict = await asking(server).verdict('opaque-1')
      assert.ok(verdict.kind === 'verified')
      assert.deepEqual([...verdict.scopes], granted)
    }
  })

  it('members that RFC 7662 does not demand may be absent, but for the audience', async () => {
    assert.equal(await ask({ active: true, aud: audience }), 'verified')
    assert.equal(await ask({ active: true }, { settings: { audienceRequired: false } }), 'verified')
    const other = { settings: { audienceRequired: false } }
    assert.equal(await ask({ active: true, aud: 'https://other.example' }, other), 'token.audience')
  })

  it('the audience is where audienceClaim says, and an aud beside it counts as well', async () => {
    const token = { audienceClaim: ['client_id'] }
    const optional = { token, settings: { audienceRequired: false } }
    const named = { active: true, client_id: audience }
    const another = { active: true, client_id: 'another' }
    assert.equal(await ask(named, { token }), 'verified')
    assert.equal(await ask({ active: true, aud: audience }, { token }), 'token.audience')
    assert.equal(await ask({ ...named, aud: 'https://other.example' }, { token }), 'token.audience')
    assert.equal(await ask({ active: true }, optional), 'verified')
    assert.equal(await ask(another, optional), 'token.audience')
    assert.equal(await ask({ active: true, aud: 'https://other.example' }, optional), 'token.audience')
  })

  it('maxTokenAge and requiredClaims hold for answers as for JWTs', async () => {
    assert.equal(await ask(active(), { token: { maxTokenAge: 30 } }), 'token.too_old')
    assert.equal(await ask(active({ iat: undefined }), { token: { maxTokenAge: 30 } }), 'token.claim')
    const requiredClaims = new Map([['org', 'a']])
    assert.equal(await ask(active(), { token: { requiredClaims } }), 'token.required_claim')
    assert.equal(await ask(active({ org: 'a' }), { token: { requiredClaims } }), 'verified')
  })

  for (const told of [
    { token_type: 'refresh_token' },
    { token_type: 'Refresh' },
    { token_use: 'refresh' },
    { token_use: 'refresh_token' },
    { token_use: 'id' },
    { typ: 'Refresh' },
    { typ: 'Offline' },
    { typ: 'ID' },
    { token_type: 'mac' },
    { token_type: ['Bearer'] },
    { token_use: null },
  ]) {
    it(`I-04 ${JSON.stringify(told)} is no access token`, async () => {
      assert.equal(await ask(active(told)), 'token.type')
    })
  }

  it('I-04 what providers call an access token is one', async () => {
    for (const told of [
      { token_type: 'bearer' },
      { token_type: undefined },
      { token_type: 'access_token' },
      { token_use: 'access_token' },
      { typ: 'Bearer' },
      { typ: 'at+jwt' },
    ]) {
      assert.equal(await ask(active(told)), 'verified', JSON.stringify(told))
    }
  })

  for (const cnf of ['text', {}, [], null, { other: 'x' }, { jkt: 'x', 'x5t#S256': 'y' }, { jkt: 1 }, { jkt: 'x' }]) {
    it(`I-05 C-31 cnf ${JSON.stringify(cnf)} is never a plain bearer token`, async () => {
      assert.equal(await ask(active({ cnf })), 'token.confirmation')
    })
  }

  it('I-05 a binding that can be proven here is handed on, one without its key never passes', async () => {
    const token = { confirmations: new Set(['jkt']) }
    server.answer(json(active({ token_type: 'DPoP', cnf: { jkt: 'abc' } })))
    const verdict = await asking(server, { token }).verdict('opaque-1')
    assert.ok(verdict.kind === 'verified')
    assert.deepEqual(verdict.claims.cnf, { jkt: 'abc' })
    assert.equal(await ask(active({ token_type: 'DPoP' }), { token }), 'token.confirmation')
    assert.equal(await ask(active({ cnf: { jkt: 'a', other: 'b' } }), { token }), 'token.confirmation')
  })

  for (const code of [401, 403]) {
    it(`I-06 ${code} is about our own credentials: unknown, told once, and told again when it is over`, async () => {
      const gate = asking(server)
      server.answer(status(code))
      assert.equal(await gate.word('a'), 'introspection.refused')
      assert.equal(await gate.word('b'), 'introspection.refused')
      server.know('c', active())
      server.answer(undefined)
      assert.equal(await gate.word('c'), 'verified')
      const kinds = gate.events.map(({ kind, reason, status: told }) => [kind, reason, told])
      assert.deepEqual(kinds, [
        ['failed', 'introspection.refused', code],
        ['recovered', undefined, undefined],
      ])
      assert.ok(!JSON.stringify(gate.events).includes('secret'))
    })
  }

  const outages = {
    '400': [status(400), 'introspection.unavailable'],
    '500': [status(500), 'introspection.unavailable'],
    'a connection that breaks': [reset, 'introspection.unavailable'],
    silence: [hang, 'introspection.unavailable'],
    'silence in the body': [hangInBody, 'introspection.unavailable'],
    'J-15 a byte now and then': [typed(drip(50)), 'introspection.unavailable'],
    'J-07 a body that is cut': [truncated('{"active":true'), 'introspection.unavailable'],
    'J-06 HTML': [text('<html></html>', 'text/html'), 'introspection.malformed'],
    'J-06 nothing': [text('', 'application/json'), 'introspection.malformed'],
    'JSON of another type': [text('{"active":true}', 'text/plain'), 'introspection.malformed'],
    'JSON of no type': [text('{"active":true}', ''), 'introspection.malformed'],
    'a member twice': [text('{"active":false,"active":true}', 'application/json'), 'introspection.malformed'],
    'J-13 endless JSON': [bomb(() => {}), 'introspection.malformed'],
    'an answer that is too long': [json(active({ filler: 'x'.repeat(70_000) })), 'introspection.malformed'],
    'I-14 a JWT of RFC 9701': [
      text('eyJhbGciOiJSUzI1NiJ9.e30.c2ln', 'application/token-introspection+jwt'),
      'introspection.malformed',
    ],
    'I-14 a JWT under the name of JSON': [
      text('eyJhbGciOiJSUzI1NiJ9.e30.c2ln', 'application/json'),
      'introspection.malformed',
    ],
  } as const
  for (const [name, [how, reason]] of Object.entries(outages)) {
    it(`I-07 F-35 ${name}: ${reason}, within the deadline, and not remembered (I-10)`, async () => {
      const gate = asking(server, { settings: { timeoutMs: 200 } })
      server.answer(how)
      const started = performance.now()
      assert.equal(await gate.word('opaque-1'), reason)
      assert.ok(performance.now() - started < 1500)
      server.answer(json(active()))
      assert.equal(await gate.word('opaque-1'), 'verified')
    })
  }

  it('I-07 an endpoint that is not there', async () => {
    const gone = await introspectionEndpoint()
    await gone[Symbol.asyncDispose]()
    const gate = asking(gone, { settings: { endpoint: gone.endpoint } })
    assert.equal(await gate.word('opaque-1'), 'introspection.unavailable')
    assert.equal(gate.events[0]?.error, 'network')
  })

  it('F-35 429 is left alone for as long as it wants, and says so to callers', async () => {
    const gate = asking(server)
    server.answer(status(429, { 'retry-after': '7' }))
    const first = await gate.verdict('a')
    assert.ok(first.kind === 'unknown' && first.retryAfter === 7)
    server.answer(undefined)
    const second = await gate.verdict('b')
    assert.ok(second.kind === 'unknown' && second.retryAfter > 5)
    assert.equal(server.questions.length, 1)
  })

  it('F-35 what is remembered is served during a pause and an outage, for as long as it counts', async () => {
    let seconds = 0
    const gate = asking(server, { settings: { cacheMs: 400 }, clock: () => Date.now() / 1000 + seconds })
    server.know('good', active())
    assert.equal(await gate.word('good'), 'verified')
    server.answer(status(503, { 'retry-after': '60' }))
    assert.equal(await gate.word('other'), 'introspection.unavailable')
    assert.equal(await gate.word('good'), 'verified')
    seconds = 4000
    assert.equal(await gate.word('good'), 'token.expired')
    seconds = 0
    await new Promise((done) => setTimeout(done, 450))
    assert.equal(await gate.word('good'), 'introspection.unavailable')
  })
})
