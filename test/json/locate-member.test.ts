import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createMemberLocator } from '../../src/json/locate-member.ts'

describe('createMemberLocator', () => {
  const text = '\n{ "a" : {"b\\u0020c": [ 10, {"d": "}"} ]}, "/x~y": null }'
  const rows: readonly [readonly string[], string][] = [
    [[], '{ "a"'],
    [['a'], '"a" :'],
    [['a', 'b c'], '"b\\u0020c"'],
    [['a', 'b c', '0'], '10'],
    [['a', 'b c', '1'], '{"d"'],
    [['a', 'b c', '1', 'd'], '"d"'],
    [['/x~y'], '"/x~y"'],
    [['nowhere'], '{ "a"'],
    [['a', 'nowhere', 'b'], '"a" :'],
    [['a', 'b c', '7'], '"b\\u0020c"'],
    [['/x~y', 'd'], '"/x~y"'],
  ]
  const { locate } = createMemberLocator(text)
  for (const [pointer, start] of rows) {
    it(`finds /${pointer.join('/')}`, () => assert.ok(text.slice(locate(pointer)).startsWith(start)))
  }

  it('agrees with a text that was written with known offsets', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const { text, offsets } = writeWithOffsets(value)
        const { locate } = createMemberLocator(text)
        for (const [pointer, offset] of offsets) assert.equal(locate(pointer), offset)
      }),
      { numRuns: 500 },
    )
  })

  it('finds every one of many members in time that grows with the text', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `/path/${index}`)
    const text = JSON.stringify({ paths: Object.fromEntries(names.map((name) => [name, { get: {} }])) })
    const { locate } = createMemberLocator(text)
    for (const name of names) assert.ok(text.startsWith('"get"', locate(['paths', name, 'get'])))
  })
})

/** Writes JSON and notes where each member's name and each item went. */
function writeWithOffsets(root: unknown): { text: string; offsets: [string[], number][] } {
  let text = ''
  const offsets: [string[], number][] = []
  const write = (value: unknown, pointer: string[]): void => {
    if (Array.isArray(value)) {
      text += '[ '
      for (const [index, item] of value.entries()) {
        if (index > 0) text += ' ,\t'
        offsets.push([[...pointer, String(index)], text.length])
        write(item, [...pointer, String(index)])
      }
      text += ' ]'
    } else if (typeof value === 'object' && value !== null) {
      text += '{\n'
      for (const [index, [name, member]] of Object.entries(value).entries()) {
        if (index > 0) text += ','
        offsets.push([[...pointer, name], text.length])
        text += `${JSON.stringify(name)} : `
        write(member, [...pointer, name])
      }
      text += '\n}'
    } else text += JSON.stringify(value)
  }
  write(root, [])
  return { text, offsets }
}
