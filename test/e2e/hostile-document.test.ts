import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import type { Browser, Page } from 'playwright-core'
import { createDocs } from '../../src/express/docs/docs.ts'
import { type Document, docsOf, ordersDocument } from '../express/docs/documented.ts'
import { type Listening, listening } from '../support/listening.ts'
import { openChromium, openTab, withoutChromium } from './chromium.ts'
import { openDocs } from './docs-page.ts'

/** Markup that would run, load, send or cover something, were it put into the page as it is. */
const payloads = [
  '<script>alert("script")</script>',
  '<img src="x" onerror="alert(\'error\')">',
  '<svg onload="alert(\'load\')"><set attributeName="onmouseover" to="alert(1)"/></svg>',
  '<a id="link" href="javascript:alert(\'link\')">a link</a>',
  '<a href="\tjava\nscript:alert(1)">a split link</a>',
  '[a Markdown link](javascript:alert("markdown"))',
  '<iframe srcdoc="<script>parent.alert(\'frame\')</script>"></iframe>',
  '<object data="data:text/html,<script>alert(1)</script>"></object><embed src="javascript:alert(1)">',
  '<form action="https://evil.example/"><input name="password" autofocus onfocus="alert(\'focus\')"></form>',
  '<style>* { display: none !important }</style>',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<link rel="stylesheet" href="https://evil.example/style.css">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(`mutated`)&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert("mutated")>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<div style="position:fixed;inset:0;z-index:9999">a cover</div>',
  '<details open ontoggle="alert(\'toggle\')"><summary>more</summary></details>',
]

const markup = payloads.join('\n\n')
const short = "\"><img src=x onerror=alert('short')>"
const link = "javascript:alert('a link of the document')"

/** Every text that a document may hold, as hostile as can be. */
const hostileDocument: Document = {
  openapi: '3.1.0',
  info: {
    title: short,
    version: short,
    summary: markup,
    description: markup,
    termsOfService: link,
    contact: { name: short, url: link, email: `a@b.example?${short}` },
    license: { name: short, url: link },
  },
  externalDocs: { url: link, description: markup },
  tags: [{ name: short, description: markup, externalDocs: { url: link, description: markup } }],
  servers: [{ url: link, description: markup }],
  paths: {
    [`/${short}/{${short}}`]: {
      post: {
        tags: [short],
        operationId: short,
        summary: short,
        description: markup,
        deprecated: true,
        externalDocs: { url: link, description: markup },
        security: [{ [short]: [short] }],
        parameters: [
          {
            name: short,
            in: 'path',
            required: true,
            description: markup,
            schema: { type: 'string', enum: [short], default: short, pattern: short },
            example: short,
          },
          // One by one, since some swallow what comes after them.
          ...payloads.map((description, index) => ({ name: `payload ${index}`, in: 'query', description })),
        ],
        requestBody: {
          description: markup,
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/Thing' }, example: { [short]: markup } },
          },
        },
        responses: {
          200: {
            description: markup,
            headers: { [short]: { description: markup, schema: { type: 'string' } } },
            content: { [`text/html;${short}`]: { schema: { type: 'string', title: short }, example: markup } },
            links: { [short]: { operationId: short, description: markup } },
          },
        },
        callbacks: { [short]: { [short]: { post: { summary: short, description: markup, responses: {} } } } },
      },
    },
  },
  webhooks: { [short]: { post: { summary: short, description: markup, responses: {} } } },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        title: short,
        description: markup,
        externalDocs: { url: link },
        properties: { [short]: { type: 'string', description: markup, example: short } },
      },
    },
    securitySchemes: {
      [short]: {
        type: 'oauth2',
        description: markup,
        flows: { implicit: { authorizationUrl: link, scopes: { [short]: markup } } },
      },
      token: { type: 'openIdConnect', openIdConnectUrl: link, description: markup },
      header: { type: 'apiKey', in: 'header', name: short, description: markup },
    },
  },
}

/** In the page: what could only stand there if the document's markup had been taken for markup. */
const findings = `[
  ...[...document.querySelectorAll('script, iframe, object, embed, base, meta[http-equiv]')]
    .filter((element) => element.closest('body')),
  ...document.querySelectorAll('#swagger-ui style, #swagger-ui link, #swagger-ui form[action], #swagger-ui set'),
  ...[...document.querySelectorAll('#swagger-ui [style]')].filter((element) => element.style.position === 'fixed'),
  ...[...document.querySelectorAll('*')].filter((element) =>
    [...element.attributes].some(({ name, value }) =>
      /^on/i.test(name) || (/^(href|src|action|data|srcdoc|xlink:href)$/i.test(name) && /^\\W*j\\s*a\\s*v\\s*a/i.test(value)))),
].map((element) => element.outerHTML.slice(0, 200))`

describe('U-04: a hostile document', { skip: withoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await openChromium()
  })
  after(() => browser.close())

  const serve = (document: Document): Promise<Listening> => {
    const app = express()
    app.use(createDocs(docsOf(document)))
    app.use((_req, res) => void res.status(404).end())
    return listening(app)
  }
  /** Opens every operation and model, and the Authorize dialog. */
  const openAll = async (page: Page): Promise<void> => {
    const closed = '.opblock:not(.is-open) .opblock-summary-control, .models-control, .json-schema-2020-12-accordion'
    await page.evaluate(`document.querySelectorAll('${closed}').forEach((control) => control.click())`)
    await page.locator('.opblock.is-open .opblock-body').first().waitFor()
    await page.evaluate(`document.querySelectorAll('.json-schema-2020-12-accordion').forEach((one) => one.click())`)
    await page.evaluate(`document.querySelector('.scheme-container .authorize').click()`)
    await page.locator('.auth-container').first().waitFor()
  }

  // Without the policy it is Swagger UI's own cleaning that has to hold, and it has to hold alone.
  for (const bypassCSP of [false, true]) {
    it(`is shown and does nothing, ${bypassCSP ? 'even without' : 'with'} the Content-Security-Policy`, async () => {
      await using server = await serve(hostileDocument)
      await using tab = await openTab(await browser.newContext({ bypassCSP }), server.url)
      await openDocs(tab.page, `${server.url}/docs/`)
      await openAll(tab.page)
      assert.equal(await tab.page.locator('[data-param-in="query"]').count(), payloads.length)
      assert.match((await tab.page.locator('.opblock-body').first().textContent()) ?? '', /a link.*a cover/s)
      assert.deepEqual(await tab.page.evaluate(findings), [])
      // What Swagger UI parses to clean it is held to the policy as well: the browser tells, though nothing would run.
      const faults = tab.faults.filter(
        (fault) => !/^console: .*(?:The action has been blocked|status of 404)/.test(fault),
      )
      assert.deepEqual(faults, [])
    })
  }

  it('loads no image of another host', async () => {
    const description = '![pixel](https://evil.example/pixel.png) <img src="//evil.example/pixel.gif">'
    await using server = await serve({ ...ordersDocument, info: { title: 'Orders', version: '1', description } })
    await using tab = await openTab(await browser.newContext(), server.url)
    await openDocs(tab.page, `${server.url}/docs/`)
    assert.equal(await tab.page.locator('.info img').count(), 2)
    assert.deepEqual(
      tab.faults.filter((fault) => !fault.startsWith('console')),
      ['stopped by the policy: https://evil.example/pixel.png', 'stopped by the policy: http://evil.example/pixel.gif'],
    )
  })
})
