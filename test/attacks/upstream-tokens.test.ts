import assert from 'node:assert/strict'
import { text as readText } from 'node:stream/consumers'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { ErrorRequestHandler } from 'express'
import { decodeJwt } from 'jose'
import { getAuth, type SchemeOptions, TokenClientError, tokenErrorHandler } from '../../src/index.ts'
import { createTestIssuer, type TestIssuer } from '../../src/testing/index.ts'
import { bearer, type ExpressModule, type Guarded, guarded } from '../support/guarded.ts'
import { get, type Listening, listening } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const events = {
  security: [{ auth0: [] }, { partner: [] }, { till: [] }, {}],
  'x-portcullis': { connection: 'google' },
}

const document = {
  openapi: '3.1.0',
  info: { title: 'Test', version: '1' },
  paths: {
    '/events': { get: events },
    '/issues': { get: { security: [{ auth0: [] }] } },
    '/either': { get: { security: [{ auth0: [] }, { opaque: [] }], 'x-portcullis': { connection: 'google' } } },
    '/own': { get: { security: [{ own: [] }], 'x-portcullis': { connection: 'google' } } },
  },
  components: {
    securitySchemes: {
      auth0: { type: 'http', scheme: 'bearer' },
      partner: { type: 'http', scheme: 'bearer' },
      opaque: { type: 'http', scheme: 'bearer' },
      own: { type: 'http', scheme: 'bearer' },
      till: { type: 'apiKey', in: 'header', name: 'X-Key' },
    },
  },
}

for (const { name, express } of versions) {
  describe(`upstream tokens, ${name}`, () => {
    let issuer: TestIssuer
    let partner: TestIssuer
    let upstream: Listening
    let exchanges = 0
    let questions = 0
    /** What happens while an exchange is under way. */
    let meanwhile: () => Promise<void> = async () => {}
    /** Whether the upstream token has the name of its user in it. */
    let upstreamNames = false
    let app: Guarded
    /** What the error handler was given. */
    let failure: unknown
    /** What one handler had, for later. */
    let kept: ReturnType<typeof getAuth> | undefined

    before(async () => {
      issuer = await createTestIssuer()
      partner = await createTestIssuer({ algorithm: 'ES256', listen: true })
      upstream = await listening((request, response) => {
        if (request.url === '/introspect') questions += 1
        else exchanges += 1
        const given = `upstream-${exchanges}`
        void Promise.all([readText(request), meanwhile()]).then(([form]) => {
          const subject = new URLSearchParams(form).get('subject_token') ?? ''
          const token = upstreamNames ? `upstream-of-${decodeJwt(subject).sub}` : given
          response.setHeader('content-type', 'application/json')
          response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 }))
        })
      })
      app = await open(express)
    })
    after(async () => {
      await app[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
      await partner.close()
    })
    beforeEach(() => {
      exchanges = 0
      questions = 0
      upstreamNames = false
      failure = undefined
      meanwhile = async () => {}
    })

    const open = (module: ExpressModule): Promise<Guarded> => {
      const introspection = { clientId: 'api', clientSecret: 'swordfish', endpoint: `${upstream.url}/introspect` }
      const schemes: Record<string, SchemeOptions> = {
        // Few are remembered, so that what is kept for one token comes and goes.
        auth0: { ...issuer.scheme, clockTolerance: 0, cache: { entries: 4 } },
        partner: partner.scheme,
        opaque: { issuer: issuer.issuer, audience: issuer.audience, introspection },
        own: { verify: () => ({ name: 'somebody', claims: { iss: issuer.issuer } }) },
        till: { keys: [{ name: 'till', key: 'till-1' }] },
      }
      const tokens = { issuer: issuer.issuer, tokenEndpoint: `${upstream.url}/token`, clientId: 'a', clientSecret: 'b' }
      return guarded(module, {
        document,
        options: { schemes, tokens },
        routes(server, ran) {
          for (const path of ['/events', '/issues', '/either', '/own']) {
            server.get(path, (req, res, next) => {
              ran(path)
              const auth = getAuth(req)
              kept = auth
              const { connection } = req.query
              auth
                .connectionToken(typeof connection === 'string' ? connection : undefined)
                .then((token) => res.json(token), next)
            })
          }
          const note: ErrorRequestHandler = (error, _req, _res, next) => {
            failure = error
            next(error)
          }
          server.use(note, tokenErrorHandler())
        },
      })
    }
    const codeOf = (): string | undefined => (failure instanceof TokenClientError ? failure.code : undefined)

    it('gives the caller’s token of the operation’s connection, and asks once', async () => {
      const token = await issuer.token({ sub: 'ada' })
      for (let count = 0; count < 3; count += 1) {
        const { status, text } = await get(`${app.url}/events`, { headers: bearer(token) })
        assert.deepEqual([status, JSON.parse(text).accessToken], [200, 'upstream-1'])
      }
      assert.equal(exchanges, 1)
    })

    it('X-19 exchanges no token of another issuer, though the operation takes it', async () => {
      const { status } = await get(`${app.url}/events`, { headers: bearer(await partner.token()) })
      assert.deepEqual([status, codeOf(), exchanges], [403, 'subject.issuer', 0])
      const raw = app.gate.tokens.getAccessTokenForConnection({
        connection: 'google',
        accessToken: await partner.token(),
      })
      await assert.rejects(raw, { code: 'subject.issuer' })
      const obo = app.gate.tokens.getTokenOnBehalfOf({ audience: 'other', accessToken: await partner.token() })
      await assert.rejects(obo, { code: 'subject.issuer' })
      assert.equal(exchanges, 0)
    })

    it('X-19 asks nobody about an expired JWT beside a scheme of opaque tokens', async () => {
      const { status } = await get(`${app.url}/either`, { headers: bearer(await issuer.token({ expiresIn: -60 })) })
      assert.deepEqual([status, exchanges, questions], [401, 0, 0])
    })

    it('X-19 gives nothing out, not even what is remembered, once the caller was revoked', async () => {
      const token = await issuer.token({ sub: 'bob' })
      assert.equal((await get(`${app.url}/events`, { headers: bearer(token) })).status, 200)
      const auth = kept
      await app.gate.revoke({ issuer: issuer.issuer, sub: 'bob' })
      assert.equal((await get(`${app.url}/events`, { headers: bearer(token) })).status, 401)
      // A handler that began before, as one that streams.
      await assert.rejects(async () => auth?.connectionToken('google'), {
        code: 'subject.refused',
        reason: 'token.revoked',
      })
      const raw = app.gate.tokens.getAccessTokenForConnection({ connection: 'google', accessToken: token })
      await assert.rejects(raw, { code: 'subject.refused', reason: 'token.revoked' })
      assert.equal(exchanges, 1)
    })

    it('X-19 gives nothing out whose caller was revoked while it was on its way', async () => {
      const token = await issuer.token({ sub: 'cy' })
      meanwhile = () => app.gate.revoke({ issuer: issuer.issuer, sub: 'cy' })
      const { status, text } = await get(`${app.url}/events`, { headers: bearer(token) })
      assert.deepEqual([status, codeOf(), exchanges], [401, 'subject.refused', 1])
      assert.ok(!text.includes('upstream'))
    })

    it('X-03 exchanges no token that was not verified', async () => {
      const good = await issuer.token()
      const forged = `${good.slice(0, -10)}${good.slice(-10) === 'AAAAAAAAAA' ? 'BBBBBBBBBB' : 'AAAAAAAAAA'}`
      const refused = [forged, await issuer.token({ expiresIn: -60 }), await issuer.token({ claims: { aud: 'other' } })]
      for (const accessToken of refused) {
        const asked = app.gate.tokens.getAccessTokenForConnection({ connection: 'google', accessToken })
        await assert.rejects(asked, { name: 'TokenClientError', code: 'subject.refused' })
      }
      const opaque = app.gate.tokens.getTokenOnBehalfOf({ audience: 'other', accessToken: 'no-jwt-at-all' })
      // The scheme of opaque tokens asks, and the answer is none.
      await assert.rejects(opaque, { code: 'subject.unknown' })
      assert.equal(exchanges, 0)
    })

    it('X-03 exchanges no access token by a profile that was not verified', async () => {
      const subjectTokenType = 'urn:ietf:params:oauth:token-type:access_token'
      const asked = app.gate.tokens.getTokenByExchangeProfile({ subjectToken: await partner.token(), subjectTokenType })
      await assert.rejects(asked, { code: 'subject.issuer' })
      assert.equal(exchanges, 0)
      const good = await app.gate.tokens.getTokenByExchangeProfile({
        subjectToken: await issuer.token(),
        subjectTokenType,
      })
      assert.equal(good.accessToken, 'upstream-1')
    })

    it('X-02 gives each of many callers at once the token of their own', async () => {
      upstreamNames = true
      const names = Array.from({ length: 60 }, (_, index) => `user-${index}`)
      const tokens = await Promise.all(names.map((sub) => issuer.token({ sub })))
      for (let round = 0; round < 2; round += 1) {
        const answers = await Promise.all(tokens.map((token) => get(`${app.url}/events`, { headers: bearer(token) })))
        assert.deepEqual(
          answers.map(({ text }) => JSON.parse(text).accessToken),
          names.map((name) => `upstream-of-${name}`),
        )
      }
    })

    it('X-03 exchanges no token that the application alone has judged', async () => {
      const { status } = await get(`${app.url}/own`, { headers: bearer('opaque-to-everybody') })
      assert.deepEqual([status, codeOf(), exchanges], [403, 'subject.missing', 0])
    })

    it('X-15 gives nothing out to a caller whose own token is over', async ({ mock }) => {
      const token = await issuer.token({ expiresIn: 300, sub: 'dee' })
      assert.equal((await get(`${app.url}/events`, { headers: bearer(token) })).status, 200)
      const auth = kept
      mock.timers.enable({ apis: ['Date'], now: Date.now() + 301_000 })
      await assert.rejects(async () => auth?.connectionToken('google'), {
        code: 'subject.refused',
        reason: 'token.expired',
      })
    })

    it('has nothing for a caller without a token', async () => {
      const { status } = await get(`${app.url}/events`, { headers: { 'x-key': 'till-1' } })
      assert.deepEqual([status, codeOf(), exchanges], [403, 'subject.missing', 0])
    })

    it('asks for no connection that the document does not name', async () => {
      const token = await issuer.token()
      for (const [query, code] of [
        ['?connection=github', 'connection.unknown'],
        ['?connection=googel', 'connection.unknown'],
        ['?connection=', 'request.invalid'],
        ['', 'connection.unnamed'],
      ]) {
        // Express's own error handler, which prints the error outside production.
        const { status, text } = await get(`${app.url}/issues${query}`, { headers: bearer(token) })
        assert.deepEqual([status, codeOf(), exchanges], [500, code, 0])
        assert.ok(!text.includes('github') && !text.includes('googel'))
      }
    })
  })
}
