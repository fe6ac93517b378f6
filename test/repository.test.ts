// What docs/architecture.md promises of the sources, held against the sources.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

const root = new URL('..', import.meta.url)

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** An import or a re-export. `from` is as it is written, or the path from src/ where it is one of our own files. */
interface Import {
  readonly from: string
  readonly own: boolean
  /** No trace of it is left when it runs. */
  readonly typeOnly: boolean
}

interface SourceFile {
  /** From src/: `policy/types.ts`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

function readSources(): readonly SourceFile[] {
  const paths = readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
  return paths
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const text = read(`src/${path}`)
      return { path, text, imports: parseImports(path, text) }
    })
}

/** Statements begin at the margin, as the formatter has it; `import('…')` may stand anywhere. */
function parseImports(path: string, text: string): readonly Import[] {
  const found = text.matchAll(/^(?:import|export)( type)?\b(?:[^;']*? from)? '([^']+)'|\bimport\('([^']+)'\)/gm)
  return [...found].map(([, type, named, called]) => {
    const from = named ?? called ?? ''
    const own = from.startsWith('.')
    const target = new URL(from, `file:///${path}`).pathname.slice(1)
    return { from: own ? target : from, own, typeOnly: type !== undefined }
  })
}

/** The folder of src/ that a file stands in, or `gate.ts` for what stands beside them and puts them together. */
function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : 'gate.ts'
}

/** As the page has it, and the testing kit above everything: nothing of ours may need it. */
function readOrder(): readonly string[] {
  const page = read('docs/architecture.md').replace(/\s+/g, ' ')
  const [, list] = /The order, lowest first: ([^.]+), `gate\.ts`\./.exec(page) ?? []
  assert.ok(list, 'docs/architecture.md has no order of the rooms')
  return [...list.split(', '), 'gate.ts', 'testing']
}

const sources = readSources()
const order = readOrder()

/** Every import that a rule forbids, as `file → what it imports`. */
function importsThat(forbidden: (one: Import, file: SourceFile) => boolean): readonly string[] {
  return sources.flatMap((file) =>
    file.imports.filter((one) => forbidden(one, file)).map(({ from }) => `${file.path} → ${from}`),
  )
}

function filesThat(forbidden: (file: SourceFile) => boolean): readonly string[] {
  return sources.filter(forbidden).map(({ path }) => path)
}

describe('the house', () => {
  it('has the rooms that docs/architecture.md tells of', () => {
    const rooms = [...new Set(sources.map(({ path }) => roomOf(path)))]
    assert.deepEqual(rooms.sort(), [...order].sort())
    const page = read('docs/architecture.md')
    for (const room of order.filter((name) => name !== 'gate.ts')) assert.ok(page.includes(`\n| \`${room}/\``), room)
  })

  it('has imports that the rules below can be held against', () => {
    const own = sources.flatMap(({ imports }) => imports.filter((one) => one.own))
    assert.ok(own.length > sources.length, `${own.length} imports in ${sources.length} files`)
    const unknown = importsThat(({ own, from }) => own && !sources.some(({ path }) => path === from))
    assert.deepEqual(unknown, [])
  })

  it('never imports from a higher room', () => {
    const height = (path: string): number => order.indexOf(roomOf(path))
    assert.deepEqual(
      importsThat(({ own, from }, { path }) => own && height(from) > height(path)),
      [],
    )
  })

  it('knows Express in one room, and only its types', () => {
    const beside = importsThat(
      ({ from }, { path }) => from === 'express' && !['express', 'gate', 'gate.ts'].includes(roomOf(path)),
    )
    const values = importsThat(({ from, typeOnly }) => from === 'express' && !typeOnly)
    assert.deepEqual([beside, values], [[], []])
  })

  it('has a token client that needs neither Express nor a gate', () => {
    const needed = new Set(['token-client.ts'])
    for (const path of needed) {
      const { imports = [] } = sources.find((file) => file.path === path) ?? {}
      for (const { own, from, typeOnly } of imports) if (own && !typeOnly) needed.add(from)
    }
    const foreign = [...needed].filter(
      (path) => path === 'gate.ts' || ['express', 'enforcement', 'gate'].includes(roomOf(path)),
    )
    assert.ok(needed.has('token-client/token-endpoint.ts'))
    assert.deepEqual(foreign, [])
  })

  it('does no input or output, and reads no clock, in the pure rooms', () => {
    const pure = ({ path }: SourceFile): boolean => ['policy', 'routing', 'decision'].includes(roomOf(path))
    const outside = /^node:(?!util$|buffer$)/
    const clock = /\b(?:Date\.now|new Date\(\)|performance\.|process\.|setTimeout|setInterval|Math\.random|fetch\()/
    const reaching = importsThat(({ from, typeOnly }, file) => pure(file) && !typeOnly && outside.test(from))
    const calling = filesThat((file) => pure(file) && clock.test(file.text))
    assert.deepEqual([reaching, calling], [[], []])
  })
})

describe('the sources', () => {
  it('await nothing at the top level, so that CommonJS can require them', () => {
    assert.deepEqual(
      filesThat(({ text }) => /^(?![\s/*])(?!.*\basync\b).*\bawait\b/m.test(text)),
      [],
    )
  })

  it('have no file over 300 lines', () => {
    assert.deepEqual(
      filesThat(({ text }) => text.split('\n').length > 301),
      [],
    )
  })

  it('name no place of the machine they were written on', () => {
    assert.deepEqual(
      filesThat(({ text }) => /(?<![\w.}])\/(?:work|tmp|root|home|Users)\//.test(text)),
      [],
    )
  })
})

describe('package-lock.json', () => {
  it('names no registry', () => {
    const [found] = /"resolved":.*|"https?:.*\.tgz"/.exec(read('package-lock.json')) ?? []
    assert.equal(found, undefined)
  })
})
