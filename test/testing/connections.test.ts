// What the tests of an application write about upstream tokens, with a gate and an Express application as they are.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, describe, it } from 'node:test'
import express, { type Express } from 'express'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { type Gate, type GateOptions, getAuth, portcullis, tokenErrorHandler } from '../../src/index.ts'
import { createTestIssuer, type TestConnection } from '../../src/testing/index.ts'
import { bearer, documentOf } from '../support/guarded.ts'
import { type Answer, get, listening } from '../support/listening.ts'

const started = createTestIssuer({ listen: true, algorithm: 'ES256' })
after(async () => (await started).close())

const document = documentOf({
  '/calendar': { get: { security: [{ auth0: [] }], 'x-portcullis': { connection: 'google-oauth2' } } },
  '/tickets': { get: { security: [{ auth0: [] }], 'x-portcullis': { connection: 'jira' } } },
  '/invoices': { get: { security: [{ auth0: [] }] } },
})

const invoices = 'https://invoices.test'

function createApp(gate: Gate): Express {
  const app = express()
  gate.mount(app)
  app.get('/calendar', async (req, res) => {
    const { loginHint } = req.query
    const options = typeof loginHint === 'string' ? { loginHint } : {}
    const { accessToken, scope, expiresAt } = await getAuth(req).connectionToken('google-oauth2', options)
    res.json({ accessToken, scope, lives: Math.round((expiresAt - Date.now() / 1000) / 10) * 10 })
  })
  app.get('/tickets', async (req, res) => {
    res.json(await getAuth(req).connectionToken())
  })
  app.get('/invoices', async (req, res) => {
    const caller = getAuth(req).token
    const request = { accessToken: caller, audience: invoices, scope: 'read:invoices' }
    res.json(await gate.tokens.getTokenOnBehalfOf(request))
  })
  app.use(tokenErrorHandler())
  return app
}

/** The application, behind a gate of its own: what a server wants to be left alone for, a gate remembers. */
interface Application extends AsyncDisposable {
  /** Each time with a new token, for which nothing is remembered. */
  ask(path: string, sub?: string): Promise<Answer>
  askWith(token: string, path: string): Promise<Answer>
}

async function application(options?: GateOptions): Promise<Application> {
  const issuer = await started
  const tokens = { ...issuer.tokens, timeoutMs: 400 }
  const own = options ?? { schemes: { auth0: issuer.scheme }, tokens, env: {} }
  const gate = await portcullis(document, { docs: false, log: false, ...own })
  const server = await listening(createApp(gate))
  const askWith = (token: string, path: string) => get(server.url + path, { headers: bearer(token) })
  return {
    askWith,
    ask: async (path, sub = 'ann') => askWith(await issuer.token({ sub }), path),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await gate.close()
    },
  }
}

/** The application after the issuer was told what to answer for Google. */
async function answering(answer: TestConnection): Promise<Application> {
  const issuer = await started
  issuer.connections({ 'google-oauth2': answer })
  return application()
}

describe('an application that asks for upstream tokens', () => {
  const given: readonly (readonly [TestConnection, object])[] = [
    ['google-token', { accessToken: 'google-token', lives: 3600 }],
    [
      { accessToken: 'a', expiresIn: 120, scope: 'calendar' },
      { accessToken: 'a', scope: 'calendar', lives: 120 },
    ],
    [
      { access_token: 'b', expires_in: 240, scope: '' },
      { accessToken: 'b', scope: '', lives: 240 },
    ],
    [async ({ connection, sub }) => `${connection}-of-${sub}`, { accessToken: 'google-oauth2-of-ann', lives: 3600 }],
  ]
  for (const [answer, expected] of given) {
    it(`gets the token of ${typeof answer === 'function' ? 'a function' : JSON.stringify(answer)}`, async () => {
      await using app = await answering(answer)
      const { status, text } = await app.ask('/calendar')
      assert.deepEqual([status, JSON.parse(text)], [200, expected])
    })
  }

  it('asks a user who has not linked the account to do so', async () => {
    await using app = await answering({ error: 'federated_connection_refresh_token_not_found' })
    const refused = await app.ask('/calendar')
    const { error, connection } = JSON.parse(refused.text) as Record<string, string>
    assert.deepEqual([refused.status, error, connection], [403, 'account_link_required', 'google-oauth2'])
  })

  it('gets the same for a connection that nothing was said of', async () => {
    await using app = await answering('google-token')
    const refused = await app.ask('/tickets')
    const { error, connection } = JSON.parse(refused.text) as Record<string, string>
    assert.deepEqual([refused.status, error, connection], [403, 'account_link_required', 'jira'])
  })

  const outages: readonly (readonly [TestConnection, number, string | null])[] = [
    [{ status: 503 }, 503, '1'],
    [{ status: 503, retryAfter: 30 }, 503, '30'],
    [{ status: 429, retryAfter: 20 }, 503, '20'],
    [{ status: 500 }, 503, '1'],
    [{ fail: 'refuse' }, 503, '1'],
    [{ fail: 'hang' }, 503, '1'],
    [{ fail: 'status-500' }, 503, '1'],
    [{ fail: 'html' }, 502, null],
    [{ fail: 'empty' }, 502, null],
    [{ fail: 'redirect' }, 502, null],
    [{ error: 'invalid_request' }, 502, null],
    [{ error: 'unauthorized_client', status: 403 }, 502, null],
  ]
  for (const [answer, status, retryAfter] of outages) {
    it(`answers ${status} for ${JSON.stringify(answer)}`, async () => {
      await using app = await answering(answer)
      const refused = await app.ask('/calendar')
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [status, retryAfter])
    })
  }

  it('answers 503 while the issuer as a whole fails, and works again when it is mended', async () => {
    const issuer = await started
    await using app = await answering('google-token')
    assert.equal((await app.ask('/calendar')).status, 200)
    issuer.fail('hang')
    const hanging = await app.ask('/calendar')
    issuer.fail(false)
    assert.deepEqual([hanging.status, (await app.ask('/calendar')).status], [503, 200])
  })

  it('answers each user by a function, which sees who asks', async () => {
    const issuer = await started
    const seen: unknown[] = []
    await using app = await answering((asked) => {
      seen.push(asked)
      if (asked.sub === 'ben') return { error: 'federated_connection_refresh_token_flow_failed' }
      return { accessToken: `${asked.sub}-${asked.loginHint ?? 'any'}`, scope: 'calendar' }
    })
    const token = await issuer.token({ sub: 'ann', claims: { org_id: 'org_1' } })
    assert.equal(JSON.parse((await app.askWith(token, '/calendar')).text).accessToken, 'ann-any')
    assert.equal(JSON.parse((await app.ask('/calendar?loginHint=g-7')).text).accessToken, 'ann-g-7')
    assert.equal((await app.ask('/calendar', 'ben')).status, 403)
    const [first] = seen
    assert.deepEqual(first, {
      connection: 'google-oauth2',
      sub: 'ann',
      claims: decodeJwt(token),
      accessToken: token,
      loginHint: undefined,
      clientId: 'test-api',
    })
    assert.ok(Object.isFrozen(first))
  })

  it('gets tokens for another API on behalf of the caller', async () => {
    const issuer = await started
    await using app = await application()
    const answer = JSON.parse((await app.ask('/invoices', 'cleo')).text) as { accessToken: string; scope: string }
    const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer.issuer))
    const { payload } = await jwtVerify(answer.accessToken, keys, { issuer: issuer.issuer, audience: invoices })
    const { sub, scope, act, client_id } = payload
    assert.deepEqual(
      { sub, scope, act, client_id },
      { sub: 'cleo', scope: 'read:invoices', act: { sub: 'test-api' }, client_id: 'test-api' },
    )
    assert.equal(answer.scope, 'read:invoices')
  })

  it('goes on while keys are rotated', async () => {
    const issuer = await started
    await using app = await answering(({ sub }) => `token-of-${sub}`)
    const before = await issuer.token({ sub: 'dora' })
    assert.equal((await app.ask('/calendar')).status, 200)
    await issuer.rotate()
    assert.equal((await app.ask('/calendar')).status, 200)
    assert.equal(JSON.parse((await app.askWith(before, '/calendar')).text).accessToken, 'token-of-dora')
  })

  it('is asked once for what the gate remembers, and tells what it was asked', async () => {
    const issuer = await createTestIssuer({ listen: true, algorithm: 'ES256' })
    issuer.connections({ 'google-oauth2': 'google-token' })
    const { scheme: auth0, tokens } = issuer
    await using app = await application({ schemes: { auth0 }, tokens, env: {} })
    const token = await issuer.token({ sub: 'ann' })
    for (const path of ['/calendar', '/calendar', '/calendar?loginHint=g-7', '/tickets', '/invoices'])
      await app.askWith(token, path)
    const exchanges = issuer.exchanges()
    assert.deepEqual(exchanges, [
      { connection: 'google-oauth2', sub: 'ann', clientId: 'test-api' },
      { connection: 'google-oauth2', sub: 'ann', loginHint: 'g-7', clientId: 'test-api' },
      { connection: 'jira', sub: 'ann', clientId: 'test-api' },
      { audience: invoices, sub: 'ann', scope: 'read:invoices', clientId: 'test-api' },
    ])
    assert.ok(Object.isFrozen(exchanges) && exchanges.every(Object.isFrozen))
    assert.ok(!JSON.stringify(exchanges).includes(token))
    await issuer.close()
  })

  it('says who it is in every way that a gate knows without certificates', async () => {
    const { scheme: auth0, tokens, connections } = await started
    connections({ 'google-oauth2': ({ clientId }) => `token-for-${clientId}` })
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { issuer = '', clientId = '' } = tokens
    for (const client of [
      { ...tokens, clientAuthentication: 'basic' as const },
      { issuer, clientId, privateKey },
    ]) {
      await using app = await application({ schemes: { auth0 }, tokens: client, env: {} })
      assert.match((await app.ask('/calendar')).text, /"token-for-test-api"/)
    }
  })

  it('finds the issuer by the environment alone', async () => {
    const issuer = await started
    issuer.connections({ 'google-oauth2': 'google-token' })
    await using app = await application({ env: issuer.env })
    assert.equal((await app.ask('/calendar')).status, 200)
  })

  it('sees an outage where an answer of the test went wrong, and the test is told', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    await using app = await answering(({ sub }) => {
      if (sub === 'ann') throw new RangeError('a mistake of the test')
      return Object({ acces_token: 'a' })
    })
    assert.deepEqual([(await app.ask('/calendar')).status, (await app.ask('/calendar', 'ben')).status], [503, 503])
    process.off('warning', note)
    assert.match(warnings.join(), /a mistake of the test.*what "google-oauth2" has is no answer/)
  })
})
