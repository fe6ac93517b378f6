import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Decision, type DecisionRequest, type Gate, portcullis } from '../../src/index.ts'
import { audiences, createTokenPool, issuers, type TokenPool } from './oracle/tokens.ts'

const [issuer = '', , unreachableIssuer = ''] = issuers
const key = 'key-of-the-only-holder-0123456789'

const document = {
  openapi: '3.1.0',
  info: { title: 'Total', version: '1' },
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer' },
      unreachable: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    },
  },
  paths: {
    '/public': { get: operation([]) },
    '/optional': { get: operation([{}, { token: ['read'] }]) },
    '/private': { get: operation([{ token: ['read'] }]), post: operation([{ token: [], key: [] }]) },
    '/items/{id}': { get: operation([{ key: [] }, { token: [] }]), delete: operation([{ unreachable: ['write'] }]) },
    '/items/{id}/parts/{a}-{b}.json': { put: operation([{ key: ['admin'] }]) },
  },
}

function operation(security: object[]): object {
  return { security, responses: { 200: { description: 'Done' } } }
}

async function startGate(pool: TokenPool): Promise<Gate> {
  const audience = [...audiences]
  const jwks = { keys: [...(pool.jwks[issuer]?.keys ?? [])] }
  const schemes = {
    token: { issuer, audience, jwks },
    unreachable: { issuer: unreachableIssuer, audience, jwksUri: pool.unreachable },
    key: { keys: [{ name: 'holder', key, scopes: ['admin'] }] },
  }
  return portcullis(document, { schemes, env: {}, log: false })
}

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))

/** One thing again and again, up to 20 KB: what makes an expression or a parser slow. */
const longText = fc
  .tuple(
    fc.constantFrom(
      'a',
      '.',
      'a.',
      ' ',
      'Bearer ',
      ',',
      '=',
      '"',
      '\\',
      '[',
      '{"a":',
      '%',
      '%2',
      '/',
      '/..',
      '\u00e9',
      '\0',
    ),
    fc.integer({ min: 1, max: 20_000 }),
  )
  .map(([part, length]) => part.repeat(Math.ceil(length / part.length)).slice(0, length))

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

/** Segments that decode to JSON of any kind, to deep JSON, or to nothing sensible. */
const segment = fc.oneof(
  fc.json().map(base64url),
  fc
    .record({ alg: fc.constantFrom('RS256', 'none', 'HS256', 'toString'), kid: anyText, crit: fc.jsonValue() })
    .map((one) => base64url(JSON.stringify(one))),
  fc
    .record({ iss: fc.constantFrom(...issuers), aud: fc.jsonValue(), exp: fc.jsonValue() })
    .map((one) => base64url(JSON.stringify(one))),
  longText.map(base64url),
  anyText,
)
const forgery = fc.array(segment, { maxLength: 6 }).map((parts) => parts.join('.').slice(0, 20_000))

/** A good token with one character replaced, put in or taken out. */
function damaged(pool: TokenPool): fc.Arbitrary<string> {
  const good = pool.tokens.filter(({ state }) => state === 'good').map(({ text }) => text)
  const edit = fc.tuple(fc.constantFrom(...good), fc.nat(), fc.integer({ min: 0, max: 1 }), fc.string({ maxLength: 1 }))
  return edit
    .map(([text, where, removed, added]) => {
      const at = where % text.length
      return text.slice(0, at) + added + text.slice(at + removed)
    })
    .filter((text) => !good.includes(text))
}

function request(pool: TokenPool): fc.Arbitrary<Partial<DecisionRequest>> {
  const token = fc.oneof(damaged(pool), forgery, longText, anyText)
  const word = fc.constantFrom('Bearer ', 'Bearer ', 'bearer ', 'Bearer', 'Bearer\t', 'Bearer  ', 'DPoP ', 'Basic ', '')
  const authorization = fc.tuple(word, token).map((parts) => parts.join(''))
  const nearKey = fc.constantFrom(`${key}x`, key.slice(1), `${key},${key}`, key.toUpperCase(), '')
  const value = fc.oneof(authorization, nearKey, anyText, longText)
  const name = fc.oneof(
    fc.constantFrom('authorization', 'Authorization', 'x-api-key', 'X-Api-Key', 'origin', 'dpop', 'cookie', 'host'),
    fc.constantFrom('access-control-request-method', 'content-length', 'x-forwarded-for', '__proto__', 'constructor'),
    anyText,
  )
  const headers = fc.dictionary(name, fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.constant(undefined)))
  const method = fc.oneof(fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'get', ''), anyText)
  const path = fc.constantFrom('/public', '/optional', '/private', '/items/1', '/items/1/parts/x-y-z.json', '*', '')
  const rest = fc.oneof(
    fc.constantFrom('', '', '', '/', '?access_token=x&access_token=y', '#', '%2f'),
    anyText,
    longText,
  )
  const target = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(path, rest).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.oneof(anyText, longText) },
  )
  return fc.record(
    {
      method,
      target,
      // The dictionary may hold anything; half of the requests have what an operation reads.
      headers: fc.oneof(headers, fc.record({ authorization, 'x-api-key': value }, { requiredKeys: [] })),
      rawHeaders: fc.array(fc.oneof(name, value), { maxLength: 8 }),
      origin: anyText,
      remoteAddress: anyText,
    },
    { requiredKeys: [] },
  )
}

/** Nobody has a good credential here: what is let in is let in for another reason. */
function assertHarmless(decision: Decision, asked: Partial<DecisionRequest>): void {
  if (!decision.allowed) return
  assert.equal(decision.auth, undefined)
  const path = decision.operation?.path
  if (decision.because === 'public') assert.equal(path, '/public')
  else if (decision.because === 'anonymous') assert.equal(path, '/optional')
  else assert.deepEqual([decision.because, asked.method], ['preflight', 'OPTIONS'])
}

describe('decide', () => {
  let pool: TokenPool
  let gate: Gate

  before(async () => {
    pool = await createTokenPool()
    gate = await startGate(pool)
  })
  after(() => gate.close())

  it('resolves for whatever is sent, lets nobody in without a credential, and takes no time over it', async () => {
    const slow: string[] = []
    const property = fc.asyncProperty(request(pool), async (asked) => {
      const before = process.cpuUsage()
      assertHarmless(await gate.decide(asked as DecisionRequest), asked)
      const { user, system } = process.cpuUsage(before)
      // The processor's time, not the clock's: the machine may have other things to do.
      if (user + system > 250_000) slow.push(`${(user + system) / 1000} ms for ${JSON.stringify(asked).slice(0, 2000)}`)
    })
    await fc.assert(property, { numRuns: 3000 })
    assert.deepEqual(slow, [])
  })

  it('lets a good credential in, so that the rest means something', async () => {
    const good = pool.tokens.find(
      (token) => token.issuer === issuer && token.state === 'good' && token.scopes.includes('read'),
    )
    const headers = { authorization: `Bearer ${good?.text}` }
    assert.equal((await gate.decide({ method: 'GET', target: '/private', headers })).allowed, true)
    assert.equal(
      (await gate.decide({ method: 'GET', target: '/items/1', headers: { 'x-api-key': key } })).allowed,
      true,
    )
  })
})
