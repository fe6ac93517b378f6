import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  type Auth,
  ConfigurationError,
  createMemoryStore,
  type Gate,
  type GateOptions,
  portcullis,
  readPolicy,
  type TokensEvent,
} from '../../src/index.ts'
import { createTestIssuer, type TestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf } from '../support/guarded.ts'
import { type Listening, listening } from '../support/listening.ts'

const calendar = { security: [{ auth0: [] }], 'x-portcullis': { connection: 'google-oauth2' } }
const document = documentOf({ '/events': { get: calendar }, '/issues': { get: { security: [{ auth0: [] }] } } })

const twoIssuers = {
  ...document,
  paths: { '/a': { get: { security: [{ auth0: [] }, { partner: [] }] } } },
  components: {
    securitySchemes: { auth0: { type: 'http', scheme: 'bearer' }, partner: { type: 'http', scheme: 'bearer' } },
  },
}

describe('the token client of a gate', () => {
  let issuer: TestIssuer
  let upstream: Listening
  let status = 200
  let asked = 0
  const gates: Gate[] = []

  before(async () => {
    issuer = await createTestIssuer()
    upstream = await listening((request, response) => {
      if (request.url === '/token') asked += 1
      response.writeHead(status, { 'content-type': 'application/json' })
      const token = { access_token: `upstream-${asked}`, token_type: 'Bearer', expires_in: 3600 }
      response.end(JSON.stringify(status === 200 ? token : { error: 'server_error' }))
    })
  })
  after(async () => {
    for (const gate of gates) await gate.close()
    await upstream[Symbol.asyncDispose]()
  })
  beforeEach(() => {
    status = 200
    asked = 0
  })

  const openWithout = async (options: GateOptions, described: object = document): Promise<Gate> => {
    const gate = await portcullis(described, { schemes: { auth0: issuer.scheme }, docs: false, log: false, ...options })
    gates.push(gate)
    return gate
  }
  const open = (options: GateOptions = {}, described: object = document): Promise<Gate> => {
    const tokens = { tokenEndpoint: `${upstream.url}/token`, clientId: 'api', clientSecret: 'swordfish' }
    return openWithout({ env: {}, tokens, ...options }, described)
  }
  const callerOf = async (gate: Gate, sub: string, target = '/events'): Promise<Auth> => {
    const headers = bearer(await issuer.token({ sub }))
    const decision = await gate.decide({ method: 'GET', target, headers })
    assert.ok(decision.allowed && decision.auth !== undefined)
    return decision.auth
  }
  const codesOf = async (options: GateOptions, described?: object): Promise<readonly string[]> => {
    const error = await open(options, described).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    assert.ok(error === undefined || error instanceof ConfigurationError)
    return error?.diagnostics.map(({ code }) => code) ?? []
  }

  it('is known to the policy by its connections, which needs no client', async () => {
    const policy = await readPolicy(document)
    assert.deepEqual(policy.connections, ['google-oauth2'])
    assert.deepEqual(
      policy.operations.map(({ path, connection }) => [path, connection]),
      [
        ['/events', 'google-oauth2'],
        ['/issues', undefined],
      ],
    )
  })

  it('takes who asks from the environment, and who is asked from the scheme', async () => {
    const env = { AUTH0_CLIENT_ID: 'api', AUTH0_CLIENT_SECRET: 'swordfish' }
    const gate = await open({ env, tokens: { tokenEndpoint: `${upstream.url}/token` } })
    const { accessToken } = await (await callerOf(gate, 'ada')).connectionToken()
    assert.equal(accessToken, 'upstream-1')
  })

  it('says at the first call what has to be set, and nothing else is affected', async () => {
    const gate = await openWithout({ env: {} })
    const auth = await callerOf(gate, 'ada')
    await assert.rejects(auth.connectionToken(), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'client.unconfigured')
      assert.match(error.message, /set AUTH0_CLIENT_ID \(or clientId\), AUTH0_CLIENT_SECRET/)
      return true
    })
    const raw = { connection: 'google-oauth2', accessToken: auth.token }
    await assert.rejects(gate.tokens.getAccessTokenForConnection(raw), { code: 'client.unconfigured' })
    await assert.rejects(gate.tokens.getTokenOnBehalfOf({ accessToken: 'a', audience: 'b' }), {
      code: 'client.unconfigured',
    })
    assert.equal(gate.health().status, 'ok')
  })

  it('asks one issuer of several only where it is said which', async () => {
    const schemes = { auth0: issuer.scheme, partner: { ...issuer.scheme, issuer: 'https://partner.test/' } }
    const client = { clientId: 'a', clientSecret: 'b' }
    assert.deepEqual(await codesOf({ schemes, tokens: client }, twoIssuers), ['tokens.issuer'])
    assert.deepEqual(await codesOf({ schemes, tokens: { ...client, issuer: 'https://partner.test/' } }, twoIssuers), [])
    const quiet = await openWithout({ schemes, env: { AUTH0_CLIENT_ID: 'a', AUTH0_CLIENT_SECRET: 'b' } }, twoIssuers)
    const call = quiet.tokens.getTokenOnBehalfOf({ accessToken: 'a', audience: 'b' })
    await assert.rejects(call, /set AUTH0_DOMAIN/)
  })

  it('sends the secret of the environment to the issuer that the environment names, and to no other', async () => {
    const env = { AUTH0_DOMAIN: 'tenant.example', AUTH0_CLIENT_ID: 'a', AUTH0_CLIENT_SECRET: 'b' }
    const gate = await openWithout({ env, tokens: { tokenEndpoint: `${upstream.url}/token` } })
    await assert.rejects((await callerOf(gate, 'ada')).connectionToken(), { code: 'subject.issuer' })
    assert.deepEqual(await codesOf({ env, tokens: { issuer: issuer.issuer } }), ['option.value'])
    assert.equal(asked, 0)
  })

  it('sends it to no issuer that only the document names', async () => {
    const scheme = { type: 'openIdConnect', openIdConnectUrl: `${upstream.url}/.well-known/openid-configuration` }
    const described = { ...document, components: { securitySchemes: { auth0: scheme } } }
    const env = { AUTH0_AUDIENCE: 'a', AUTH0_CLIENT_ID: 'a', AUTH0_CLIENT_SECRET: 'b' }
    const gate = await openWithout({ env, schemes: {} }, described)
    const call = gate.tokens.getTokenByExchangeProfile({ subjectToken: 'a', subjectTokenType: 'urn:acme:a' })
    await assert.rejects(call, { code: 'client.unconfigured' })
  })

  it('is warned of where no caller can have a token of its issuer', async () => {
    const lines: string[] = []
    const tokens = { domain: 'other.auth0.com', clientId: 'a', clientSecret: 'b' }
    const gate = await open({ tokens, log: (line) => void lines.push(line) })
    assert.match(lines.join('\n'), /tokens\.foreign/)
    await assert.rejects((await callerOf(gate, 'ada')).connectionToken(), { code: 'subject.issuer' })
  })

  it('stops the start where an operation names a connection that is not listed, and says where', async () => {
    const error = await open({ tokens: { clientId: 'a', clientSecret: 'b', connections: ['github'] } }).catch(
      (thrown: ConfigurationError) => thrown,
    )
    assert.ok(error instanceof ConfigurationError)
    assert.deepEqual(
      error.diagnostics.map(({ code }) => code),
      ['connection.unlisted'],
    )
    assert.match(error.message, /get \/events names the connection "google-oauth2"/)
  })

  it('asks for a listed connection that no operation names', async () => {
    const tokens = { tokenEndpoint: `${upstream.url}/token`, clientId: 'a', clientSecret: 'b' }
    const gate = await open({ tokens: { ...tokens, connections: ['google-oauth2', 'github'] } })
    const auth = await callerOf(gate, 'ada')
    assert.equal((await auth.connectionToken('github')).accessToken, 'upstream-1')
    await assert.rejects(auth.connectionToken('slack'), { code: 'connection.unknown' })
  })

  it('knows other connections after a reload, and a caller keeps those of the document that let it in', async () => {
    const gate = await open()
    const early = await callerOf(gate, 'ada')
    const { tokens } = gate
    const named = { security: [{ auth0: [] }], 'x-portcullis': { connection: 'github' } }
    const change = await gate.reload(
      documentOf({ '/events': { get: named }, '/issues': { get: { security: [{ auth0: [] }] } } }),
    )
    assert.deepEqual(
      change.other.map(({ path }) => path),
      ['/events'],
    )
    const later = await callerOf(gate, 'ada')
    await assert.rejects(later.connectionToken('google-oauth2'), { code: 'connection.unknown' })
    assert.equal((await later.connectionToken()).accessToken, 'upstream-1')
    assert.equal((await early.connectionToken()).accessToken, 'upstream-2')
    const raw = { connection: 'google-oauth2', accessToken: later.token }
    await assert.rejects(tokens.getAccessTokenForConnection(raw), { code: 'connection.unknown' })
  })

  it('shares what was exchanged with the processes of one store, which holds nothing readable', async () => {
    const store = createMemoryStore()
    const written: string[] = []
    const watched = {
      ...store,
      set: async (key: string, value: string, ttlMs: number) => {
        written.push(key, value)
        await store.set(key, value, ttlMs)
      },
    }
    const encryptionKey = randomBytes(32)
    const tokens = { tokenEndpoint: `${upstream.url}/token`, clientId: 'api', clientSecret: 'swordfish', encryptionKey }
    const [one, two] = [await open({ store: watched, tokens }), await open({ store: watched, tokens })]
    const auth = await callerOf(one, 'ada')
    const accessToken = auth.token
    const first = await auth.connectionToken()
    const raw = { connection: 'google-oauth2', accessToken }
    assert.deepEqual(await two.tokens.getAccessTokenForConnection(raw), first)
    assert.equal(asked, 1)
    // The store still holds it, and a revoked caller gets it nowhere.
    await one.revoke({ sub: 'ada' })
    await assert.rejects(auth.connectionToken(), { code: 'subject.refused', reason: 'token.revoked' })
    assert.equal(asked, 1)
    const stored = written.join('\n')
    assert.ok(!stored.includes('upstream-') && !stored.includes('google') && !stored.includes(accessToken))
  })

  it('says in health, by an event and in the log that exchanges fail, and when they do no more', async () => {
    const lines: string[] = []
    const gate = await open({ log: (line) => void lines.push(line) })
    const events: TokensEvent[] = []
    gate.on('tokens', (event) => events.push(event))
    const auth = await callerOf(gate, 'ada')
    assert.deepEqual(
      gate.health().tokens.map(({ state }) => state),
      ['untried'],
    )
    status = 500
    await assert.rejects(auth.connectionToken(), { code: 'upstream.unavailable', status: 500, error: 'server_error' })
    await assert.rejects(auth.connectionToken(), { code: 'upstream.unavailable' })
    const failing = gate.health()
    assert.deepEqual([failing.status, failing.tokens[0]?.lastError], ['degraded', 'upstream.unavailable'])
    status = 200
    await auth.connectionToken()
    const { tokens, counters } = gate.health()
    assert.deepEqual(tokens, [{ issuer: issuer.issuer, state: 'answering', failures: 0 }])
    assert.deepEqual([counters.tokensExchanged, counters.tokensRemembered], [3, 0])
    assert.deepEqual(
      events.map(({ kind, code }) => [kind, code]),
      [
        ['failed', 'upstream.unavailable'],
        ['recovered', undefined],
      ],
    )
    const [line, ...more] = lines.filter((one) => one.includes('exchanged'))
    assert.match(
      line ?? '',
      /cannot be exchanged at https:\/\/issuer\.test\/: upstream\.unavailable \(500 server_error\)/,
    )
    assert.deepEqual(more, [])
    assert.ok(events.every((event) => Object.isFrozen(event) && !JSON.stringify(event).includes('swordfish')))
  })

  it('forgets what was exchanged for a caller who was revoked, and for nobody else', async () => {
    const gate = await open()
    const [ada, bob] = [await callerOf(gate, 'ada'), await callerOf(gate, 'bob')]
    const [, ofBob] = [await ada.connectionToken(), await bob.connectionToken()]
    await gate.revoke({ sub: 'ada' })
    await assert.rejects(ada.connectionToken(), { code: 'subject.refused' })
    assert.deepEqual(await bob.connectionToken(), ofBob)
    assert.equal(asked, 2)
  })

  it('F-40 ends with the gate', async () => {
    const gate = await open()
    const auth = await callerOf(gate, 'ada')
    await gate.close()
    await assert.rejects(auth.connectionToken(), { code: 'client.closed' })
    assert.equal(asked, 0)
  })
})
