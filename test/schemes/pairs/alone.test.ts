import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { assertExpected, assertUntold, type Table, tableOf } from './asking.ts'
import { seenBy, statesOf } from './kind.ts'
import { kinds } from './kinds.ts'
import { expected } from './oracle.ts'

describe('each scheme alone', () => {
  let table: Table
  before(async () => {
    table = await tableOf(
      kinds,
      new Map(
        kinds.flatMap(({ name }) => [
          [`/needed/${name}`, [{ [name]: ['read'] }]],
          [`/optional/${name}`, [{}, { [name]: ['read'] }]],
        ]),
      ),
    )
  })
  after(() => table[Symbol.asyncDispose]())

  for (const kind of kinds) {
    for (const state of statesOf(kind)) {
      const show = state === 'absent' ? undefined : kind.show[state]
      for (const [path, optional] of [
        ['needed', false],
        ['optional', true],
      ] as const) {
        it(`${kind.name} ${state}, ${path}`, async () => {
          const answer = await table.ask(`/${path}/${kind.name}`, show === undefined ? [] : [show])
          assertExpected(answer, expected('or', [{ kind, seen: seenBy(kind, state) }], optional))
          assertUntold(table.logged(), answer.sent)
        })
      }
    }
  }

  it('F-39 503 for every scheme whose function does not answer in time', async () => {
    const slow = kinds.flatMap(({ name, slow }) => (slow === undefined ? [] : [{ name, slow }]))
    const answers = await Promise.all(slow.map((one) => table.ask(`/needed/${one.name}`, [one.slow])))
    const logged = table.logged()
    for (const answer of answers) {
      assertExpected(answer, { status: 503, error: 'temporarily_unavailable', challenges: [] })
      assertUntold(logged, answer.sent)
    }
    assert.ok(answers.length > 0)
  })
})
