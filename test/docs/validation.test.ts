import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { validationTitles } from '../../src/express/validation/answers.ts'

describe('docs/validation.md', () => {
  it('lists every answer', () => {
    const page = readFileSync(new URL('../../docs/validation.md', import.meta.url), 'utf8')
    const listed = [...page.matchAll(/^\| \d{3} +\| `(\w+)` +\|/gm)].map(([, error]) => error)
    assert.deepEqual(listed.sort(), Object.keys(validationTitles).sort())
  })
})
