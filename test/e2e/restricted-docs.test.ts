import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openChromium, type Tab, withoutChromium } from './chromium.ts'
import { assertTries, keptBy, logOut } from './docs-page.ts'
import { helmetHeaders } from './helmet-headers.ts'
import { type ApiWithLogin, serveWithLogin } from './login-api.ts'
import { logIn } from './login-dialog.ts'

describe('documentation that not everybody sees', { skip: withoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await openChromium()
  })
  after(() => browser.close())

  const notice = (page: Page) => page.locator('#notice')
  const operations = (page: Page) => page.locator('.opblock-summary-path').allTextContents()
  const faultsOf = (tab: Tab, api: ApiWithLogin): string[] =>
    tab.faults.filter(
      (fault) => !/server responded with .* of 40[13]/.test(fault) && fault !== `request: ${api.login.issuer}/token`,
    )

  it('asks for a login first with docs.security, shows the document then, and forgets it with Log out', async () => {
    await using api = await serveWithLogin(browser, { docs: { security: 'staff' }, headers: helmetHeaders })
    await using tab = await api.tab()
    const { page } = tab
    await page.goto(`${api.url}/docs`)
    await page.locator('.login').waitFor()
    assert.equal(await notice(page).textContent(), 'Log in to see this documentation.')
    assert.equal(await page.locator('.opblock').count(), 0)
    assert.doesNotMatch(await page.content(), /listOrders|\/orders/)
    assert.equal(await page.title(), 'API documentation')

    await logIn(page, ['read:orders'])
    await page.locator('.opblock').first().waitFor()
    assert.ok(await notice(page).isHidden())
    assert.equal(await page.title(), 'Orders')
    await assertTries(page, 'listOrders', 200)
    await assertTries(page, 'addOrder', 403)

    await page.reload()
    await page.locator('.opblock').first().waitFor()
    await assertTries(page, 'listOrders', 200)

    await logOut(page, 'staff')
    await page.locator('.opblock').first().waitFor({ state: 'detached' })
    assert.equal(await notice(page).textContent(), 'Log in to see this documentation.')
    assert.doesNotMatch(await page.content(), /listOrders/)
    assert.deepEqual(await keptBy(page), { session: [], local: [], cookie: '' })
    assert.deepEqual(faultsOf(tab, api), [])
  })

  it('says of a token that is not good that it is none, and takes another', async () => {
    await using api = await serveWithLogin(browser, { docs: { security: 'staff' } })
    await using tab = await api.tab()
    const { page } = tab
    await page.goto(`${api.url}/docs`)
    await page.locator('.login-paste input').fill('garbage')
    await page.keyboard.press('Enter')
    await notice(page).getByText('Your credential is not good for this documentation').waitFor()
    assert.equal(await page.locator('.opblock').count(), 0)
    await page.locator('.login button', { hasText: 'Logout' }).click()
    await notice(page).getByText('Log in to see').waitFor()
    await logIn(page, ['read:orders'])
    await page.locator('.opblock').first().waitFor()
  })

  it('shows what one may call with docs.visibility, and more after a login', async () => {
    await using api = await serveWithLogin(browser, { docs: { visibility: 'permitted' } })
    await using tab = await api.tab()
    const { page } = tab
    await page.goto(`${api.url}/docs`)
    await page.locator('.scheme-container .authorize').waitFor()
    assert.deepEqual(await operations(page), [])
    assert.match((await notice(page).textContent()) ?? '', /everybody may call\. Log in to see/)
    await logIn(page, ['read:orders'])
    await page.locator('.opblock').first().waitFor()
    assert.deepEqual(await page.locator('.opblock-summary-method').allTextContents(), ['GET'])
    await assertTries(page, 'listOrders', 200)
    await page.reload()
    await page.locator('.opblock').first().waitFor()
    await logOut(page, 'staff')
    await page.locator('.opblock').first().waitFor({ state: 'detached' })
    assert.match((await notice(page).textContent()) ?? '', /everybody may call\. Log in to see/)
    assert.deepEqual(faultsOf(tab, api), [])
  })

  it('shows nothing of before where the document cannot be had after a logout', async () => {
    await using api = await serveWithLogin(browser, { docs: { visibility: 'permitted' } })
    await using tab = await api.tab()
    const { page } = tab
    await page.goto(`${api.url}/docs`)
    await logIn(page, ['read:orders'])
    await page.locator('.opblock').first().waitFor()
    await page.route('**/openapi.json', (route) => route.abort().catch(() => undefined))
    await page.locator('.scheme-container .authorize').click()
    await page.locator('.login button', { hasText: 'Logout' }).click()
    await page.locator('.opblock').first().waitFor({ state: 'detached' })
    assert.doesNotMatch(await page.content(), /listOrders/)
  })
})
