import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { reasonPage, withTables } from '../../scripts/write-reason-page.ts'
import { answers } from '../../src/decision/answers.ts'
import { reasons } from '../../src/decision/reasons.ts'

const page = readFileSync(reasonPage, 'utf8')

describe('docs/reasons.md', () => {
  it('has the tables of the code; if not, run scripts/write-reason-page.ts', () => {
    assert.equal(page, withTables(page))
  })

  it('names each reason and each answer in a row of its own', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'))
    const named = rows.map((row) => row.split('`')[1])
    assert.deepEqual(named, [...Object.keys(answers), ...Object.keys(reasons)])
  })
})

describe('the sentences of the reasons', () => {
  for (const [reason, { sentence }] of Object.entries(reasons)) {
    it(`${reason} is told in printable ASCII that breaks no table and no log line`, () => {
      assert.match(sentence, /^[A-Z][ -{}~]*[.?]$/)
    })
  }
})
