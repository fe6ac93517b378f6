import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { keepNewest } from '../../src/memory/keep-newest.ts'

it('a map holds the names that were kept last, each once, and no more than it may', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 20 })
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 4 }), (kept, most) => {
      const map = new Map<string, number>()
      kept.forEach((name, at) => {
        keepNewest(map, name, at, most)
      })
      const last = [...new Set(kept.toReversed())].slice(0, most).reverse()
      assert.deepEqual(
        [...map],
        last.map((name) => [name, kept.lastIndexOf(name)]),
      )
    }),
  )
})
