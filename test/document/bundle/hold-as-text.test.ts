import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { holdAsText } from '../../../src/document/bundle/hold-as-text.ts'
import { collectGarbage } from '../../support/collect-garbage.ts'

describe('data that is held as text', () => {
  it('is the data itself while somebody holds it', () => {
    const data = { paths: { '/orders': {} } }
    assert.equal(holdAsText(data)(), data)
  })

  for (const text of [undefined, '{ "__proto__": { "a": 1 }, "list": [null, "é"] }']) {
    it(`is forgotten, and ${text === undefined ? 'written text' : 'the text that it was parsed from'} is parsed again`, async () => {
      const made = () => JSON.parse('{"__proto__":{"a":1},"list":[null,"é"]}')
      let data: object | undefined = made()
      const seen = new WeakRef(data as object)
      const held = holdAsText(data, text)
      data = undefined
      await collectGarbage()
      assert.equal(seen.deref(), undefined)
      assert.deepEqual(held(), made())
      assert.equal(held(), held())
    })
  }

  it('may be no object at all', () => {
    assert.deepEqual([holdAsText('text')(), holdAsText(null)()], ['text', null])
  })
})
