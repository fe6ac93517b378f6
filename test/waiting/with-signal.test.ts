import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withSignal } from '../../src/waiting/with-signal.ts'

describe('waiting with a signal', () => {
  it('ends with the signal’s reason, and what was waited for goes on', async () => {
    const controller = new AbortController()
    const { promise, resolve } = withResolvers()
    const waiting = withSignal(promise, controller.signal)
    controller.abort(new Error('gone'))
    await assert.rejects(waiting, /gone/)
    resolve('done')
    assert.equal(await promise, 'done')
  })

  it('ends at once where the signal is over already', async () => {
    await assert.rejects(withSignal(withResolvers().promise, AbortSignal.abort(new Error('gone'))), /gone/)
  })

  it('leaves nothing behind that could end the process', async () => {
    const fake = Object.create(AbortSignal.prototype)
    await assert.rejects(withSignal(Promise.reject(new Error('left alone')), fake), TypeError)
    // Node would tell of it in the next turns of the event loop, and the test would fail.
    await new Promise(setImmediate)
  })
})

function withResolvers(): { promise: Promise<string>; resolve: (value: string) => void } {
  let resolve: (value: string) => void = () => {}
  const promise = new Promise<string>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
