import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** Opens the documentation, and waits until it shows its operations. */
export async function openDocs(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('.opblock').first().waitFor()
}

/** Pastes a credential into the Authorize dialog. */
export async function authorize(page: Page, scheme: string, credential: string): Promise<void> {
  await page.locator('.scheme-container .authorize').click()
  const form = schemeForm(page, scheme)
  await form.locator('input').fill(credential)
  await form.locator('button', { hasText: 'Authorize' }).click()
  await form.locator('button', { hasText: 'Close' }).click()
}

export async function logOut(page: Page, scheme: string): Promise<void> {
  await page.locator('.scheme-container .authorize').click()
  const form = schemeForm(page, scheme)
  await form.locator('button', { hasText: 'Logout' }).click()
  await form.locator('button', { hasText: 'Close' }).click()
}

function schemeForm(page: Page, scheme: string) {
  return page.locator('.auth-container', { has: page.locator('h4 code', { hasText: new RegExp(`^${scheme}$`) }) })
}

/** Tries an operation out; gives the status and the body that the page shows. */
export async function execute(page: Page, operationId: string): Promise<{ status: number; body: string }> {
  const operation = page.locator(`[id$="-${operationId}"].opblock`)
  if (!(await operation.getAttribute('class'))?.includes('is-open')) await operation.locator('.opblock-summary').click()
  const clear = operation.locator('.btn-clear')
  if (await clear.isVisible()) await clear.click()
  await operation.locator('.execute').click()
  const answer = operation.locator('.live-responses-table .response').first()
  await answer.waitFor()
  const status = await answer.locator('.response-col_status').textContent()
  const body = await answer.locator('.highlight-code code').first().textContent()
  return { status: Number.parseInt(status ?? '', 10), body: body ?? '' }
}

export async function assertTries(page: Page, operationId: string, status: number): Promise<void> {
  assert.equal((await execute(page, operationId)).status, status)
}

/** Everything that the browser keeps for the page's origin. */
export function keptBy(page: Page): Promise<{ session: string[]; local: string[]; cookie: string }> {
  // A text, since the test's own compiler would put its names into a function.
  return page.evaluate(
    '({ session: Object.values(sessionStorage), local: Object.values(localStorage), cookie: document.cookie })',
  )
}
