import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { child, element, elements, members } from '../../src/document/node.ts'
import { jsonPointer } from '../../src/document/place.ts'
import { describeValue, isMapping } from '../../src/document/plain-data.ts'
import type { Node } from '../../src/document/types.ts'

const file = { name: 'a', locate: () => ({ line: 1, column: 1 }) }
const root = (value: unknown): Node => ({ value, place: { file, pointer: ['x'] } })
const told = (node: Node | undefined): unknown => node && [node.value, jsonPointer(node.place.pointer)]

describe('nodes', () => {
  it('S-18 have own members only', () => {
    const node = root(JSON.parse('{"a": 1, "__proto__": 2}'))
    assert.deepEqual(told(child(node, 'a')), [1, '/x/a'])
    assert.deepEqual(told(child(node, '__proto__')), [2, '/x/__proto__'])
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'b']) assert.equal(child(node, name), undefined)
    assert.equal(child(root({}), '__proto__'), undefined)
  })

  it('give members in order, items with their index', () => {
    const node = root({ b: 1, 'a/~': [] })
    assert.deepEqual(
      members(node).map(([name, member]) => [name, told(member)]),
      [
        ['b', [1, '/x/b']],
        ['a/~', [[], '/x/a~1~0']],
      ],
    )
    assert.deepEqual(elements(root(['p', null])).map(told), [
      ['p', '/x/0'],
      [null, '/x/1'],
    ])
    assert.deepEqual([told(element(root(['p']), 0)), element(root(['p']), 1)], [['p', '/x/0'], undefined])
  })

  it('have none where the value has none', () => {
    for (const value of [null, undefined, 'text', 3, true]) {
      assert.deepEqual([child(root(value), 'length'), members(root(value)), elements(root(value))], [undefined, [], []])
      assert.equal(element(root(value), 0), undefined)
    }
    assert.deepEqual([child(root(['a']), '0'), members(root(['a'])), elements(root({ 0: 'a' }))], [undefined, [], []])
  })
})

describe('values', () => {
  const rows: readonly [unknown, string, boolean][] = [
    [null, 'null', false],
    [[], 'a list', false],
    [{}, 'a mapping', true],
    ['a"b', 'the text "a\\"b"', false],
    ['x'.repeat(100), `the text "${'x'.repeat(60)}…"`, false],
    [3.1, 'the number 3.1', false],
    [false, 'the boolean false', false],
    [undefined, 'a value of the type undefined', false],
  ]
  for (const [value, words, mapping] of rows) {
    it(words, () => assert.deepEqual([describeValue(value), isMapping(value)], [words, mapping]))
  }
})
