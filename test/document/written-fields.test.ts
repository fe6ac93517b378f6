import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Node, SourceFile } from '../../src/document/types.ts'
import { writtenFields } from '../../src/document/written-fields.ts'

const file: SourceFile = { name: 'openapi.yaml', locate: () => ({ line: 1, column: 1 }) }

function node(value: unknown): Node {
  return { value, place: { file, pointer: ['paths', '/orders'] } }
}

describe('the fields of a mapping as written', () => {
  it('are those of the mapping, in its order, each with its place', () => {
    const fields = writtenFields(node({ get: 1, 'x-a': undefined }))
    assert.deepEqual([fields.size, [...fields.keys()]], [2, ['get', 'x-a']])
    assert.deepEqual(fields.get('get'), { value: 1, place: { file, pointer: ['paths', '/orders', 'get'] } })
    assert.deepEqual(
      [...fields].map(([name, { value }]) => [name, value]),
      [
        ['get', 1],
        ['x-a', undefined],
      ],
    )
  })

  it('are own members alone', () => {
    const fields = writtenFields(node(JSON.parse('{ "__proto__": 1 }')))
    assert.deepEqual([fields.get('constructor'), fields.has('toString')], [undefined, false])
    assert.deepEqual([fields.get('__proto__')?.value, fields.has('__proto__')], [1, true])
  })

  for (const value of [null, 'text', 7, [1, 2], undefined]) {
    it(`are none where the value is ${JSON.stringify(value)}`, () => {
      const fields = writtenFields(node(value))
      assert.deepEqual(
        [fields.size, fields.get('0'), fields.has('0'), [...fields.keys()], [...fields]],
        [0, undefined, false, [], []],
      )
    })
  }
})
