import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ConfigurationError, portcullis } from '../../../src/index.ts'
import { documentWith } from '../../configuration/start.ts'
import { assertExpected, assertUntold, type Table, tableOf } from './asking.ts'
import { type PairKind, type Show, type State, seenBy, seenByOther, statesOf } from './kind.ts'
import { kinds } from './kinds.ts'
import { expected, type Mode } from './oracle.ts'

type Pair = readonly [one: PairKind, other: PairKind]

/** Each kind with each other, as alternatives in both orders: the first that is satisfied is the caller. */
const pairs: Readonly<Record<Mode, readonly Pair[]>> = {
  and: kinds.flatMap((one, at) => kinds.slice(at + 1).map((other): Pair => [one, other])),
  or: kinds.flatMap((one) => kinds.filter((other) => other !== one).map((other): Pair => [one, other])),
}
const modes: readonly Mode[] = ['and', 'or']
const pathOf = (mode: Mode, [one, other]: Pair): string => `/${mode}/${one.name}/${other.name}`

/** On one field there is one credential, which has to be good for both. */
function isPossible(mode: Mode, [one, other]: Pair): boolean {
  if (mode === 'or' || one.field !== other.field) return true
  const isKnown = one.accepts !== undefined && other.accepts !== undefined
  return isKnown ? one.accepts === other.accepts : one.marked === other.marked
}

function securityOf(mode: Mode, [one, other]: Pair): object[] {
  const demands = [{ [one.name]: ['read'] }, { [other.name]: ['read'] }]
  return mode === 'or' ? demands : [Object.assign({}, ...demands)]
}

/** Each pair of states that one request can show. */
function shownOf([one, other]: Pair): readonly (readonly [State, State])[] {
  const all = statesOf(one).flatMap((state) => statesOf(other).map((another) => [state, another] as const))
  return one.field === other.field ? all.filter((both) => both.includes('absent')) : all
}

function lookAt(pair: Pair, shown: readonly [State, State]): Parameters<typeof expected>[1] {
  return ([0, 1] as const).map((at) => {
    const [kind, other] = [pair[at], pair[at === 0 ? 1 : 0]]
    const [own, others] = [shown[at], shown[at === 0 ? 1 : 0]]
    return { kind, seen: own === 'absent' ? seenByOther(kind, other, others) : seenBy(kind, own) }
  })
}

function showsOf(pair: Pair, shown: readonly [State, State]): readonly Show[] {
  return ([0, 1] as const).flatMap((at) => {
    const state = shown[at]
    return state === 'absent' ? [] : (pair[at].show[state] ?? [])
  })
}

describe('each scheme with each other', () => {
  let table: Table
  before(async () => {
    const possible = modes.flatMap((mode) =>
      pairs[mode].filter((pair) => isPossible(mode, pair)).map((pair) => ({ mode, pair })),
    )
    table = await tableOf(
      kinds,
      new Map(possible.map(({ mode, pair }) => [pathOf(mode, pair), securityOf(mode, pair)])),
    )
  })
  after(() => table[Symbol.asyncDispose]())

  for (const mode of modes) {
    for (const pair of pairs[mode]) {
      const [one, other] = pair
      const name = `${one.name} ${mode} ${other.name}`
      if (!isPossible(mode, pair)) {
        it(`O-30 ${name} stops the start: nothing could ever pass`, async () => {
          const schemes = Object.fromEntries(pair.map((kind) => [kind.name, kind.options]))
          const declared = Object.fromEntries(pair.map((kind) => [kind.name, kind.declaration]))
          const starting = portcullis(documentWith(declared, securityOf(mode, pair)), { schemes, env: {}, log: false })
          // Two words for one field are impossible whatever the options say.
          const code = one.marked === other.marked ? 'alternative.impossible' : 'security.unsatisfiable'
          await assert.rejects(starting, (error) => codesOf(error).includes(code))
        })
        continue
      }
      it(name, async () => {
        const shown = shownOf(pair)
        const answers = await Promise.all(shown.map((both) => table.ask(pathOf(mode, pair), showsOf(pair, both))))
        for (const [at, both] of shown.entries()) {
          const answer = answers[at]
          assert.ok(answer)
          try {
            assertExpected(answer, expected(mode, lookAt(pair, both)))
          } catch (error) {
            throw new Error(`${one.name} ${both[0]}, ${other.name} ${both[1]}: ${JSON.stringify(answer)}`, {
              cause: error,
            })
          }
        }
        const logged = table.logged()
        for (const { sent } of answers) assertUntold(logged, sent)
      })
    }
  }
})

function codesOf(error: unknown): readonly string[] {
  return error instanceof ConfigurationError ? error.diagnostics.map(({ code }) => code) : []
}
