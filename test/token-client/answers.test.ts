import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import { bomb, drip, endless, hangInBody, json, reset, status, text, truncated } from '../jwt/misbehaving-issuer.ts'
import { refusal, success, type TokenEndpoint, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, failureOf, jwt, outcomeOf } from './asking.ts'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const connectionType = 'http://auth0.com/oauth/token-type/federated-connection-access-token'
const profile = { subjectToken: 'legacy', subjectTokenType: 'urn:shop:legacy-session' }
const orders = { accessToken: 'opaque-token-of-alice', audience: 'https://orders.example' }

describe('what the token endpoint answers', () => {
  let server: TokenEndpoint
  before(async () => {
    server = await tokenEndpoint()
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    server.answer(undefined)
    server.asked.length = 0
  })
  const connection = (how: RequestListener, timeoutMs = 10_000) => {
    server.answer(() => how)
    return clientOf(server, { timeoutMs }).getAccessTokenForConnection(calendar)
  }
  const given = (changes: Record<string, unknown>) => connection(json(success(changes)))

  describe('is a token where', () => {
    const rows: readonly (readonly [string, RequestListener])[] = [
      ['it is text/json', text(JSON.stringify(success()), 'text/json')],
      ['it is JSON with a charset', text(JSON.stringify(success()), 'Application/JSON; charset=utf-8')],
      ['it is a kind of JSON', text(JSON.stringify(success()), 'application/token+json')],
      ['the type is in other letters', json(success({ token_type: 'bEARER' }))],
      ['no type is said', json(success({ token_type: undefined }))],
      ['it says no scope', json(success({ scope: undefined }))],
      ['its scope is null', json(success({ scope: null }))],
      ['it says what was issued', json(success({ issued_token_type: connectionType }))],
      ['it calls what was issued an access token', json(success({ issued_token_type: accessTokenType }))],
      ['there is more in it', json(success({ __proto__x: 1, nested: { deep: [1] } }))],
    ]
    for (const [name, how] of rows) {
      it(name, async () => {
        const { accessToken, tokenType } = await connection(how)
        assert.deepEqual([accessToken, tokenType], ['given', 'Bearer'])
      })
    }

    it('and it is handed out as it came', async () => {
      const before = Math.floor(Date.now() / 1000)
      const { expiresAt, ...rest } = await given({ scope: '', issued_token_type: connectionType })
      assert.deepEqual(rest, {
        accessToken: 'given',
        scope: '',
        tokenType: 'Bearer',
        issuedTokenType: connectionType,
      })
      assert.ok(expiresAt >= before + 3600 && expiresAt <= before + 3605, `${expiresAt}`)
    })
  })

  describe('says when the token ends', () => {
    const now = 1_900_000_000
    const rows: readonly (readonly [string, unknown, number | undefined])[] = [
      ['a number', 600, 600],
      ['digits', '3600', 3600],
      ['0', 0, 0],
      ['0 as digits', '0', 0],
      ['a part of a second', 599.9, 599],
      ['a huge number', 1e15, 1e15],
      ['nothing', undefined, 3600],
      ['null', null, 3600],
      ['a negative number', -1, undefined],
      ['negative digits', '-1', undefined],
      ['a part of a second as digits', '3600.5', undefined],
      ['an exponent', '1e3', undefined],
      ['digits with blanks', ' 3600 ', undefined],
      ['no digits', '', undefined],
      ['endless digits', '9'.repeat(400), undefined],
      ['a list', [3600], undefined],
      ['true', true, undefined],
    ]
    for (const [name, expires_in, lifetime] of rows) {
      const what = lifetime === undefined ? 'is not used' : `counts as ${lifetime} seconds`
      it(`by ${name}, which ${what}`, async (t) => {
        t.mock.method(Date, 'now', () => now * 1000 + 999)
        if (lifetime === undefined) assert.equal(await outcomeOf(given({ expires_in })), 'upstream.malformed')
        else assert.equal((await given({ expires_in })).expiresAt, now + lifetime)
      })
    }
  })

  describe('X-05 is not used where', () => {
    const rows: readonly (readonly [string, RequestListener])[] = [
      ['it is no JSON', text('<html>a proxy</html>', 'text/html')],
      ['it is JSON that is called a text', text(JSON.stringify(success()), 'text/plain')],
      ['it has no content type', (_, response) => response.end(JSON.stringify(success()))],
      ['it is broken JSON', text('{"access_token":"given"', 'application/json')],
      ['a name in it is repeated', text('{"access_token":"a","access_token":"b"}', 'application/json')],
      ['it is a list', json([success()])],
      ['it is null', json(null)],
      ['it is empty', text('', 'application/json')],
      ['it is too deep', text(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`, 'application/json')],
      ['it is too long', json(success({ filler: 'x'.repeat(300 * 1024) }))],
      ['the token is missing', json(success({ access_token: undefined }))],
      ['the token is empty', json(success({ access_token: '' }))],
      ['the token is a number', json(success({ access_token: 1 }))],
      ['the token is a list', json(success({ access_token: ['given'] }))],
      ['the token has a line break', json(success({ access_token: 'given\r\nx-admin: 1' }))],
      ['the token has a blank', json(success({ access_token: 'given more' }))],
      ['the token is no ASCII', json(success({ access_token: 'gïven' }))],
      ['the token is bound to a key', json(success({ token_type: 'DPoP' }))],
      ['the type is another', json(success({ token_type: 'mac' }))],
      ['the type is no text', json(success({ token_type: 1 }))],
      ['the scope is a list', json(success({ scope: ['calendar.read'] }))],
      ['another kind was issued', json(success({ issued_token_type: 'urn:ietf:params:oauth:token-type:saml2' }))],
      ['what was issued is no text', json(success({ issued_token_type: 1 }))],
    ]
    for (const [name, how] of rows) {
      it(name, async () => {
        const failure = await failureOf(connection(how))
        assert.deepEqual([failure.code, failure.status], ['upstream.malformed', 200])
        assert.equal(server.asked.length, 1)
      })
    }

    it('a member is inherited and not its own', async () => {
      server.answer(() => text('{"__proto__":{"access_token":"given"}}', 'application/json'))
      assert.equal(await outcomeOf(clientOf(server).getAccessTokenForConnection(calendar)), 'upstream.malformed')
    })

    it('on behalf of a user another kind was issued', async () => {
      server.answer(() => json(success({ issued_token_type: connectionType })))
      assert.equal(await outcomeOf(clientOf(server).getTokenOnBehalfOf(orders)), 'upstream.malformed')
    })

    it('a profile gave another kind than was asked for, and only then', async () => {
      server.answer(() => json(success({ issued_token_type: 'urn:shop:other' })))
      const tokens = clientOf(server)
      const asking = { ...profile, requestedTokenType: 'urn:shop:wanted' }
      assert.equal(await outcomeOf(tokens.getTokenByExchangeProfile(asking)), 'upstream.malformed')
      assert.equal((await tokens.getTokenByExchangeProfile(profile)).issuedTokenType, 'urn:shop:other')
    })
  })

  it('is a success with 200 alone', async () => {
    const outcomes = await Promise.all(
      [201, 202, 203, 204, 206, 226, 300, 304].map(async (code) => {
        await using other = await tokenEndpoint()
        other.answer(() => (_, response) => {
          response.writeHead(code, { 'content-type': 'application/json' })
          response.end(code === 204 || code === 304 ? undefined : JSON.stringify(success()))
        })
        return await outcomeOf(clientOf(other).getAccessTokenForConnection(calendar))
      }),
    )
    assert.deepEqual(new Set(outcomes), new Set(['upstream.malformed']))
  })

  describe('is an error with its status and its name', () => {
    const page: RequestListener = (request, response) => {
      response.statusCode = 404
      text('<html>{"error":"invalid_request"}</html>', 'text/html')(request, response)
    }
    const rows: readonly (readonly [string, RequestListener, string, number, string | undefined])[] = [
      ['JSON', refusal('invalid_request'), 'exchange.refused', 400, 'invalid_request'],
      ['another status', refusal('mfa_required', 403), 'exchange.refused', 403, 'mfa_required'],
      ['a page', page, 'exchange.refused', 404, undefined],
      ['no JSON', status(400), 'exchange.refused', 400, undefined],
      ['no JSON of a broken server', status(500), 'upstream.unavailable', 500, undefined],
      ['JSON of a broken server', refusal('server_error', 502), 'upstream.unavailable', 502, 'server_error'],
      ['no status that HTTP has', status(999), 'upstream.unavailable', 999, undefined],
    ]
    for (const [name, how, code, wanted, error] of rows) {
      it(`in ${name}`, async () => {
        const failure = await failureOf(connection(how))
        assert.deepEqual([failure.code, failure.status, failure.error], [code, wanted, error])
      })
    }

    const names: readonly unknown[] = [1, null, ['a'], '', 'has blanks', 'x'.repeat(65), 'line\nbreak', '<b>']
    for (const error of names) {
      it(`but not by the name ${JSON.stringify(error)?.slice(0, 20)}, which is none`, async () => {
        const failure = await failureOf(
          connection((request, response) => {
            response.statusCode = 400
            json({ error })(request, response)
          }),
        )
        assert.deepEqual([failure.code, failure.error], ['exchange.refused', undefined])
      })
    }
  })

  describe('is given up where', () => {
    it('it never ends, compressed or not', async () => {
      let sent = 0
      const count = (bytes: number) => {
        sent = bytes
      }
      assert.equal(await outcomeOf(connection(endless(count))), 'upstream.malformed')
      assert.ok(sent < 30_000_000, `${sent}`)
      assert.equal(await outcomeOf(connection(bomb(count))), 'upstream.malformed')
      assert.ok(sent < 100_000_000, `${sent}`)
    })

    const rows: readonly (readonly [string, RequestListener, string])[] = [
      ['it stops in the middle', hangInBody, 'upstream.timeout'],
      ['it comes one byte at a time', drip(20), 'upstream.timeout'],
      ['the connection is closed', reset, 'upstream.unavailable'],
      ['it is shorter than was said', truncated('{"access_token":"a"'), 'upstream.unavailable'],
    ]
    for (const [name, how, code] of rows) {
      it(name, async () => {
        assert.equal(await outcomeOf(connection(how, code === 'upstream.timeout' ? 400 : 10_000)), code)
        assert.equal(server.asked.length, 1, 'it may have happened, and is not asked for again')
      })
    }
  })

  describe('names the organisation in its ID token', () => {
    const rows: readonly (readonly [string, string, string, boolean])[] = [
      ['the same id', 'org_1', jwt({ org_id: 'org_1' }), true],
      ['another id', 'org_1', jwt({ org_id: 'org_2' }), false],
      ['an id in other letters', 'org_a', jwt({ org_id: 'org_A' }), false],
      ['a name in the place of the id', 'org_1', jwt({ org_name: 'org_1' }), false],
      ['the same name in other letters', 'Acme', jwt({ org_name: 'acme' }), true],
      ['another name', 'acme', jwt({ org_name: 'other' }), false],
      ['none', 'acme', jwt({ sub: 'alice' }), false],
      ['an ID token that is no JWT', 'acme', 'opaque', false],
    ]
    for (const [name, organization, id_token, good] of rows) {
      it(`${name}: ${good ? 'used' : 'refused'}`, async () => {
        server.answer(() => json(success({ id_token })))
        const call = clientOf(server).getTokenByExchangeProfile({ ...profile, organization })
        assert.equal(await outcomeOf(call), good ? 'ok' : 'upstream.malformed')
      })
    }

    it('which is not wanted where no ID token comes back, or no organisation was asked for', async () => {
      const tokens = clientOf(server)
      assert.equal(await outcomeOf(tokens.getTokenByExchangeProfile({ ...profile, organization: 'acme' })), 'ok')
      server.answer(() => json(success({ id_token: jwt({ org_name: 'other' }) })))
      assert.equal(await outcomeOf(tokens.getTokenByExchangeProfile(profile)), 'ok')
    })
  })
})
