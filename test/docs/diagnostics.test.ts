import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { codeTables, diagnosticsPage, withLists } from '../../scripts/write-code-pages.ts'

const page = readFileSync(diagnosticsPage, 'utf8')

describe('docs/diagnostics.md', () => {
  it('has the lists of the code; if not, run scripts/write-code-pages.ts', () => {
    assert.equal(page, withLists(page))
  })

  it('names each code once, in a line of its own', () => {
    const named = page.split('\n').flatMap((line) => /^- `([a-z0-9.-]+)`: [A-Z`].*\.$/.exec(line)?.[1] ?? [])
    assert.deepEqual(named, Object.values(codeTables).flatMap(Object.keys))
    assert.equal(new Set(named).size, named.length)
  })
})
