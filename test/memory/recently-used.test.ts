import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { RecentlyUsed } from '../../src/memory/recently-used.ts'

const namesIn = (held: RecentlyUsed<{ bytes: number }>, names: string): string =>
  [...names].filter((name) => held.get(name) !== undefined).join('')

describe('what is held of what was used', () => {
  it('is what was asked for, before what was not', () => {
    const held = new RecentlyUsed(3, 100)
    for (const name of 'abc') held.add(name, { bytes: 1 })
    held.get('a')
    held.add('d', { bytes: 1 })
    assert.equal(namesIn(held, 'abcd'), 'acd')
  })

  it('is what came last, where all was asked for', () => {
    const held = new RecentlyUsed(3, 100)
    for (const name of 'abcd') {
      held.add(name, { bytes: 1 })
      held.get(name)
    }
    assert.equal(namesIn(held, 'abcd'), 'bcd')
  })

  it('is never more than it may be, and counts what it holds, whatever happens', () => {
    const step = fc.record({
      kind: fc.constantFrom('add', 'get', 'delete', 'deleteWhere'),
      name: fc.constantFrom(...'abcdefgh'),
      bytes: fc.integer({ min: 0, max: 60 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const held = new RecentlyUsed<{ bytes: number; name: string }>(4, 100)
        for (const { kind, name, bytes } of steps) {
          if (kind === 'add') {
            held.add(name, { bytes, name })
            assert.equal(held.get(name)?.bytes, bytes, 'what was added is there')
          } else if (kind === 'get') assert.ok([undefined, name].includes(held.get(name)?.name))
          else if (kind === 'delete') held.delete(name)
          else held.deleteWhere((value) => value.bytes === bytes)
        }
        const values = [...'abcdefgh'].flatMap((name) => held.get(name) ?? [])
        assert.equal(values.length, held.size)
        assert.ok(held.size <= 4 && values.reduce((sum, { bytes }) => sum + bytes, 0) <= 100)
      }),
    )
  })

  it('is not what is too large by itself', () => {
    const held = new RecentlyUsed(3, 100)
    held.add('a', { bytes: 101 })
    assert.equal(held.size, 0)
    held.add('b', { bytes: 100 })
    assert.equal(held.size, 1, 'nothing of it is still counted')
  })
})
