// What the test issuer's token endpoint takes, asked by hand.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import { createTestIssuer, type TestConnection } from '../../src/testing/index.ts'
import { type Answer, get } from '../support/listening.ts'

const started = createTestIssuer({ listen: true, algorithm: 'ES256' })
after(async () => (await started).close())

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const connectionTokenType = 'http://auth0.com/oauth/token-type/federated-connection-access-token'

type Form = Record<string, string | undefined>

const client: Form = { client_id: 'me', client_secret: 'any secret' }

const connectionForm: Form = {
  grant_type: 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token',
  subject_token_type: accessTokenType,
  requested_token_type: connectionTokenType,
  connection: 'google-oauth2',
}

const behalfForm: Form = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: accessTokenType,
  audience: 'https://other.test',
}

/** Encodes what is given; what is undefined is left out. */
function encode(form: Form): string {
  const given = Object.entries(form).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  )
  return new URLSearchParams(given).toString()
}

async function send(body: string, headers: Record<string, string> = {}, method = 'POST'): Promise<Answer> {
  const { issuer } = await started
  const metadata = JSON.parse((await get(`${issuer}.well-known/openid-configuration`)).text) as Record<string, string>
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return get(`${metadata.token_endpoint}`, {
    method,
    headers: { ...type, ...headers },
    ...(method === 'POST' && { body }),
  })
}

/** Exchanges a good token of the issuer, with changes. */
async function exchange(form: Form, headers?: Record<string, string>): Promise<Answer> {
  const subject_token = await (await started).token({ sub: 'ann' })
  return send(encode({ subject_token, ...client, ...form }), headers)
}

function basic(pair: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

/** Status and error of a refusal. */
function refusal({ status, text }: Answer): string {
  return `${status} ${(JSON.parse(text) as { error: string }).error}`
}

describe('the token endpoint of a test issuer', () => {
  it('answers a connection as Auth0 does', async () => {
    const issuer = await started
    issuer.connections({ 'google-oauth2': { accessToken: 'google-token', scope: 'calendar' } })
    const { status, headers, text } = await exchange(connectionForm)
    assert.deepEqual([status, headers.get('cache-control')], [200, 'no-store'])
    assert.deepEqual(JSON.parse(text), {
      access_token: 'google-token',
      scope: 'calendar',
      expires_in: 3600,
      issued_token_type: connectionTokenType,
      token_type: 'Bearer',
    })
  })

  it('replaces the answers when it is told others', async () => {
    const issuer = await started
    issuer.connections({ 'google-oauth2': 'google-token' })
    issuer.connections({ github: 'github-token' })
    const notFound = '401 federated_connection_refresh_token_not_found'
    assert.equal(refusal(await exchange(connectionForm)), notFound)
    assert.equal((await exchange({ ...connectionForm, connection: 'github' })).status, 200)
    assert.equal(refusal(await exchange({ ...connectionForm, connection: 'constructor' })), notFound)
  })

  const refusals: readonly (readonly [TestConnection, string])[] = [
    [{ error: 'federated_connection_refresh_token_flow_failed' }, '401 federated_connection_refresh_token_flow_failed'],
    [{ error: 'user_not_found' }, '401 user_not_found'],
    [{ error: 'access_denied' }, '400 access_denied'],
    [{ error: 'access_denied', status: 403 }, '403 access_denied'],
    [{ status: 503 }, '503 undefined'],
  ]
  for (const [answer, expected] of refusals) {
    it(`answers ${expected} for ${JSON.stringify(answer)}`, async () => {
      const issuer = await started
      issuer.connections({ 'google-oauth2': answer })
      assert.equal(refusal(await exchange(connectionForm)), expected)
    })
  }

  it('gives a token on behalf of the caller, with whoever acted before inside who acts', async () => {
    const issuer = await started
    const first = await issuer.token({ sub: 'ann', claims: { act: { sub: 'portal' } } })
    const { status, text } = await exchange({ ...behalfForm, subject_token: first, requested_token_type: '' })
    const { access_token, ...rest } = JSON.parse(text) as { access_token: string }
    const { sub, aud, act, scope } = decodeJwt(access_token)
    assert.deepEqual([status, sub, aud, scope], [200, 'ann', 'https://other.test', undefined])
    assert.deepEqual(act, { sub: 'me', act: { sub: 'portal' } })
    assert.deepEqual(rest, { expires_in: 3600, issued_token_type: accessTokenType, token_type: 'Bearer' })
  })

  const clients: readonly (readonly [string, Form, Record<string, string>, string])[] = [
    ['a secret in the body', client, {}, 'me'],
    ['an assertion', { client_id: 'me', client_assertion: 'a.b.c' }, {}, 'me'],
    ['Basic', {}, basic('me:secret'), 'me'],
    ['Basic with the same id in the body', { client_id: 'me' }, basic('me:secret'), 'me'],
    ['Basic that is form-encoded', {}, basic('a%3Ab+c:secret'), 'a:b c'],
    ['Basic that is not', {}, basic('50%:secret'), '50%'],
  ]
  const nobody: Form = { client_id: undefined, client_secret: undefined }
  const assertion: Form = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' }
  for (const [what, form, headers, id] of clients) {
    it(`knows a client by ${what}`, async () => {
      const issuer = await started
      const more = form.client_assertion === undefined ? {} : assertion
      assert.equal((await exchange({ ...behalfForm, ...nobody, ...form, ...more }, headers)).status, 200)
      assert.equal(issuer.exchanges().at(-1)?.clientId, id)
    })
  }

  const strangers: readonly (readonly [string, Form, Record<string, string>, string])[] = [
    ['nobody', {}, {}, '401 invalid_client'],
    ['an id alone', { client_id: 'me' }, {}, '401 invalid_client'],
    ['a secret alone', { client_secret: 'secret' }, {}, '401 invalid_client'],
    ['Basic without a secret', {}, basic('me:'), '401 invalid_client'],
    ['another word than Basic', { client_id: 'me' }, { authorization: 'Bearer abc' }, '401 invalid_client'],
    ['two clients', { client_id: 'you' }, basic('me:secret'), '400 invalid_request'],
    ['a secret twice', client, basic('me:secret'), '400 invalid_request'],
    ['an assertion without its type', { client_id: 'me', client_assertion: 'a.b.c' }, {}, '400 invalid_request'],
  ]
  for (const [what, form, headers, expected] of strangers) {
    it(`answers ${expected} to ${what}`, async () => {
      assert.equal(refusal(await exchange({ ...behalfForm, ...nobody, ...form }, headers)), expected)
    })
  }

  const idType = 'urn:ietf:params:oauth:token-type:id_token'
  const wrong: readonly (readonly [string, Form, string])[] = [
    ['no grant', { ...connectionForm, grant_type: undefined }, '400 invalid_request'],
    ['another grant', { ...connectionForm, grant_type: 'client_credentials' }, '400 unsupported_grant_type'],
    ['no subject token', { ...connectionForm, subject_token: '' }, '400 invalid_request'],
    ['no type of the subject token', { ...connectionForm, subject_token_type: undefined }, '400 invalid_request'],
    ['another type of the subject token', { ...behalfForm, subject_token_type: idType }, '400 invalid_request'],
    ['no requested type', { ...connectionForm, requested_token_type: undefined }, '400 invalid_request'],
    ['another requested type', { ...connectionForm, requested_token_type: accessTokenType }, '400 invalid_request'],
    ['another requested type on behalf', { ...behalfForm, requested_token_type: idType }, '400 invalid_request'],
    ['no connection', { ...connectionForm, connection: undefined }, '400 invalid_request'],
    ['no audience', { ...behalfForm, audience: undefined }, '400 invalid_request'],
    ['what is no token', { ...behalfForm, subject_token: 'opaque' }, '401 invalid_request'],
  ]
  for (const [what, form, expected] of wrong) {
    it(`answers ${expected} to ${what}`, async () => {
      const before = (await started).exchanges().length
      assert.equal(refusal(await exchange(form)), expected)
      assert.equal((await started).exchanges().length, before)
    })
  }

  it('takes only tokens of its own that are valid now', async () => {
    const issuer = await started
    const another = await createTestIssuer({ algorithm: 'ES256' })
    const tokens = [
      await issuer.token({ expiresIn: -60 }),
      await issuer.token({ sub: undefined }),
      await issuer.token({ claims: { iss: another.issuer } }),
      await another.token({ claims: { iss: issuer.issuer } }),
      `${(await issuer.token()).slice(0, -8)}AAAAAAAA`,
    ]
    const answers = await Promise.all(tokens.map((subject_token) => exchange({ ...behalfForm, subject_token })))
    assert.deepEqual(new Set(answers.map(refusal)), new Set(['401 invalid_request']))
  })

  it('takes a token of the key before, and none of the key before that', async () => {
    const issuer = await started
    const form = { ...behalfForm, subject_token: await issuer.token() }
    await issuer.rotate()
    assert.equal((await exchange(form)).status, 200)
    await issuer.rotate()
    assert.equal(refusal(await exchange(form)), '401 invalid_request')
  })

  it('takes POST and a form alone, once each parameter, and not more than it can use', async () => {
    const good = encode({ ...behalfForm, ...client, subject_token: await (await started).token() })
    const get = await send('', {}, 'GET')
    assert.deepEqual([get.status, get.headers.get('allow')], [405, 'POST'])
    assert.equal(refusal(await send('{}', { 'content-type': 'application/json' })), '400 invalid_request')
    assert.equal(refusal(await send(`${good}&audience=b`)), '400 invalid_request')
    assert.equal(refusal(await send(`${good}&more=${'a'.repeat(1024 * 1024)}`)), '413 invalid_request')
    const type = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
    assert.equal((await send(good, type)).status, 200)
  })

  const noAnswers: readonly unknown[] = [
    undefined,
    null,
    7,
    '',
    'two words',
    [],
    {},
    { accesToken: 'a' },
    { accessToken: 7 },
    { accessToken: 'a', access_token: 'a' },
    { accessToken: 'a', expiresIn: '60' },
    { accessToken: 'a', scope: ['b'] },
    { accessToken: 'a', error: 'access_denied' },
    { error: '' },
    { error: 'access_denied', status: 200 },
    { status: 200 },
    { status: 503, retryAfter: 'soon' },
    { retryAfter: 5 },
    { fail: 'explode' },
    { fail: 'hang', status: 503 },
  ]
  for (const value of noAnswers) {
    it(`does not take ${JSON.stringify(value)} for an answer`, async () => {
      const issuer = await started
      assert.throws(
        () => issuer.connections(Object({ 'google-oauth2': value })),
        /^TypeError: connections: what "google-oauth2" has is no answer\. It may be: a text .*, no-keys; or a function/,
      )
    })
  }

  it('lives on after a target that is none', async () => {
    const { port } = new URL((await started).issuer)
    for (const target of ['//', 'http://[', '/\\']) {
      const socket = connect(Number(port), '127.0.0.1').end(
        `GET ${target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
      )
      socket.resume()
      await once(socket, 'close')
    }
    assert.equal((await get(`${(await started).issuer}nothing`)).status, 404)
  })

  it('keeps its answers where one of the new ones is none, or no object is given', async () => {
    const issuer = await started
    issuer.connections({ 'google-oauth2': 'google-token' })
    assert.throws(() => issuer.connections(Object({ 'google-oauth2': 'other', github: 5 })), /"github"/)
    assert.throws(() => issuer.connections(Object([])), /an object of answers by connection/)
    assert.equal(JSON.parse((await exchange(connectionForm)).text).access_token, 'google-token')
  })

  it('says nothing of a client that leaves, and hears none after it is closed', async (context) => {
    const issuer = await createTestIssuer({ listen: true, algorithm: 'ES256' })
    const warn = context.mock.method(process, 'emitWarning', () => {})
    const socket = connect(Number(new URL(issuer.issuer).port), '127.0.0.1')
    const head = 'POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n'
    socket.write(`${head}Expect: 100-continue\r\nContent-Length: 10\r\n\r\n`)
    // The server is at it.
    assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 100 /)
    socket.write('a=b')
    socket.destroy()
    await issuer.close()
    await assert.rejects(fetch(issuer.issuer))
    await setImmediate()
    assert.equal(warn.mock.callCount(), 0)
  })
})
