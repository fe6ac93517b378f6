import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Table, toMarkdown } from './table.ts'

/** Everything that one run has found. */
interface Results {
  readonly machine: string
  /** Of what was measured, by the name of the package. */
  readonly versions: Readonly<Record<string, string>>
  readonly tables: readonly Table[]
}

const folder = new URL('results/', import.meta.url)

/** Writes `bench.md` and `bench.json`, and says where they are. */
export async function writeResults(results: Results): Promise<string> {
  await mkdir(folder, { recursive: true })
  const { machine, versions, tables } = results
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const text = [machine, `Packages: ${packages.join(', ')}`, '', ...tables.map(toMarkdown)].join('\n')
  const markdown = new URL('bench.md', folder)
  const json = new URL('bench.json', folder)
  await writeFile(markdown, text)
  await writeFile(json, `${JSON.stringify({ date: new Date().toISOString(), ...results }, null, 2)}\n`)
  return `${fileURLToPath(markdown)}\n${fileURLToPath(json)}`
}
