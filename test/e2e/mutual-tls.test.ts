import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import express from 'express'
import { getAuth, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { createSelfSignedCertificate } from '../jwt/self-signed-certificate.ts'
import { type Identity, makeIdentity } from '../schemes/certificates.ts'
import { documentOf, guarded } from '../support/guarded.ts'
import { versions } from '../support/versions.ts'

const server = await makeIdentity('/CN=localhost')
const stock = await makeIdentity('/CN=stock')
const stranger = await makeIdentity('/CN=stranger')
const thumbprint = new X509Certificate(stock.cert).fingerprint256

const document = documentOf(
  { '/a': { get: { security: [{ mtls: [] }] } } },
  { components: { securitySchemes: { mtls: { type: 'mutualTLS' } } } },
)
const trusted = [{ name: 'stock', thumbprint }]

interface Call {
  readonly client?: Identity
  readonly headers?: Record<string, string>
}

/** Status and text of GET /a. */
async function call(port: number, { client, headers = {} }: Call = {}): Promise<string> {
  const tls = { ca: server.cert, servername: 'localhost', agent: false as const }
  const sent = request({
    port,
    path: '/a',
    headers,
    ...tls,
    ...(client && { key: client.key, cert: client.cert }),
  }).end()
  const [answer] = await once(sent, 'response')
  const text = (await answer.setEncoding('utf8').toArray()).join('')
  return answer.statusCode === 200 ? `200 ${text}` : `${answer.statusCode} ${answer.headers['www-authenticate']}`
}

/** A server that asks for certificates, knows the one of `stock`, and hangs up on nobody. */
async function listenWithTls(app: express.Express, options: object = {}) {
  const tls = { key: server.key, cert: server.cert, ca: [stock.cert], requestCert: true, rejectUnauthorized: false }
  const listening = createServer({ ...tls, ...options }, app).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  return {
    port,
    async [Symbol.asyncDispose]() {
      listening.close()
      listening.closeAllConnections()
    },
  }
}

async function tlsApp(version: (typeof versions)[number]['express'] = express, before?: express.RequestHandler) {
  const gate = await portcullis(document, { schemes: { mtls: { trusted } }, env: {}, docs: false, log: false })
  const app = version()
  if (before !== undefined) app.use(before)
  gate.mount(app)
  app.get('/a', (req, res) => void res.send(getAuth(req).schemes.mtls?.name))
  return app
}

describe('a certificate that comes with everything', () => {
  it('H-31 does not spoil another credential, and H-32 serves no other site', async () => {
    const paths = { '/a': { post: { security: [{ auth0: [] }, { mtls: [] }] } } }
    const securitySchemes = { auth0: { type: 'http', scheme: 'bearer' }, mtls: { type: 'mutualTLS' } }
    const issuer = await createTestIssuer()
    const schemes = { auth0: issuer.scheme, mtls: { trusted } }
    const gate = await portcullis(documentOf(paths, { components: { securitySchemes } }), {
      schemes,
      env: {},
      log: false,
    })
    const statusOf = async ({ cert }: Identity, headers: Record<string, string>) => {
      const peerCertificate = { raw: new X509Certificate(cert).raw, authorized: true }
      const decision = await gate.decide({ method: 'POST', target: '/a', headers, peerCertificate })
      return decision.allowed ? 200 : decision.status
    }
    const authorization = `Bearer ${await issuer.token()}`
    const elsewhere = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    assert.equal(await statusOf(stranger, { authorization }), 200)
    assert.equal(await statusOf(stock, {}), 200)
    assert.equal(await statusOf(stock, elsewhere), 403)
    assert.equal(await statusOf(stock, { ...elsewhere, authorization }), 200)
    await gate.close()
  })
})

const challenge = '401 Certificate realm="api"'
const refused = `${challenge}, error="invalid_token"`

describe('certificates of a TLS server', () => {
  for (const { name, express: version } of versions) {
    it(`I-19 names who is authorised, and nobody else: ${name}`, async () => {
      await using listening = await listenWithTls(await tlsApp(version))
      assert.equal(await call(listening.port, { client: stock }), '200 stock')
      assert.equal(await call(listening.port), challenge)
      assert.equal(await call(listening.port, { client: stranger }), challenge)
    })
  }

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`I-19 a resumed session is what it was: ${version}`, async () => {
      await using listening = await listenWithTls(await tlsApp(), { maxVersion: version })
      for (const [client, status] of [
        [stock, '200'],
        [stranger, '401'],
        [undefined, '401'],
      ] as const) {
        const first = await speak(listening.port, client, undefined)
        const second = await speak(listening.port, client, first.session)
        assert.deepEqual([first.status, second.status, second.reused], [status, status, true])
      }
    })
  }
})

describe('a client that renegotiates', () => {
  it('I-19 is nobody with a certificate that TLS refuses the second time', async () => {
    // What a client may do with another certificate, done with one whose time ends between the two handshakes.
    const brief = createSelfSignedCertificate(new Date(Date.now() - 60_000), new Date(Date.now() + 2000))
    let release = (): void => {}
    const app = await tlsApp(express, (req, _res, next) => {
      if (req.headers['x-hold'] === undefined) next()
      else release = next
    })
    await using listening = await listenWithTls(app, { ca: [brief.cert], maxVersion: 'TLSv1.2' })
    const socket = connect({ port: listening.port, ca: server.cert, servername: 'localhost', ...brief })
    await once(socket, 'secureConnect')
    const ask = async (line = ''): Promise<string> => {
      socket.write(`GET /a HTTP/1.1\r\nHost: localhost\r\n${line}\r\n`)
      const [answer] = await once(socket, 'data')
      return `401 ${/^www-authenticate: (.*)$/im.exec(String(answer))?.[1]}`
    }
    const first = await ask()
    assert.ok(first.startsWith(refused), first)
    await wait(3000)
    const held = ask('X-Hold: 1\r\n')
    await new Promise<void>((resolve, reject) => {
      socket.renegotiate({ rejectUnauthorized: true }, (error) => (error === null ? resolve() : reject(error)))
    })
    release()
    // What the second handshake brings is nothing of a request that was there before it.
    assert.equal(await held, first)
    assert.equal(await ask(), challenge)
    socket.destroy()
  })
})

/** One request over a connection of its own, with the session of another. */
async function speak(port: number, client: Identity | undefined, session: Buffer | undefined) {
  const identity = client && { key: client.key, cert: client.cert }
  const socket: TLSSocket = connect({
    port,
    ca: server.cert,
    servername: 'localhost',
    ...identity,
    ...(session && { session }),
  })
  let newest: Buffer | undefined
  let reused = false
  socket.on('secureConnect', () => {
    reused = socket.isSessionReused()
  })
  socket.on('session', (given: Buffer) => {
    newest = given
  })
  socket.write('GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const text = (await socket.setEncoding('utf8').toArray()).join('')
  return { status: text.slice(9, 12), session: newest, reused }
}

const noNginx = spawnSync('nginx', ['-v']).error === undefined ? false : 'nginx is not installed'

describe('certificates behind nginx', { skip: noNginx }, () => {
  it('I-17 counts what nginx saw, and never what a client wrote', async () => {
    const proxy = { addresses: ['127.0.0.1'], header: 'X-Client-Cert', format: 'nginx' as const }
    await using app = await guarded(express, {
      document,
      options: { schemes: { mtls: { trusted, proxy } } },
      routes: (router) => void router.get('/a', (req, res) => void res.send(getAuth(req).schemes.mtls?.name)),
    })
    await using nginx = await startNginx(app.port)
    const forged = { 'X-Client-Cert': encodeURIComponent(stock.cert) }
    assert.equal(await call(nginx.port, { client: stock }), '200 stock')
    assert.equal(await call(nginx.port), challenge)
    assert.equal(await call(nginx.port, { headers: forged }), challenge)
    const known = await call(nginx.port, { client: stranger, headers: forged })
    assert.ok(known.startsWith(refused), known)
  })
})

/** nginx in front of a port of this machine, in a folder of its own. */
async function startNginx(upstream: number) {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-nginx-'))
  const port = await freePort()
  const clients = join(folder, 'clients.pem')
  await writeFile(clients, stock.cert + stranger.cert)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  )
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log stderr error; worker_processes 1; events {}
    http {
      access_log off; ${temporary.join(' ')}
      server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate ${server.certFile}; ssl_certificate_key ${server.keyFile};
        ssl_client_certificate ${clients}; ssl_verify_client optional;
        location / {
          proxy_pass http://127.0.0.1:${upstream};
          proxy_set_header X-Client-Cert $ssl_client_escaped_cert;
        }
      }
    }`,
  )
  // As root its workers would be another user's, who cannot read the folder.
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : []
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', ...user], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await untilOpen(port)
  return {
    port,
    async [Symbol.asyncDispose]() {
      const ended = once(nginx, 'exit')
      nginx.kill()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createTcpServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  return port
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answered = await call(port).then(
      () => true,
      () => false,
    )
    if (answered) return
    await wait(50)
  }
  throw new Error('nginx does not answer')
}
