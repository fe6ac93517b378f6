import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createNonces } from '../../../src/jwt/dpop/nonces.ts'

const start = 1_800_000_000
const secret = new Uint8Array(32).fill(1)
const shared = { required: true, secret, lifetime: 60 }
const own = { ...shared, secret: undefined }

describe('nonces without a memory', () => {
  it('are taken for one to two lifetimes, and no longer', () => {
    const nonces = createNonces(shared, 5, undefined)
    const nonce = nonces.issue(start)
    for (const [after, fresh] of [
      [0, true],
      [59, true],
      [60, true],
      [119, true],
      [120, false],
      [600, false],
    ] as const) {
      assert.equal(nonces.isFresh(nonce, start + after), fresh, `${after} seconds`)
    }
  })

  it('of a clock that is ahead are taken within the tolerance', () => {
    const nonces = createNonces(shared, 5, undefined)
    const next = nonces.issue(start + 60)
    assert.deepEqual([nonces.isFresh(next, start + 54), nonces.isFresh(next, start + 56)], [false, true])
  })

  it('change with each lifetime, and are the same within it', () => {
    const nonces = createNonces(shared, 5, undefined)
    assert.equal(nonces.issue(start), nonces.issue(start + 59))
    assert.notEqual(nonces.issue(start), nonces.issue(start + 60))
  })

  it('hold for all who have the secret and the lifetime, and for nobody else', () => {
    const nonce = createNonces(shared, 5, 1).issue(start)
    const others = [own, { ...shared, secret: new Uint8Array(32) }, { ...shared, lifetime: 61 }]
    assert.equal(createNonces(shared, 5, 2).isFresh(nonce, start), true)
    for (const other of others) assert.equal(createNonces(other, 5, 1).isFresh(nonce, start), false)
  })

  it('F-33 of a process without a secret hold for one memory', () => {
    const nonce = createNonces(own, 5, 1).issue(start)
    assert.equal(createNonces(own, 5, 1).isFresh(nonce, start), true)
    assert.equal(createNonces(own, 5, 2).isFresh(nonce, start), false)
  })

  it('are nothing else', () => {
    const nonces = createNonces(shared, 5, undefined)
    for (const nonce of [undefined, '', 'x', nonces.issue(start).slice(1), `${nonces.issue(start)}AAAA`]) {
      assert.equal(nonces.isFresh(nonce, start), false)
    }
    assert.equal(nonces.isFresh(nonces.issue(start), Number.NaN), false)
  })
})
