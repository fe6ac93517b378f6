import type { Browser, Page } from 'playwright-core'
import { openChromium } from '../../test/e2e/chromium.ts'
import { cpuOf, messageOf, start } from '../children.ts'
import type { BenchDocument } from '../documents.ts'
import { withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

const contenders: readonly string[] = ['portcullis', 'swagger-ui-express']

/** Of each contender, in turn, each with a server and a browser profile of its own. */
const rounds = 5

/** What one visitor of a page waits for. */
interface Visit {
  readonly seconds: number
  readonly megabytes: number
  readonly serverSeconds: number
}

/** How long it takes until somebody can use the page of a large document. */
export async function measureDocumentation(documents: readonly BenchDocument[]): Promise<Table> {
  const document = documents.find(({ path }) => path.endsWith('.json'))
  if (document === undefined) throw new Error('there is no document to show')
  const browser = await openChromium()
  const visits = new Map<string, Visit[]>(contenders.map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, taken] of visits) taken.push(...(await visitTwice(browser, name, document)))
  }
  await browser.close()
  return {
    title: `Until the documentation of ${document.name} can be used`,
    note:
      'Seconds from the address to the first operation on the page in headless Chromium, what came over the wire, and the CPU ' +
      `seconds of the server: median, lowest and highest of ${rounds} rounds. A second visit comes from the browser's cache.`,
    columns: ['page', 'first visit, s', 'MB', 'server, CPU s', 'second visit, s', 'MB ', 'server, CPU s '],
    rows: [...visits].map(([name, taken]) => [
      name,
      ...cellsOf(everyOther(taken, 0)),
      ...cellsOf(everyOther(taken, 1)),
    ]),
  }
}

async function visitTwice(browser: Browser, name: string, document: BenchDocument): Promise<readonly Visit[]> {
  const server = start('serve-documentation', { parameters: [name, JSON.stringify(document)] })
  const port = await messageOf<number>(server)
  const context = await browser.newContext()
  try {
    const visits: Visit[] = []
    for (const page of [await context.newPage(), await context.newPage()]) {
      const before = await cpuOf(server)
      const visit = await visitPage(page, `http://127.0.0.1:${port}/docs/`)
      visits.push({ ...visit, serverSeconds: ((await cpuOf(server)) - before) / 1e6 })
    }
    return visits
  } finally {
    await context.close()
    server.disconnect()
  }
}

async function visitPage(page: Page, address: string): Promise<Omit<Visit, 'serverSeconds'>> {
  let bytes = 0
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  const began = performance.now()
  await page.goto(address, { timeout: 120_000 })
  await page.locator('.opblock').first().waitFor({ timeout: 120_000 })
  return { seconds: (performance.now() - began) / 1000, megabytes: bytes / 1e6 }
}

function everyOther(visits: readonly Visit[], first: 0 | 1): readonly Visit[] {
  return visits.filter((_, index) => index % 2 === first)
}

function cellsOf(visits: readonly Visit[]): readonly string[] {
  return [
    withSpread(visits.map(({ seconds }) => seconds)),
    withSpread(
      visits.map(({ megabytes }) => megabytes),
      2,
    ),
    withSpread(
      visits.map(({ serverSeconds }) => serverSeconds),
      2,
    ),
  ]
}
