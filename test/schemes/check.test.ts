import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runCheck } from '../../src/schemes/application/hooks.ts'
import type { Hooks } from '../../src/schemes/option-types.ts'
import type { HookContext, Principal } from '../../src/schemes/types.ts'
import { configureKey, context, create } from './configured.ts'

type Check = NonNullable<Hooks['check']>

const principal: Principal = Object.freeze({
  scheme: 'key',
  type: 'apiKey',
  name: 'a',
  claims: {},
  scopes: new Set<string>(),
})

/** A check that gives something which its type forbids, as a program in JavaScript can. */
function giving(value: unknown): Check {
  return () => value as boolean
}

const rows: readonly (readonly [string, Check, string | undefined])[] = [
  ['true', () => true, undefined],
  ['a promise of true', async () => true, undefined],
  ['false', () => false, 'check.refused'],
  ['1', giving(1), 'check.refused'],
  ['"true"', giving('true'), 'check.refused'],
  ['an object', giving({}), 'check.refused'],
  ['undefined', giving(undefined), 'check.refused'],
  ['a promise of false', async () => false, 'check.refused'],
  [
    'a throw',
    () => {
      throw new Error('secret')
    },
    'check.failed',
  ],
  [
    'a throw of undefined',
    () => {
      throw undefined
    },
    'check.failed',
  ],
  ['a rejection', () => Promise.reject(new Error('secret')), 'check.failed'],
  ['a thenable that throws', giving(new Proxy({}, { get: () => assert.fail('secret') })), 'check.failed'],
  ['silence', () => new Promise(() => {}), 'check.timeout'],
]

describe("F-39 a user's check", () => {
  for (const [name, check, reason] of rows) {
    it(`${name}: ${reason ?? 'lets in'}`, async () =>
      assert.equal(await runCheck(check, principal, context, 20), reason))
  }

  it('is told the operation and nothing that it can change', async () => {
    let told: HookContext | undefined
    const check: Check = (_, given) => {
      told = given
      return true
    }
    await runCheck(check, principal, context)
    const { signal, ...rest } = told ?? assert.fail('it was not asked')
    const { mayWait, issuerRequest, request, word, hookFailed, ...expected } = context
    assert.deepEqual(rest, expected)
    assert.deepEqual([Object.isFrozen(told), signal.aborted], [true, false])
  })

  it('is told to stop at the deadline, and what it does afterwards changes nothing', async () => {
    let stopped = false
    const late: Check = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true
          reject(new Error('late'))
        })
      })
    assert.equal(await runCheck(late, principal, context, 10), 'check.timeout')
    assert.equal(stopped, true)
  })

  it('has the last word on a good credential, and is not asked about a bad one', async () => {
    let asked = 0
    const check: Check = () => {
      asked += 1
      return false
    }
    const scheme = create(configureKey({ keys: [{ name: 'a', key: 'good' }], check }))
    assert.deepEqual(await scheme.verify('good', context), { kind: 'refused', reason: 'check.refused' })
    assert.deepEqual(await scheme.verify('bad', context), { kind: 'refused', reason: 'apikey.unknown' })
    assert.equal(asked, 1)
  })
})
