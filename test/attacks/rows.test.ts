import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { inPart, notYet } from './not-yet.ts'

const cases = new URL('../../../shared/security-cases.md', import.meta.url)
const skip = existsSync(cases) ? false : 'the shared folder with the security cases is not there'

/** The sections whose rows are tests so far; `N` holds rows of several letters. */
const sections = ['H', 'S', 'K', 'C', 'J', 'D', 'I', 'O', 'P', 'M', 'N', 'Q', 'R', 'T', 'L', 'X', 'U']
/** Rows of section N that are counted with the faults. */
const elsewhere = /^F-/

describe('rows of the security cases', () => {
  it('each is a test by its id, or listed with its reason', { skip }, () => {
    const tests = sourcesOf(new URL('../', import.meta.url))
    const missing = rowsOf(readFileSync(cases, 'utf8')).filter((id) => !(id in notYet) && !tests.includes(id))
    assert.deepEqual(missing, [])
  })

  it('what is listed is no row that is gone', { skip }, () => {
    const text = readFileSync(cases, 'utf8')
    for (const id of Object.keys({ ...notYet, ...inPart })) assert.ok(text.includes(`| ${id} |`), id)
  })
})

/** Faults of issuers, of introspection, of token endpoints, of stores and of documents. */
const faults = /^F-(?:[0-3]\d|4[01])$/

function rowsOf(text: string): readonly string[] {
  return [...sectionRows(text), ...faultRows(text)]
}

function faultRows(text: string): readonly string[] {
  const ids = [...text.matchAll(/^\| (F-\d+) \|/gm)].map(([, id = '']) => id)
  return ids.filter((id) => faults.test(id))
}

function sectionRows(text: string): readonly string[] {
  return text.split(/^### /m).flatMap((section) => {
    const letter = /^([A-Z]): /.exec(section)?.[1] ?? ''
    if (!sections.includes(letter)) return []
    const ids = [...section.matchAll(/^\| ([A-Z]-\d+b?) \|/gm)].map(([, id = '']) => id)
    return ids.filter((id) => !elsewhere.test(id))
  })
}

/** The text of all tests but this folder's list. */
function sourcesOf(folder: URL): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sources = names.filter(
    (name) => name.endsWith('.ts') && !name.endsWith('not-yet.ts') && !name.includes('packages'),
  )
  return sources.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
}
