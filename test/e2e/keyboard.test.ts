import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { startExample } from '../examples/started.ts'
import { openChromium, withoutChromium } from './chromium.ts'
import { openDocs } from './docs-page.ts'

describe('the documentation without a mouse', { skip: withoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await openChromium()
  })
  after(() => browser.close())

  /** Presses Tab until something whose name or text begins so has the focus, which has to be seen on the screen. */
  async function tabTo(page: Page, name: RegExp): Promise<void> {
    const passed: string[] = []
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab')
      const focused: { name: string; seen: boolean } = await page.evaluate(describeFocus)
      passed.push(focused.name)
      if (!name.test(focused.name)) continue
      assert.ok(focused.seen, `${focused.name} is seen`)
      return
    }
    assert.fail(`Tab never came to ${name}: ${passed.join(' | ')}`)
  }

  it('logs in, tries an operation out and logs out with keys alone', async () => {
    using demo = await startExample('demo', (output) => output.match(/curl/g)?.length === 3)
    const [, url = ''] = /listens on (\S+)/.exec(demo.output) ?? []
    await using context = await browser.newContext()
    const page = await context.newPage()
    await openDocs(page, `${url}/docs`)

    await tabTo(page, /^Authorize/)
    await page.keyboard.press('Enter')
    await page.locator('.login').waitFor()
    await tabTo(page, /^write:orders/)
    await page.keyboard.press('Space')
    await tabTo(page, /^Log in/)
    const opened = context.waitForEvent('page')
    await page.keyboard.press('Enter')
    const popup = await opened
    await popup.locator('h1').waitFor()
    const closed = popup.waitForEvent('close')
    await tabTo(popup, /^Robin/)
    await popup.keyboard.press('Enter')
    await closed
    await page.locator('.login h6', { hasText: 'Authorized' }).waitFor()
    await tabTo(page, /^Close/)
    await page.keyboard.press('Enter')

    await tabTo(page, /GET.*\/orders/)
    await page.keyboard.press('Enter')
    // The operation is drawn once more when its references are resolved, and takes no key that is pressed before.
    await page.locator('.opblock.is-open .opblock-description').waitFor()
    await page.locator('.opblock.is-open .responses-table .response-col_status', { hasText: '503' }).waitFor()
    await tabTo(page, /^Execute/)
    await page.keyboard.press('Enter')
    const status = page.locator('.live-responses-table .response .response-col_status')
    assert.match((await status.textContent()) ?? '', /^200/)

    await page.keyboard.press('Control+Home')
    await page.evaluate('document.activeElement.blur()')
    await tabTo(page, /^Authorize/)
    await page.keyboard.press('Enter')
    await tabTo(page, /^Logout/)
    await page.keyboard.press('Enter')
    await page.locator('.login button', { hasText: 'Log in' }).waitFor()
  })
})

/** Text for the page: what has the focus, and whether it is in sight and marked. */
const describeFocus = `(() => {
  const focused = document.activeElement
  const { width, height } = focused.getBoundingClientRect()
  const style = getComputedStyle(focused)
  const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
  const words = focused.labels?.[0]?.textContent ?? focused.getAttribute('aria-label') ?? focused.textContent
  const name = (words + ' ' + (focused.getAttribute('name') ?? '')).trim().replace(/\\s+/g, ' ')
  return { name, seen: width > 0 && height > 0 && marked }
})()`
