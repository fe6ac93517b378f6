import { request } from 'node:http'
import express from 'express'
import type { Browser } from 'playwright-core'
import { type DocsOptions, portcullis } from '../../src/index.ts'
import { type Listening, listening } from '../support/listening.ts'
import { openTab, type Tab } from './chromium.ts'
import { type LoginServer, startLoginServer } from './login-server.ts'

export const audience = 'https://orders.example/api'

const responses = { 200: { description: 'As asked for' } }

interface Scheme {
  readonly type: string
  readonly [field: string]: unknown
}

const oauth2: Scheme = {
  type: 'oauth2',
  description: 'Staff accounts.',
  flows: {
    authorizationCode: {
      authorizationUrl: 'https://elsewhere.example/authorize',
      tokenUrl: 'https://elsewhere.example/token',
      scopes: { 'read:orders': 'See orders', 'write:orders': 'Add orders', 'unused:scope': 'Nothing' },
    },
  },
}
export const bearer: Scheme = { type: 'http', scheme: 'bearer' }
export const openIdConnect: Scheme = { type: 'openIdConnect', openIdConnectUrl: 'https://elsewhere.example/metadata' }

function documentOf(scheme: Scheme, prefix: string): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    servers: [{ url: `${prefix}/v1` }],
    paths: {
      '/orders': {
        get: { operationId: 'listOrders', security: [{ staff: ['read:orders'] }], responses },
        post: { operationId: 'addOrder', security: [{ staff: ['write:orders'] }], responses },
      },
    },
    components: { securitySchemes: { staff: scheme } },
  }
}

/** Where and how the API, its documentation and the provider are served. */
export interface Served {
  readonly headers?: Readonly<Record<string, string>>
  readonly loginHeaders?: Readonly<Record<string, string>>
  /** A path of the application above the gate. */
  readonly prefix?: string
  /** What a proxy in front takes away. */
  readonly stripped?: string
  readonly scheme?: Scheme
  readonly cors?: boolean
  /** How long tokens are good for, to the second. */
  readonly tokenSeconds?: number
  /** Beside the client. */
  readonly docs?: DocsOptions
}

export interface ApiWithLogin extends AsyncDisposable {
  readonly login: LoginServer
  /** Below it stands `/docs`, as people see it. */
  readonly url: string
  tab(): Promise<Tab>
}

/** An API with its documentation, and the provider that its people log in at. */
export async function serveWithLogin(browser: Browser, served: Served = {}): Promise<ApiWithLogin> {
  const {
    headers = {},
    loginHeaders = {},
    prefix = '',
    stripped = '',
    scheme = oauth2,
    cors = true,
    docs = {},
    tokenSeconds = 300,
  } = served
  const app = express()
  const outer = express()
  outer.use(prefix === '' ? '/' : prefix, app)
  const server = await listening(outer)
  const front = await proxyTo(server, stripped)
  const url = `${front.url}${stripped}${prefix}`
  const login = await startLoginServer({
    audience,
    scope: 'read:orders write:orders unused:scope',
    redirectUris: [`${url}/docs/oauth2-redirect.html`],
    headers: loginHeaders,
    cors,
    tokenSeconds,
  })
  app.use((_req, res, next) => next(void res.set(headers)))
  const gate = await portcullis(documentOf(scheme, prefix), {
    schemes: { staff: { issuer: login.issuer, audience, clockTolerance: 0 } },
    docs: { clientId: login.clientId, ...docs },
    env: { NODE_ENV: 'test' },
    log: () => undefined,
  })
  gate.mount(app)
  app.get('/v1/orders', (_req, res) => void res.json({ orders: [1, 2] }))
  app.post('/v1/orders', (_req, res) => void res.json({ added: true }))
  const context = await browser.newContext()
  // The provider's page asks for a font, which nobody needs.
  await context.route(/googleapis/, (route) => route.abort().catch(() => undefined))
  return {
    login,
    url,
    tab: () => openTab(context, front.url),
    async [Symbol.asyncDispose]() {
      await context.close()
      await gate.close()
      await front[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await login[Symbol.asyncDispose]()
    },
  }
}

/** A proxy that takes `prefix` away from every path, and serves nothing else. */
function proxyTo(server: Listening, prefix: string): Promise<Listening> {
  return listening((req, res) => {
    const { method, headers, url = '' } = req
    const path = url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : '/not-here'
    const forwarded = request({ port: server.port, host: '127.0.0.1', path, method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    req.pipe(forwarded)
  })
}
