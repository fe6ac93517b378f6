import type { Page } from 'playwright-core'
import { logInAt } from './login-server.ts'

/** Begins a login in the dialog, for these scopes or all of them; gives the window with the login page. */
export async function beginLogin(page: Page, scopes?: readonly string[]): Promise<Page> {
  if (!(await page.locator('.login').isVisible())) await page.locator('.scheme-container .authorize').click()
  await page.locator('.login').waitFor()
  for (const box of await page.locator('.login-scope input').all()) {
    const scope = (await box.getAttribute('data-value')) ?? ''
    await box.setChecked(scopes === undefined || scopes.includes(scope))
  }
  const opened = page.context().waitForEvent('page')
  await page.locator('.login button', { hasText: 'Log in' }).click()
  const popup = await opened
  await popup.locator('form').first().waitFor()
  return popup
}

/** Logs in, and closes the dialog. `answer` is what is done in the window. */
export async function logIn(
  page: Page,
  scopes?: readonly string[],
  answer: (popup: Page) => Promise<void> = logInAt,
): Promise<void> {
  const popup = await beginLogin(page, scopes)
  const closed = popup.waitForEvent('close')
  await answer(popup)
  await closed
  await page.locator('.login h6', { hasText: 'Authorized' }).waitFor()
  await page.locator('.login button', { hasText: 'Close' }).click()
}

/** Logs in as one of the two people of the demo. */
export function logInAs(page: Page, name: string): Promise<void> {
  return logIn(page, undefined, (popup) => popup.locator('button', { hasText: name }).click())
}
