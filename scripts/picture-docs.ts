// Makes the README's picture of the documentation page: `npm run picture`. It starts the demo, logs in as Robin, who may only
// read, and tries to order something.

import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openChromium } from '../test/e2e/chromium.ts'
import { execute, openDocs } from '../test/e2e/docs-page.ts'
import { logInAs } from '../test/e2e/login-dialog.ts'
import { startExample } from '../test/examples/started.ts'

const pictures = new URL('../docs/pictures/', import.meta.url)
const path = fileURLToPath(new URL('documentation-page.png', pictures))

using demo = await startExample('demo', (output) => output.match(/curl/g)?.length === 3)
const [, url = ''] = /listens on (\S+)/.exec(demo.output) ?? []
const browser = await openChromium()
const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, bypassCSP: true })
await openDocs(page, `${url}/docs`)
await logInAs(page, 'Robin')
await execute(page, 'createOrder')
const operation = page.locator('[id$="-createOrder"]')
// A short body needs no long box.
await page.addStyleTag({ content: '.swagger-ui .body-param__text { height: 72px; min-height: 72px }' })
await page.evaluate('scrollTo(0, 0)')
const top = await operation.boundingBox()
const answer = await operation.locator('.live-responses-table').boundingBox()
if (top === null || answer === null) throw new Error('the page shows no answer')
await mkdir(pictures, { recursive: true })
const { x, y, width } = top
await page.screenshot({ path, fullPage: true, clip: { x, y, width, height: answer.y + answer.height - y } })
await browser.close()
console.log(path)
