import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { openChromium, type Tab, withoutChromium } from './chromium.ts'
import { assertTries, keptBy, logOut, openDocs } from './docs-page.ts'
import { helmetHeaders } from './helmet-headers.ts'
import { type ApiWithLogin, audience, bearer, openIdConnect, type Served, serveWithLogin } from './login-api.ts'
import { beginLogin, logIn } from './login-dialog.ts'
import { logInAt } from './login-server.ts'

describe('logging in from the documentation', { skip: withoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await openChromium()
  })
  after(() => browser.close())

  const serve = (served?: Served) => serveWithLogin(browser, served)
  const stateOf = (popup: Page, api: ApiWithLogin): string => {
    const asked = api.login.requests.find((request) => request.startsWith('GET /auth?')) ?? ''
    return new URL(asked.slice('GET '.length), popup.url()).searchParams.get('state') ?? ''
  }
  const answerText = (page: Page) => page.locator('.login-answer').textContent()
  /** Chromium tells answers of 4xx as errors; those were asked for, as the token was. */
  const faultsOf = (tab: Tab, api: ApiWithLogin): string[] =>
    tab.faults.filter(
      (fault) => !/server responded with .* of 40[13]/.test(fault) && fault !== `request: ${api.login.issuer}/token`,
    )

  it('gives calls a token with the chosen scopes, which a reload keeps and Log out forgets', async () => {
    await using api = await serve({ headers: helmetHeaders })
    await using tab = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    await assertTries(tab.page, 'listOrders', 401)

    await logIn(tab.page, ['read:orders'])
    await assertTries(tab.page, 'listOrders', 200)
    await assertTries(tab.page, 'addOrder', 403)
    const shown = tab.page.locator('[id$="-addOrder"] .live-responses-table .response .response-col_description')
    assert.match((await shown.textContent()) ?? '', /insufficient_scope.*scope="write:orders"/)

    await tab.page.reload()
    await assertTries(tab.page, 'listOrders', 200)
    const kept = await keptBy(tab.page)
    assert.equal(kept.session.length, 1)
    assert.deepEqual([kept.local, kept.cookie], [[], ''])

    await logOut(tab.page, 'staff')
    await assertTries(tab.page, 'listOrders', 401)
    assert.deepEqual(await keptBy(tab.page), { session: [], local: [], cookie: '' })
    assert.deepEqual(faultsOf(tab, api), [])
  })

  it('goes on with another login when the token is over', async () => {
    await using api = await serve({ tokenSeconds: 4 })
    await using tab = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    await logIn(tab.page)
    await assertTries(tab.page, 'listOrders', 200)
    await setTimeout(4_000)
    await assertTries(tab.page, 'listOrders', 401)
    const shown = tab.page.locator('[id$="-listOrders"] .live-responses-table .response .response-col_description')
    assert.match((await shown.textContent()) ?? '', /error="invalid_token"/)
    await tab.page.reload()
    await assertTries(tab.page, 'listOrders', 401)
    await logOut(tab.page, 'staff')
    await tab.page.context().clearCookies()
    await logIn(tab.page)
    await assertTries(tab.page, 'listOrders', 200)
  })

  it('asks for the scopes that operations use, for the audience, with PKCE, and has no secret', async () => {
    await using api = await serve()
    await using tab = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    await tab.page.locator('.scheme-container .authorize').click()
    assert.deepEqual(await tab.page.locator('.login-scope').allTextContents(), [
      'read:orders See orders',
      'write:orders Add orders',
    ])
    assert.deepEqual(await tab.page.locator('.auth-container input[type=text]').evaluateAll((all) => all.length), 1)
    const popup = await beginLogin(tab.page)
    const asked = api.login.requests.find((request) => request.startsWith('GET /auth?')) ?? ''
    const { state, code_challenge, ...parameters } = Object.fromEntries(new URLSearchParams(asked.split('?')[1]))
    assert.match(state ?? '', /^[0-9a-f]{64}$/)
    assert.match(code_challenge ?? '', /^[\w-]{43}$/)
    assert.deepEqual(parameters, {
      audience,
      resource: audience,
      response_type: 'code',
      client_id: 'documentation',
      redirect_uri: `${api.url}/docs/oauth2-redirect.html`,
      scope: 'read:orders write:orders',
      code_challenge_method: 'S256',
    })
    await logInAt(popup)
    await tab.page.locator('.login h6').waitFor()
    const [form = ''] = api.login.forms
    assert.deepEqual([...new URLSearchParams(form).keys()].sort(), [
      'client_id',
      'code',
      'code_verifier',
      'grant_type',
      'redirect_uri',
      'resource',
    ])
  })

  it('U-12: works where the opener of the login page is cut', async () => {
    await using api = await serve({
      headers: helmetHeaders,
      loginHeaders: { 'Cross-Origin-Opener-Policy': 'same-origin' },
    })
    await using tab = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    const popup = await beginLogin(tab.page)
    assert.equal(await popup.evaluate('window.opener'), null)
    assert.equal(await tab.page.locator('.login .errors').count(), 0)
    await logInAt(popup)
    await tab.page.locator('.login h6', { hasText: 'Authorized' }).waitFor()
    await tab.page.locator('.login button', { hasText: 'Close' }).click()
    await assertTries(tab.page, 'addOrder', 200)
  })

  it('U-12: stops at a state that is not exactly that of the login', async () => {
    await using api = await serve()
    await using tab = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    const popup = await beginLogin(tab.page)
    const state = stateOf(popup, api)
    assert.match(state, /^[0-9a-f]{64}$/)
    for (const query of [
      'code=stolen&state=forged',
      'code=stolen',
      `code=stolen&state=${state.toUpperCase()}x`,
      `code=stolen&state=${state}&state=${state}`,
      `code=stolen&state=forged&state=${state}`,
      `code=<img src=x onerror=alert(1)>&state=<b>`,
    ]) {
      await popup.goto(`${api.url}/docs/oauth2-redirect.html?${query}`)
      assert.match((await answerText(popup)) ?? '', /nothing comes of it/)
      assert.equal(popup.url(), `${api.url}/docs/oauth2-redirect.html`, query)
      assert.equal(await popup.locator('img, b').count(), 0)
    }
    await tab.page.locator('.login button', { hasText: 'Close' }).click()
    await assertTries(tab.page, 'listOrders', 401)
    assert.deepEqual(api.login.forms, [])
    assert.ok(!popup.isClosed())
  })

  it('stops at an answer of another issuer, and tells what an issuer refuses', async () => {
    await using api = await serve()
    await using tab = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    const first = await beginLogin(tab.page)
    const query = new URLSearchParams({ code: 'other', state: stateOf(first, api), iss: 'https://other.example' })
    await first.goto(`${api.url}/docs/oauth2-redirect.html?${query}`).catch(() => undefined)
    await tab.page.locator('.login .errors', { hasText: 'another issuer' }).waitFor()

    const second = await beginLogin(tab.page)
    await second.locator('a', { hasText: 'Cancel' }).click()
    await tab.page.locator('.login .errors', { hasText: 'access_denied' }).waitFor()
    assert.equal(await tab.page.locator('.login .errors').count(), 1)
    assert.deepEqual(api.login.forms, [])
  })

  it('says so where the issuer does not answer the page', async () => {
    await using api = await serve({ cors: false })
    await using tab = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    await logInAt(await beginLogin(tab.page))
    await tab.page.locator('.login .errors', { hasText: 'Failed to fetch' }).waitFor()
  })

  it('is for the tab that began it', async () => {
    await using api = await serve()
    await using tab = await api.tab()
    await using other = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    await openDocs(other.page, `${api.url}/docs`)
    await beginLogin(other.page)
    await logIn(tab.page)
    await assertTries(tab.page, 'listOrders', 200)
    assert.equal(await other.page.locator('.login h6').count(), 0)
    assert.equal(api.login.forms.length, 1)
  })

  it('takes a pasted token in the same dialog, by keyboard, too', async () => {
    await using api = await serve()
    await using tab = await api.tab()
    await openDocs(tab.page, `${api.url}/docs`)
    await logIn(tab.page)
    const [kept = ''] = (await keptBy(tab.page)).session
    const { staff: token } = JSON.parse(kept)
    await logOut(tab.page, 'staff')
    await assertTries(tab.page, 'addOrder', 401)

    await tab.page.locator('.scheme-container .authorize').click()
    await tab.page.locator('.login-paste input').fill(` Bearer ${token} `)
    await tab.page.keyboard.press('Enter')
    await tab.page.locator('.login h6', { hasText: 'Authorized' }).waitFor()
    await tab.page.locator('.login button', { hasText: 'Close' }).click()
    await assertTries(tab.page, 'addOrder', 200)
    await tab.page.reload()
    await assertTries(tab.page, 'addOrder', 200)
  })

  for (const { where, prefix, stripped, scheme } of [
    { where: 'under a path of the application', prefix: '/shop', stripped: '', scheme: bearer },
    { where: 'behind a proxy that strips a prefix', prefix: '', stripped: '/outside', scheme: openIdConnect },
  ]) {
    it(`works ${where}, for a scheme that is ${scheme.type}`, async () => {
      await using api = await serve({ headers: helmetHeaders, prefix, stripped, scheme })
      await using tab = await api.tab()
      await openDocs(tab.page, `${api.url}/docs`)
      await logIn(tab.page)
      await assertTries(tab.page, 'listOrders', 200)
      assert.deepEqual(faultsOf(tab, api), [])
    })
  }
})
