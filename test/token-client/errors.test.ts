import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import {
  TokenClientError,
  type TokenClientErrorCode,
  tokenClientErrorCodes,
} from '../../src/token-client/token-client-error.ts'
import type { StandaloneTokenClient, TokenClientOptions } from '../../src/token-client.ts'
import { drip, json, reset, status, text, truncated } from '../jwt/misbehaving-issuer.ts'
import { type FormRequest, fieldOf } from '../support/form-request.ts'
import { refusal, success, type Telling, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientId, clientOf, clientSecret, failureOf, jwt } from './asking.ts'

const profile = { subjectToken: 'legacy-session-of-alice', subjectTokenType: 'urn:shop:legacy-session' }

describe('X-08 who has to link the account again', () => {
  const rows: readonly (readonly [string, number, object, TokenClientErrorCode])[] = [
    ['invalid_grant', 400, {}, 'connection.reconnect'],
    ['access_denied', 403, {}, 'connection.reconnect'],
    ['federated_connection_refresh_token_not_found', 401, {}, 'connection.reconnect'],
    ['federated_connection_refresh_token_flow_failed', 400, {}, 'connection.reconnect'],
    ['user_not_found', 401, {}, 'connection.reconnect'],
    ['user_not_found', 401, { loginHint: '1098' }, 'exchange.refused'],
    ['invalid_request', 400, {}, 'exchange.refused'],
    ['mfa_required', 403, {}, 'exchange.refused'],
    ['invalid_client', 401, {}, 'client.refused'],
    ['unauthorized_client', 403, {}, 'client.refused'],
    ['invalid_grant', 429, {}, 'upstream.rate_limited'],
    ['invalid_grant', 500, {}, 'upstream.unavailable'],
  ]
  for (const [error, code, changes, wanted] of rows) {
    it(`${error} with ${code}${'loginHint' in changes ? ' and a hint' : ''}: ${wanted}`, async () => {
      await using server = await tokenEndpoint()
      server.answer(() => refusal(error, code))
      const failure = await failureOf(clientOf(server).getAccessTokenForConnection({ ...calendar, ...changes }))
      assert.equal(failure.code, wanted)
      assert.equal(failure.reconnectRequired, wanted === 'connection.reconnect')
      assert.deepEqual([failure.status, failure.error, failure.connection], [code, error, 'google-oauth2'])
      assert.equal(server.asked.length, 1)
    })
  }

  for (const error of ['invalid_grant', 'access_denied', 'user_not_found']) {
    it(`${error} where no connection was asked for is no account to link`, async () => {
      await using server = await tokenEndpoint()
      server.answer(() => refusal(error))
      const tokens = clientOf(server)
      const orders = { accessToken: 'opaque', audience: 'https://orders.example' }
      const failures = [
        await failureOf(tokens.getTokenOnBehalfOf(orders)),
        await failureOf(tokens.getTokenByExchangeProfile(profile)),
      ]
      for (const failure of failures) {
        assert.deepEqual([failure.code, failure.reconnectRequired], ['exchange.refused', false])
        assert.equal(failure.connection, undefined)
      }
    })
  }
})

describe('X-11 nothing that the server says again is in an error', () => {
  const accessToken = jwt({ sub: 'alice' })
  const secretsOf = (asked: FormRequest): readonly string[] => [
    ...['subject_token', 'client_secret', 'client_assertion'].map((name) => fieldOf(asked, name)),
    (asked.authorization ?? '').replace('Basic ', ''),
  ]
  const echoes: readonly (readonly [string, (secret: string) => RequestListener])[] = [
    ['in its error', (secret) => refusal(secret)],
    ['as a part of its error', (secret) => refusal(`refused_${secret}`)],
    ['shortened in its error', (secret) => refusal(secret.slice(0, 20))],
    ['the end of it in its error', (secret) => refusal(secret.slice(-20))],
    ['in its description', (secret) => refusal('invalid_request', 400, {}, secret)],
    ['in a member of another name', (secret) => json({ error: 'invalid_request', [secret]: secret })],
    ['in a page', (secret) => text(`<html>${secret}</html>`, 'text/html')],
    ['in a broken JSON', (secret) => text(`{"${secret}`, 'application/json')],
    ['in a header', (secret) => status(400, { 'www-authenticate': `Bearer error="${secret}"` })],
    ['in a redirect', (secret) => status(307, { location: `https://evil.example/${secret}` })],
    ['in a 200 that is none', (secret) => json(success({ access_token: `${secret} ${secret}` }))],
    ['in a token type', (secret) => json(success({ token_type: secret }))],
    ['in the page of a broken server', (secret) => page(500, secret)],
    ['before the connection ends', (secret) => truncated(`{"access_token":"${secret}"`)],
    ['in a status line', (secret) => statusLine(secret)],
    ['in what is no HTTP', (secret) => noHttp(secret)],
  ]
  const ways: readonly (readonly [string, TokenClientOptions])[] = [
    ['secret in the form', {}],
    ['secret in the header', { clientAuthentication: 'basic' }],
  ]
  for (const [way, options] of ways) {
    for (const [name, echo] of echoes) {
      it(`${way}: ${name}`, async () => {
        await using server = await tokenEndpoint()
        for (const index of options.clientAuthentication === 'basic' ? [0, 3] : [0, 1]) {
          server.answer((asked) => echo(secretsOf(asked)[index] ?? assert.fail()))
          const tokens = clientOf(server, options)
          const failure = await failureOf(tokens.getAccessTokenForConnection({ ...calendar, accessToken }))
          assertSilent(failure, [accessToken, ...server.asked.flatMap(secretsOf)])
        }
      })
    }
  }

  it('nor what was asked for by whom', async () => {
    await using server = await tokenEndpoint()
    server.answer(() => refusal('invalid_request', 400, {}, 'alice@shop.example has no account'))
    const request = { ...calendar, accessToken, loginHint: 'hint-of-alice' }
    const failure = await failureOf(clientOf(server).getAccessTokenForConnection(request))
    assertSilent(failure, ['hint-of-alice', 'alice@shop.example'])
  })

  it('nor a parameter of a profile, which may be a secret', async () => {
    await using server = await tokenEndpoint()
    server.answer(() => refusal('pin-of-the-card-4711'))
    const request = { ...profile, pin: 'pin-of-the-card-4711' }
    assertSilent(await failureOf(clientOf(server).getTokenByExchangeProfile(request)), [request.pin])
  })

  it('nor what was given by mistake', async () => {
    await using server = await tokenEndpoint()
    const tokens = clientOf(server)
    const failures = [
      await failureOf(tokens.getAccessTokenForConnection({ ...calendar, accessToken: `Bearer ${accessToken}` })),
      await failureOf(tokens.getAccessTokenForConnection({ ...calendar, connection: ` ${accessToken}` })),
      await failureOf(tokens.getTokenByExchangeProfile({ ...profile, subjectTokenType: accessToken })),
      await failureOf(tokens.getTokenByExchangeProfile({ ...profile, extra: { accessToken } })),
    ]
    for (const failure of failures) assertSilent(failure, [accessToken])
  })
})

describe('X-18 a secret is in nothing that can be printed', () => {
  it('of the client', async () => {
    await using server = await tokenEndpoint()
    for (const options of [{}, { clientAuthentication: 'basic' }] satisfies TokenClientOptions[]) {
      const tokens: StandaloneTokenClient = clientOf(server, options)
      const { accessToken } = await tokens.getAccessTokenForConnection(calendar)
      assertUnsaid(printed(tokens), [clientSecret, accessToken, calendar.accessToken])
    }
  })

  it('of its errors, where nobody answers', async () => {
    await using server = await tokenEndpoint()
    const hows: readonly Telling[] = [() => reset, () => drip(20), () => status(500), () => refusal('invalid_client')]
    for (const how of hows) {
      server.answer(how)
      const tokens = clientOf(server, { timeoutMs: 100 })
      assertSilent(await failureOf(tokens.getAccessTokenForConnection(calendar)), [calendar.accessToken])
    }
    await server.stop()
    const tokens = clientOf(server)
    assertSilent(await failureOf(tokens.getAccessTokenForConnection(calendar)), [calendar.accessToken])
  })

  it('of a private key', async () => {
    await using server = await tokenEndpoint()
    const secret = 'what the vault said of its secret'
    const tokens = clientOf(server, {
      privateKey: () => {
        throw new Error(secret)
      },
    })
    const failure = await failureOf(tokens.getAccessTokenForConnection(calendar))
    assert.equal(failure.code, 'client.key')
    assertUnsaid([failure.message, JSON.stringify(failure)], [secret])
    assert.match(`${failure.cause}`, new RegExp(secret), "what the function of the owner threw is the owner's to see")
  })
})

describe('the codes', () => {
  for (const [code, says] of Object.entries(tokenClientErrorCodes)) {
    it(`${code} says something of its own`, () => {
      assert.match(code, /^(?:client|request|connection|subject|exchange|upstream)\.[a-z_]+$/)
      assert.match(says, /^[A-Z][ -~]*[^.]$/)
    })
  }

  it('are a field of the error beside its message, also in JSON', () => {
    const failure = new TokenClientError('upstream.timeout', { status: 504, connection: 'github' })
    assert.deepEqual(JSON.parse(JSON.stringify(failure)), {
      name: 'TokenClientError',
      code: 'upstream.timeout',
      message: 'The authorisation server did not answer in time.',
      status: 504,
      reconnectRequired: false,
      connection: 'github',
    })
  })
})

/** Wherever a log, a debugger or an error page would find it. */
function printed(value: unknown): readonly string[] {
  const deep = inspect(value, { depth: Infinity, showHidden: true, getters: true })
  return [deep, inspect(value), JSON.stringify(value) ?? '', `${value}`]
}

/** The error, and what caused it, hold none of the secrets, of the client or others. */
function assertSilent(failure: TokenClientError, secrets: readonly string[]): void {
  const all = [...secrets, clientSecret, Buffer.from(`${clientId}:${clientSecret}`).toString('base64'), '<html']
  for (let link: unknown = failure; link !== undefined; link = link instanceof Error ? link.cause : undefined) {
    const { message, stack } = link instanceof Error ? link : { message: '', stack: '' }
    assertUnsaid([...printed(link), message, stack ?? ''], all)
  }
}

/** Not even a part of one that would be of use. */
function assertUnsaid(texts: readonly string[], secrets: readonly string[]): void {
  for (const secret of secrets.filter((one) => one !== '')) {
    for (const part of [secret.slice(0, 18), secret.slice(-18)]) {
      for (const said of texts) assert.ok(!said.includes(part), `${part} is in ${said}`)
    }
  }
}

function page(code: number, secret: string): RequestListener {
  return (request, response) => {
    response.statusCode = code
    text(`<html>${secret}</html>`, 'text/html')(request, response)
  }
}

function statusLine(secret: string): RequestListener {
  return (_, response) => void response.writeHead(400, secret.slice(0, 200)).end()
}

function noHttp(secret: string): RequestListener {
  return ({ socket }) => void socket.end(`${secret}\r\n\r\n`)
}
