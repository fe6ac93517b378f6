import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Turns } from '../../src/waiting/turns.ts'

const never = new AbortController().signal

describe('turns', () => {
  it('lets so many at once, and the next in the order in which they came', async () => {
    const turns = new Turns(2, 2)
    assert.deepEqual([await turns.take(never), await turns.take(never), turns.full], [true, true, false])
    const order: string[] = []
    const waiting = ['a', 'b'].map((name) => turns.take(never).then(() => void order.push(name)))
    assert.ok(turns.full)
    turns.giveBack()
    await waiting[0]
    turns.giveBack()
    await waiting[1]
    assert.deepEqual(order, ['a', 'b'])
  })

  it('nobody waits whose time is over already', async () => {
    const turns = new Turns(1, 5)
    assert.equal(await turns.take(AbortSignal.abort()), false)
    await turns.take(never)
    assert.equal(await turns.take(AbortSignal.abort()), false)
  })

  it('no turn is lost with somebody who gave up waiting', async () => {
    const turns = new Turns(1, 5)
    await turns.take(never)
    const leaving = new AbortController()
    const gone = turns.take(leaving.signal)
    const staying = turns.take(never)
    leaving.abort()
    assert.equal(await gone, false)
    turns.giveBack()
    assert.equal(await staying, true)
    turns.giveBack()
    assert.equal(await turns.take(never), true)
  })
})
