import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { createTokenClient, type TokenClientOptions } from '../../src/token-client.ts'
import { endless, hang, hangInBody, json, metadataPath, status, text, truncated } from '../jwt/misbehaving-issuer.ts'
import { makeIdentity } from '../schemes/certificates.ts'
import { type FormRequest, readFormRequest } from '../support/form-request.ts'
import { success, tokenPath } from '../support/token-endpoint.ts'
import { calendar, clientId, clientSecret, outcomeOf } from './asking.ts'

const authority = await makeIdentity('/CN=localhost')
const client = await makeIdentity('/CN=shop')
const { fingerprint256 } = new X509Certificate(client.cert)
const clientCertificate = { cert: client.cert, key: client.key, ca: authority.cert }

/** An authorisation server that wants certificates, and what it was asked and shown. */
interface CertifiedEndpoint extends AsyncDisposable {
  readonly issuer: string
  readonly asked: { readonly form: FormRequest; readonly shown: string | undefined }[]
  /** How many connections were made. */
  connections(): number
  answer(how: RequestListener): void
  alias(endpoint: string): void
}

async function certifiedEndpoint(options: ServerOptions = {}): Promise<CertifiedEndpoint> {
  const asked: { form: FormRequest; shown: string | undefined }[] = []
  let how: RequestListener = json(success())
  let aliases: object = {}
  let connections = 0
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === metadataPath) {
      return json({ issuer, token_endpoint: `${origin}${tokenPath}`, ...aliases })(request, response)
    }
    const shown = (request.socket as TLSSocket).getPeerX509Certificate()?.fingerprint256
    asked.push({ form: await readFormRequest(request), shown })
    how(request, response)
  }
  const wanted = { requestCert: true, rejectUnauthorized: true, ca: client.cert }
  const server = createServer(
    { key: authority.key, cert: authority.cert, ...wanted, ...options },
    (request, response) => {
      void handle(request, response)
    },
  )
  server.on('secureConnection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer = `${origin}/`
  return {
    issuer,
    asked,
    connections: () => connections,
    answer(told) {
      how = told
    },
    alias(endpoint) {
      aliases = { mtls_endpoint_aliases: { token_endpoint: endpoint } }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const certifiedClient = ({ issuer }: CertifiedEndpoint, options: TokenClientOptions = {}) =>
  createTokenClient({ issuer, clientId, clientCertificate, ...options }, {})

describe('a certificate says who the client is', () => {
  it('without any secret', async () => {
    await using server = await certifiedEndpoint()
    const { accessToken } = await certifiedClient(server).getAccessTokenForConnection(calendar)
    assert.equal(accessToken, 'given')
    const [{ form, shown } = assert.fail()] = server.asked
    assert.equal(shown, fingerprint256)
    assert.equal(form.contentType, 'application/x-www-form-urlencoded;charset=UTF-8')
    assert.deepEqual([form.accept, form.authorization], ['application/json', undefined])
    assert.deepEqual(
      form.form.map(([name]) => name),
      ['connection', 'subject_token', 'subject_token_type', 'requested_token_type', 'grant_type', 'client_id'],
    )
  })

  it('beside a secret, which goes as it always does', async () => {
    await using server = await certifiedEndpoint()
    await certifiedClient(server, { clientSecret }).getAccessTokenForConnection(calendar)
    const [{ form, shown } = assert.fail()] = server.asked
    assert.equal(shown, fingerprint256)
    assert.deepEqual(form.form.at(-1), ['client_secret', clientSecret])
  })

  it('with a key that has a passphrase', async () => {
    await using server = await certifiedEndpoint()
    const passphrase = 'open sesame'
    const pem = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const
    const key = String(createPrivateKey(client.key).export(pem))
    const tokens = certifiedClient(server, { clientCertificate: { ...clientCertificate, key, passphrase } })
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
  })

  it('on connections that are used again', async () => {
    await using server = await certifiedEndpoint()
    const tokens = certifiedClient(server)
    for (const accessToken of ['a', 'b', 'c']) await tokens.getAccessTokenForConnection({ ...calendar, accessToken })
    assert.deepEqual([server.asked.length, server.connections()], [3, 1])
  })
})

describe('the endpoint for clients with a certificate', () => {
  it('is the one that the metadata names for them', async () => {
    await using server = await certifiedEndpoint()
    await using other = await certifiedEndpoint()
    server.alias(`${other.issuer}mtls/token`)
    assert.equal(await outcomeOf(certifiedClient(server).getAccessTokenForConnection(calendar)), 'ok')
    assert.deepEqual([server.asked.length, other.asked.length], [0, 1])
    assert.equal(other.asked[0]?.form.url, '/mtls/token')
  })

  it('is that of the options where they name one', async () => {
    await using server = await certifiedEndpoint()
    await using other = await certifiedEndpoint()
    server.alias(`${other.issuer}mtls/token`)
    const tokens = certifiedClient(server, { tokenEndpoint: `${server.issuer}mine` })
    await tokens.getAccessTokenForConnection(calendar)
    assert.deepEqual([server.asked[0]?.form.url, other.asked.length], ['/mine', 0])
  })
})

describe('neither token nor secret are sent', () => {
  it('to a server that nobody vouches for', async () => {
    await using server = await certifiedEndpoint()
    const { cert, key } = clientCertificate
    const tokens = certifiedClient(server, { clientCertificate: { cert, key }, tokenEndpoint: `${server.issuer}a` })
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'upstream.unavailable')
    assert.deepEqual(server.asked, [])
  })

  it('to a server that another authority vouches for than the one that is named', async () => {
    await using server = await certifiedEndpoint()
    const named = { ...clientCertificate, ca: client.cert }
    const tokens = certifiedClient(server, { clientCertificate: named, tokenEndpoint: `${server.issuer}a` })
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'upstream.unavailable')
    assert.deepEqual(server.asked, [])
  })

  it('by a certificate that the server does not know', async () => {
    await using server = await certifiedEndpoint({ ca: authority.cert })
    const tokens = certifiedClient(server, { tokenEndpoint: `${server.issuer}a` })
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'upstream.unavailable')
    assert.deepEqual(server.asked, [])
  })

  it('X-04 to where a redirect points', async () => {
    await using server = await certifiedEndpoint()
    await using other = await certifiedEndpoint()
    server.answer(status(307, { location: `${other.issuer}a` }))
    assert.equal(await outcomeOf(certifiedClient(server).getAccessTokenForConnection(calendar)), 'upstream.malformed')
    assert.deepEqual([server.asked.length, other.asked.length], [1, 0])
  })
})

describe('by a certificate, too, every odd answer is an error and nothing worse', () => {
  const gzipped = { 'content-encoding': 'gzip' }
  const rows: readonly (readonly [string, RequestListener, string])[] = [
    ['a status without a body', status(204), 'upstream.malformed'],
    ['a status that HTTP does not have', (_, response) => void response.writeHead(999).end(), 'upstream.unavailable'],
    ['a switch of protocols', (_, response) => void response.writeHead(101).end(), 'upstream.unavailable'],
    ['a page', text('<html>', 'text/html'), 'upstream.malformed'],
    ['bytes without end', endless(() => {}), 'upstream.malformed'],
    [
      'what it did not ask for',
      text(gzipSync(JSON.stringify(success())), 'application/json', gzipped),
      'upstream.malformed',
    ],
    ['nothing', hang, 'upstream.timeout'],
    ['half of it', hangInBody, 'upstream.timeout'],
    ['less than was said', truncated('{"access_token":"a"'), 'upstream.unavailable'],
    ['an end of the connection', ({ socket }) => void socket.destroy(), 'upstream.unavailable'],
  ]
  for (const [name, how, code] of rows) {
    it(name, async () => {
      await using server = await certifiedEndpoint()
      const timeoutMs = code === 'upstream.timeout' ? 500 : 10_000
      const tokens = certifiedClient(server, { timeoutMs })
      await tokens.getAccessTokenForConnection({ ...calendar, accessToken: 'the first' })
      server.answer(how)
      assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), code)
      assert.equal(server.asked.length, 2)
    })
  }

  it('and fields that come twice are no trouble', async () => {
    await using server = await certifiedEndpoint()
    server.answer(json(success(), { 'set-cookie': ['a=1', 'b=2'], 'x-odd': 'ÿ' }))
    assert.equal(await outcomeOf(certifiedClient(server).getAccessTokenForConnection(calendar)), 'ok')
  })
})
