import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { documentCodes } from '../../src/document/codes.ts'

/** Every code that the files of a folder name, except the table itself. */
async function codesIn(folder: URL): Promise<Set<string>> {
  const found = new Set<string>()
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.startsWith('codes.') || !name.endsWith('.ts')) continue
    const text = await readFile(new URL(name, folder), 'utf8')
    for (const [, code] of text.matchAll(/'((?:document|reference|limit)\.[a-z-]+)[' ]/g)) if (code) found.add(code)
  }
  return found
}

describe('every code of the table', () => {
  const table = Object.keys(documentCodes).sort()

  it('is reported by the room, and there is no other', async () => {
    assert.deepEqual([...(await codesIn(new URL('../../src/document/', import.meta.url)))].sort(), table)
  })

  it('has a test that expects it', async () => {
    const tested = await codesIn(new URL('./', import.meta.url))
    assert.deepEqual(
      table.filter((code) => !tested.has(code)),
      [],
    )
  })

  it('has a sentence, and cannot be changed', () => {
    for (const sentence of Object.values(documentCodes)) assert.match(sentence, /^[A-Z].*\.$/)
    assert.ok(Object.isFrozen(documentCodes))
  })
})
