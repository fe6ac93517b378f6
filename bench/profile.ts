import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createTestIssuer, type TestIssuer } from '../src/testing/index.ts'
import { messageOf, start } from './children.ts'
import { bearer, sendRequests } from './load.ts'
import { toMarkdown } from './table.ts'

const requests = 20_000
/** Rows of a table. */
const shown = 25

const folder = fileURLToPath(new URL('results', import.meta.url))

/** What is sent, by the name of the profile. */
const loads: Readonly<Record<string, (issuer: TestIssuer) => Promise<() => string | undefined>>> = {
  hot: async (issuer) => {
    const token = await issuer.token({ scope: 'read:orders' })
    return () => token
  },
  new: async (issuer) => {
    const fresh: string[] = []
    while (fresh.length < requests) fresh.push(await issuer.token({ scope: 'read:orders' }))
    return () => fresh.pop()
  },
  none: async () => () => undefined,
}

/** As Chromium's tools and `node --cpu-prof` have it. */
interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  /** Microseconds. */
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

/** Serves one load under a profiler, and says which functions the time was spent in, without what they called. */
export async function profile(name: string): Promise<void> {
  const load = loads[name]
  if (load === undefined)
    throw new Error(`bench: there is no profile ${name}; there are ${Object.keys(loads).join(', ')}`)
  const issuer = await createTestIssuer({ listen: true })
  const file = { folder, name: `${name}.cpuprofile` }
  const child = start('serve', { parameters: ['portcullis'], env: issuer.env, profile: file })
  const port = await messageOf<number>(child)
  const next = await load(issuer)
  await sendRequests(`http://127.0.0.1:${port}/orders/1`, requests, () => bearer(next()))
  child.disconnect()
  await once(child, 'exit')
  await issuer.close()
  const read: CpuProfile = JSON.parse(await readFile(`${folder}/${file.name}`, 'utf8'))
  for (const by of [placeOf, functionOf]) console.log(toMarkdown(tableOf(name, read, by)))
  console.log(`${folder}/${file.name}`)
}

function tableOf(name: string, { nodes, samples, timeDeltas }: CpuProfile, by: (node: ProfileNode) => string) {
  const names = new Map(nodes.map((node) => [node.id, by(node)]))
  const spent = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const key = names.get(id) ?? ''
    spent.set(key, (spent.get(key) ?? 0) + (timeDeltas[index] ?? 0))
  }
  spent.delete('(idle)')
  const rows = [...spent].toSorted(([, one], [, other]) => other - one).slice(0, shown)
  return {
    title: `Where the time of ${requests.toLocaleString('en')} requests went (${name})`,
    note: 'Microseconds per request, in the function itself.',
    columns: ['where', 'µs'],
    rows: rows.map(([where, time]) => [where, (time / requests).toFixed(2)]),
  }
}

/** The room, or the package. */
function placeOf({ callFrame: { functionName, url } }: ProfileNode): string {
  const [, own] = /compiled\/src\/(\w[\w-]*)/.exec(url) ?? []
  const [, dependency] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url) ?? []
  if (own !== undefined) return `src/${own}`
  return dependency ?? (url.startsWith('node:') ? 'node' : url === '' ? functionName || '(native)' : 'bench')
}

function functionOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  return `${functionName || '(anonymous)'} ${url.replace(/^.*\/(?:compiled|node_modules)\//, '')}:${lineNumber + 1}`
}
