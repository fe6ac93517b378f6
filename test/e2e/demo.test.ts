import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Started, startExample } from '../examples/started.ts'
import { openChromium, openTab, withoutChromium } from './chromium.ts'
import { assertTries, execute, logOut, openDocs } from './docs-page.ts'
import { beginLogin, logInAs } from './login-dialog.ts'

describe('the demo, as its people see it', { skip: withoutChromium }, () => {
  let browser: Browser
  let demo: Started
  let url = ''
  before(async () => {
    browser = await openChromium()
    demo = await startExample('demo', (output) => output.match(/curl/g)?.length === 3)
    url = /listens on (\S+)/.exec(demo.output)?.[1] ?? ''
  })
  after(async () => {
    await browser.close()
    demo[Symbol.dispose]()
  })

  const shown = (page: Page, operation: string) =>
    page.locator(`[id$="-${operation}"] .live-responses-table .response .response-col_description`).textContent()

  it('says who may do what, and why not', async () => {
    await using context = await browser.newContext()
    await using tab = await openTab(context, url)
    const { page } = tab
    await openDocs(page, `${url}/docs`)
    await assertTries(page, 'listOrders', 401)
    await assertTries(page, 'readMenu', 200)

    await logInAs(page, 'Robin')
    await assertTries(page, 'listOrders', 200)
    await assertTries(page, 'createOrder', 403)
    assert.match((await shown(page, 'createOrder')) ?? '', /insufficient_scope.*scope="write:orders"/)
    const words = page.locator('[id$="-createOrder"] .opblock-description')
    assert.match((await words.textContent()) ?? '', /Needs a token \(auth0\) with the scope write:orders/)

    await logOut(page, 'auth0')
    await assertTries(page, 'listOrders', 401)
    await logInAs(page, 'Wren')
    assert.deepEqual((await execute(page, 'createOrder')).status, 201)
    assert.match((await execute(page, 'readCaller')).body, /"sub": "wren"/)
  })

  it('asks who it is each time, and takes nobody else', async () => {
    await using context = await browser.newContext()
    await using tab = await openTab(context, url)
    await openDocs(tab.page, `${url}/docs`)
    await logInAs(tab.page, 'Wren')
    await logOut(tab.page, 'auth0')
    const popup = await beginLogin(tab.page)
    await popup.locator('h1', { hasText: 'Who are you?' }).waitFor()
    const answer = await popup.request.post(popup.url(), { form: { person: 'nobody' } })
    assert.match(await answer.text(), /Who are you\?/)
    assert.equal((await popup.request.get(`${new URL(popup.url()).origin}/interaction/none`)).status(), 400)
  })
})
