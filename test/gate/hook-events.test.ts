import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type HookEvent, portcullis, type SchemeOptions } from '../../src/index.ts'
import { documentOf } from '../support/guarded.ts'

const key = 'key-of-the-till-1f3a'
const document = documentOf({ '/a': { get: { security: [{ key: [] }] } } })

/** What is told where a function of the application breaks down, and what the caller gets. */
async function tell(options: SchemeOptions, env: NodeJS.ProcessEnv = {}) {
  const lines: string[] = []
  const events: HookEvent[] = []
  const gate = await portcullis(document, {
    schemes: { key: options },
    env,
    docs: false,
    log: (line) => lines.push(line),
  })
  gate.on('hook', (event) => events.push(event))
  const decision = await gate.decide({ method: 'GET', target: '/a', headers: { 'x-key': key } })
  await gate.close()
  return { lines: lines.filter((line) => line.includes('threw')), events, decision }
}

describe('a function of the application that breaks down', () => {
  it('F-39 is told with the class and the place, and without the message', async () => {
    const { lines, events, decision } = await tell({
      verify: (given: string) => {
        throw new RangeError(`no such key: ${given}\n    at somewhere (${given}:1:1)`)
      },
    })
    assert.ok(!decision.allowed && decision.reason === 'verify.failed')
    const [event] = events
    assert.ok(event !== undefined && events.length === 1 && Object.isFrozen(event))
    assert.deepEqual([event.scheme, event.hook, event.error], ['key', 'verify', 'RangeError'])
    assert.match(event.at ?? '', /^\S*hook-events\.test\.ts:\d+:\d+$/)
    assert.match(lines[0] ?? '', /the verify of the scheme "key" threw or rejected: RangeError at .*hook-events/)
    assert.doesNotMatch(JSON.stringify([lines, events]), new RegExp(key), 'L-06')
  })

  it('is told of a check as well, whatever was thrown', async () => {
    const remote = Object.assign(new Error('nope'), { stack: `Error: nope\n    at GET (https://db/keys/${key}:1:1)` })
    const thrown: readonly unknown[] = [
      undefined,
      key,
      { name: key, stack: key },
      Object.assign(new Error(key), { name: key }),
      Object.assign(new Error('x'), { constructor: { name: key.replaceAll('-', '_') } }),
      remote,
    ]
    for (const one of thrown) {
      const { events } = await tell({ keys: [{ name: 'till', key }], check: () => Promise.reject(one) })
      assert.deepEqual(
        events.map(({ hook, error }) => [hook, error]),
        [['check', one instanceof Error ? 'Error' : 'unknown']],
      )
      assert.doesNotMatch(JSON.stringify(events), /1f3a/, 'L-06')
    }
  })

  it('harms nobody where even looking at it throws', async () => {
    const trap = new Proxy(new Error('x'), {
      get() {
        throw new Error('trap')
      },
      getPrototypeOf() {
        throw new Error('trap')
      },
    })
    const { events, decision } = await tell({ verify: (_key: string) => Promise.reject(trap) })
    assert.equal(events[0]?.error, 'unknown')
    assert.ok(!decision.allowed && decision.status === 503)
  })

  it('is not logged in production, and is an event there', async () => {
    const failing = { verify: (_key: string) => Promise.reject(new Error('down')) }
    const { lines, events } = await tell(failing, { NODE_ENV: 'production' })
    assert.deepEqual([lines, events.length], [[], 1])
  })
})
