import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Why browser tests are skipped; false where they are not. On CI a missing browser is a failure. */
export const withoutChromium: string | false =
  existsSync(executablePath) || process.env.CI !== undefined
    ? false
    : `no browser at ${executablePath}; scripts/install-test-tools.sh installs Chromium`

/** A browser with a profile of its own, which is empty and goes with it. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** One tab, and everything it did that a documentation page should not do. */
export interface Tab extends AsyncDisposable {
  readonly page: Page
  /** Method and address of every request, in order. */
  readonly requests: readonly string[]
  /** Console errors, violations of the policy among them; exceptions; dialogs; requests to other origins, sent or stopped. */
  readonly faults: readonly string[]
}

/** @param origin The only one that the page may ask. */
export async function openTab(context: BrowserContext, origin: string): Promise<Tab> {
  const page = await context.newPage()
  // A busy machine draws slowly; what never comes is a failure all the same.
  page.setDefaultTimeout(60_000)
  const requests: string[] = []
  const faults: string[] = []
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`))
  const noteElsewhere = (request: Request, how: string): void => {
    const elsewhere = !/^(?:data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin
    if (elsewhere) faults.push(`${how}: ${request.url()}`)
  }
  page.on('requestfinished', (request) => noteElsewhere(request, 'request'))
  page.on('requestfailed', (request) => {
    noteElsewhere(request, request.failure()?.errorText === 'csp' ? 'stopped by the policy' : 'request')
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`))
  page.on('dialog', async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  return { page, requests, faults, [Symbol.asyncDispose]: () => page.close() }
}
