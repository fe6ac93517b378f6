import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../../src/store/types.ts'

/** What every store has to do, whatever it keeps its entries in. `open` gives an empty one. */
export function storeConformance(name: string, open: () => Promise<Store>): void {
  describe(`${name} is a store`, () => {
    it('gives what was set, until it is deleted', async () => {
      const store = await open()
      assert.equal(await store.get('a'), undefined)
      await store.set('a', 'one', 60_000)
      await store.set('b', 'two', 60_000)
      assert.equal(await store.get('a'), 'one')
      await store.set('a', 'three', 60_000)
      assert.equal(await store.get('a'), 'three')
      await store.delete('a')
      await store.delete('never there')
      assert.deepEqual([await store.get('a'), await store.get('b')], [undefined, 'two'])
    })

    it('keeps text as it is', async () => {
      const store = await open()
      const odd = 'line\nbreak, \u0000, "quotes", \u00e9\u{1f512}, '.repeat(50)
      await store.set(odd, odd, 60_000)
      await store.set('empty', '', 60_000)
      assert.deepEqual([await store.get(odd), await store.get('empty')], [odd, ''])
      for (const name of ['__proto__', 'constructor', 'toString']) assert.equal(await store.get(name), undefined)
    })

    it('adds only what is absent', async () => {
      const store = await open()
      assert.equal(await store.add('a', 'first', 60_000), true)
      assert.equal(await store.add('a', 'second', 60_000), false)
      assert.equal(await store.get('a'), 'first')
      await store.delete('a')
      assert.equal(await store.add('a', 'third', 60_000), true)
    })

    it('of many who add one name at once, lets one', async () => {
      const store = await open()
      const added = await Promise.all(Array.from({ length: 50 }, (_, index) => store.add('a', `${index}`, 60_000)))
      assert.equal(added.filter((one) => one).length, 1)
      assert.equal(await store.get('a'), `${added.indexOf(true)}`)
    })

    it('forgets when the time is over, and not before', async () => {
      const store = await open()
      await store.set('short', 'x', 500)
      await store.add('added', 'x', 500)
      await store.set('long', 'x', 60_000)
      await store.set('renewed', 'x', 500)
      await store.set('renewed', 'y', 60_000)
      assert.deepEqual([await store.get('short'), await store.get('added')], ['x', 'x'])
      await sleep(700)
      assert.deepEqual([await store.get('short'), await store.get('added')], [undefined, undefined])
      assert.deepEqual([await store.get('long'), await store.get('renewed')], ['x', 'y'])
      assert.equal(await store.add('short', 'again', 60_000), true)
    })
  })
}
