import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import express, { type Express } from 'express'
import type { Browser, BrowserContext } from 'playwright-core'
import { type Gate, type GateOptions, portcullis } from '../../src/index.ts'
import { createTestIssuer, type TestIssuer } from '../../src/testing/index.ts'
import { type Listening, listening } from '../support/listening.ts'
import { openChromium, openTab, type Tab, withoutChromium } from './chromium.ts'
import { assertTries, authorize, execute, keptBy, logOut, openDocs } from './docs-page.ts'
import { helmetHeaders } from './helmet-headers.ts'

/** Orders behind scopes, a stock behind a key, and an address that leads nowhere. */
function documentOf(title: string, base: string, openapi = '3.1.0'): object {
  const responses = { 200: { description: 'As asked for' } }
  return {
    openapi,
    info: { title, version: '1.0.0' },
    servers: [{ url: `https://api.internal.example${base}` }],
    security: [{ auth0: [] }],
    paths: {
      '/orders': {
        get: { operationId: 'listOrders', security: [{ auth0: ['read:orders'] }], responses },
        post: { operationId: 'addOrder', security: [{ auth0: ['write:orders'] }], responses },
      },
      '/stock': { get: { operationId: 'readStock', security: [{ key: [] }], responses } },
    },
    components: {
      securitySchemes: {
        auth0: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'https://tenant.example/authorize',
              tokenUrl: 'https://tenant.example/token',
              scopes: { 'read:orders': 'See orders', 'write:orders': 'Add orders' },
            },
          },
        },
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      },
    },
  }
}

const key = 'the-key-of-the-warehouse'

describe('the documentation in a browser', { skip: withoutChromium }, () => {
  let browser: Browser
  /** Tabs share it, as those of one person do. */
  let context: BrowserContext
  let server: Listening
  let issuer: TestIssuer
  const gates: Gate[] = []
  before(async () => {
    browser = await openChromium()
    context = await browser.newContext()
    issuer = await createTestIssuer()
    server = await serve()
  })
  after(async () => {
    await browser.close()
    await server[Symbol.asyncDispose]()
    for (const gate of gates) await gate.close()
  })

  const mount = async (app: Express, document: object, options: GateOptions = {}): Promise<void> => {
    const gate = await portcullis(document, {
      schemes: { ...issuer.schemes, key: { keys: [{ name: 'warehouse', key }] } },
      env: { NODE_ENV: 'test' },
      log: () => undefined,
      ...options,
    })
    gates.push(gate.mount(app))
  }
  const routesUnder = (app: Express, base: string): void => {
    app.get(`${base}/orders`, (_req, res) => void res.json({ orders: [1, 2] }))
    app.post(`${base}/orders`, (_req, res) => void res.json({ added: true }))
    app.get(`${base}/stock`, (_req, res) => void res.json({ stock: 3 }))
  }
  /** An API under /v1 behind a gate, with headers like helmet's in front of it. */
  const serve = async (document = documentOf('Orders', '/v1'), options: GateOptions = {}): Promise<Listening> => {
    const app = express()
    app.use((_req, res, next) => next(void res.set(helmetHeaders)))
    await mount(app, document, options)
    routesUnder(app, '/v1')
    return listening(app)
  }
  const newTab = (origin: string): Promise<Tab> => openTab(context, origin)
  /** Chromium tells answers of 4xx as errors; those were asked for. */
  const faultsOf = (tab: Tab): string[] =>
    tab.faults.filter((fault) => !/server responded with .* of 40[13]/.test(fault))

  it('U-10: takes a pasted token, keeps it over a reload, and forgets it on log out', async () => {
    await using tab = await newTab(server.url)
    await openDocs(tab.page, `${server.url}/docs`)
    assert.equal(await tab.page.title(), 'Orders')
    await assertTries(tab.page, 'listOrders', 401)

    await authorize(tab.page, 'auth0', await issuer.token({ scope: 'read:orders' }))
    assert.deepEqual(await execute(tab.page, 'listOrders'), {
      status: 200,
      body: '{\n  "orders": [\n    1,\n    2\n  ]\n}',
    })
    await assertTries(tab.page, 'addOrder', 403)

    await tab.page.reload()
    await assertTries(tab.page, 'listOrders', 200)
    const kept = await keptBy(tab.page)
    assert.equal(kept.session.length, 1)
    assert.deepEqual([kept.local, kept.cookie], [[], ''])

    await logOut(tab.page, 'auth0')
    await assertTries(tab.page, 'listOrders', 401)
    assert.deepEqual(await keptBy(tab.page), { session: [], local: [], cookie: '' })
    await tab.page.reload()
    await assertTries(tab.page, 'listOrders', 401)
    assert.deepEqual(faultsOf(tab), [])
  })

  it('keeps a token for one tab', async () => {
    await using tab = await newTab(server.url)
    await openDocs(tab.page, `${server.url}/docs/`)
    await authorize(tab.page, 'auth0', await issuer.token({ scope: 'read:orders' }))
    await using other = await newTab(server.url)
    await openDocs(other.page, `${server.url}/docs/`)
    await assertTries(other.page, 'listOrders', 401)
    await assertTries(tab.page, 'listOrders', 200)
  })

  it('takes a token with the word Bearer and blanks around it', async () => {
    await using tab = await newTab(server.url)
    await openDocs(tab.page, `${server.url}/docs/`)
    await authorize(tab.page, 'auth0', `  Bearer ${await issuer.token({ scope: 'read:orders' })} `)
    await assertTries(tab.page, 'listOrders', 200)
  })

  it('takes an API key, beside a token', async () => {
    await using tab = await newTab(server.url)
    await openDocs(tab.page, `${server.url}/docs/`)
    await authorize(tab.page, 'key', key)
    await authorize(tab.page, 'auth0', await issuer.token({ scope: 'write:orders' }))
    await tab.page.reload()
    await assertTries(tab.page, 'readStock', 200)
    await assertTries(tab.page, 'addOrder', 200)
    await logOut(tab.page, 'key')
    await assertTries(tab.page, 'readStock', 401)
    await assertTries(tab.page, 'addOrder', 200)
    assert.deepEqual(faultsOf(tab), [])
  })

  it('U-11: asks for its own files and nothing else', async () => {
    await using tab = await newTab(server.url)
    await openDocs(tab.page, `${server.url}/docs/`)
    const names = [
      '',
      'favicon-32x32.png',
      'openapi.json',
      'page.css',
      'page.js',
      'swagger-ui-bundle.js',
      'swagger-ui.css',
    ]
    assert.deepEqual(
      [...tab.requests].sort(),
      names.map((name) => `GET ${server.url}/docs/${name}`),
    )
    assert.deepEqual(tab.faults, [])
  })

  it('U-01: shows no document that the address names', async () => {
    await using tab = await newTab(server.url)
    const other = encodeURIComponent(`${server.url}/v1/other.json`)
    await openDocs(tab.page, `${server.url}/docs/?url=${other}&configUrl=${other}&urls.primaryName=x&spec={}#/default`)
    assert.equal(await tab.page.title(), 'Orders')
    assert.ok(!tab.requests.some((request) => request.endsWith('/other.json')))
  })

  it('U-16: shows two documents of one application each at its place, each with its own token', async () => {
    const app = express()
    await mount(app, documentOf('Orders', '/v1'))
    await mount(app, documentOf('Archive', '/archive'))
    routesUnder(app, '/v1')
    routesUnder(app, '/archive')
    await using server = await listening(app)
    await using tab = await newTab(server.url)
    await openDocs(tab.page, `${server.url}/docs`)
    await authorize(tab.page, 'auth0', await issuer.token({ scope: 'read:orders' }))
    await openDocs(tab.page, `${server.url}/archive/docs`)
    assert.equal(await tab.page.title(), 'Archive')
    await assertTries(tab.page, 'listOrders', 401)
    assert.ok(tab.requests.includes(`GET ${server.url}/archive/orders`))
    await openDocs(tab.page, `${server.url}/docs`)
    assert.equal(await tab.page.title(), 'Orders')
    await assertTries(tab.page, 'listOrders', 200)
    assert.deepEqual(faultsOf(tab), [])
  })

  it('works behind a proxy that strips a prefix', async () => {
    await using proxy = await listening((req, res) => {
      const path = req.url?.startsWith('/shop/') ? req.url.slice('/shop'.length) : '/not-of-the-shop'
      const { method, headers } = req
      const forwarded = request({ port: server.port, host: '127.0.0.1', path, method, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      })
      req.pipe(forwarded)
    })
    await using tab = await newTab(proxy.url)
    await openDocs(tab.page, `${proxy.url}/shop/docs`)
    await authorize(tab.page, 'auth0', await issuer.token({ scope: 'read:orders' }))
    await assertTries(tab.page, 'listOrders', 200)
    assert.ok(tab.requests.includes(`GET ${proxy.url}/shop/v1/orders`))
    assert.deepEqual(faultsOf(tab), [])
  })

  it('shows a document that is served elsewhere, under a title of its own', async () => {
    await using server = await serve(documentOf('Orders', '/v1'), {
      docs: { path: '/internal/reference', documentPath: '/orders.json', title: 'Orders & more' },
    })
    await using tab = await newTab(server.url)
    await openDocs(tab.page, `${server.url}/internal/reference`)
    assert.equal(await tab.page.title(), 'Orders & more')
    await authorize(tab.page, 'auth0', await issuer.token({ scope: 'read:orders' }))
    await assertTries(tab.page, 'listOrders', 200)
    assert.equal((await fetch(`${server.url}/orders.json`)).status, 200)
  })

  for (const { version, base } of [
    { version: '3.0.3', base: '/v1' },
    { version: '3.2.0', base: '/v1' },
  ]) {
    it(`shows OpenAPI ${version}`, async () => {
      await using server = await serve(documentOf('Orders', base, version))
      await using tab = await newTab(server.url)
      await openDocs(tab.page, `${server.url}/docs`)
      await authorize(tab.page, 'auth0', await issuer.token({ scope: 'read:orders' }))
      await assertTries(tab.page, 'listOrders', 200)
      assert.deepEqual(faultsOf(tab), [])
    })
  }

  it('tries operations of an API at the root', async () => {
    const app = express()
    await mount(app, documentOf('Orders', ''))
    routesUnder(app, '')
    await using server = await listening(app)
    await using tab = await newTab(server.url)
    await openDocs(tab.page, `${server.url}/docs`)
    await authorize(tab.page, 'auth0', await issuer.token({ scope: 'read:orders' }))
    await assertTries(tab.page, 'listOrders', 200)
    assert.ok(tab.requests.includes(`GET ${server.url}/orders`))
  })

  it('cannot be framed', async () => {
    await using frame = await listening((_req, res) => {
      res.setHeader('Content-Type', 'text/html').end(`<iframe src="${server.url}/docs/"></iframe>`)
    })
    await using tab = await newTab(frame.url)
    await Promise.all([tab.page.waitForEvent('console'), tab.page.goto(frame.url)])
    assert.match(tab.faults.join('\n'), /frame-ancestors/)
  })
})
