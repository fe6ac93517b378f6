import { isDeepStrictEqual } from 'node:util'
import type { CompiledPolicy, Operation, Rule } from '../types.ts'
import { implies, type MatchOf } from './implies.ts'
import { mayMeet, mayOverlap, outranks, placesOf } from './overlap.ts'

/** What another reading of the document changed. Operations are those of the new reading, `removed` of the old. Frozen. */
export interface PolicyChange {
  readonly added: readonly Operation[]
  readonly removed: readonly Operation[]
  /**
   * By its requirements, somebody may be let in who was not before: at this operation, or at one that used to answer
   * some of its requests. Where it is hard to say, somebody may. Whom the schemes trust is not in it.
   */
  readonly weaker: readonly Operation[]
  /** Only fewer are let in than before. */
  readonly stronger: readonly Operation[]
  /** Nothing that decides who is let in: its name, its connection. */
  readonly other: readonly Operation[]
}

/** One reading of the document, as far as it decides who is let in. */
export interface Reading {
  readonly compiled: CompiledPolicy
  readonly matchOf: MatchOf
}

export function comparePolicies(before: Reading, after: Reading): PolicyChange {
  const [old, next] = [byName(before.compiled), byName(after.compiled)]
  const added = [...next].flatMap(([name, rule]) => (old.has(name) ? [] : [rule]))
  const removed = [...old].flatMap(([name, rule]) => (next.has(name) ? [] : [rule]))
  const kept = [...next].flatMap(([name, rule]) => {
    const was = old.get(name)
    return was === undefined ? [] : [{ rule, was, change: compareRules(was, rule, before, after) }]
  })
  const of = (change: Change): Operation[] => kept.flatMap((one) => (one.change === change ? [one.rule.operation] : []))
  const isMilder = (rule: Rule, was: Rule): boolean => !isAsStrict(rule, was, before, after)
  const keptBefore = kept.map(({ was }) => was)
  const displaced = [
    // A new rule answers what a kept one answered where it is the more concrete, and all that a removed one did.
    ...added.filter((rule) => keptBefore.some((was) => outranksSomewhere(rule, was) && takesOver(rule, was, isMilder))),
    ...added.filter((rule) => removed.some((was) => takesOver(rule, was, isMilder))),
    // A kept rule answers what a removed one answered, unless it did so before.
    ...kept.flatMap(({ rule, was: own }) =>
      removed.some((was) => !outranksEverywhere(own, was) && takesOver(rule, was, isMilder)) ? [rule] : [],
    ),
  ]
  return Object.freeze({
    added: Object.freeze(added.map(({ operation }) => operation)),
    removed: Object.freeze(removed.map(({ operation }) => operation)),
    weaker: Object.freeze([...new Set([...of('weaker'), ...displaced.map(({ operation }) => operation)])]),
    stronger: Object.freeze(of('stronger')),
    other: Object.freeze(of('other')),
  })
}

function takesOver(rule: Rule, was: Rule, isMilder: (rule: Rule, was: Rule) => boolean): boolean {
  return mayOverlap(rule, was) && isMilder(rule, was)
}

function outranksSomewhere(rule: Rule, was: Rule): boolean {
  return placesOf(rule).some((place) => placesOf(was).some((elsewhere) => outranks(place, elsewhere)))
}

function outranksEverywhere(rule: Rule, was: Rule): boolean {
  // A GET rule is not alone where HEAD is asked for: both rules hold there.
  if (rule.method !== was.method) return false
  return placesOf(rule).every((place) =>
    placesOf(was).every((elsewhere) => !mayMeet(place, elsewhere) || outranks(place, elsewhere)),
  )
}

type Change = 'same' | 'weaker' | 'stronger' | 'other'

/** Two rules of which neither is as strict as the other let somebody in that was not, so the new one is weaker. */
function compareRules(was: Rule, rule: Rule, before: Reading, after: Reading): Change {
  if (!isAsStrict(rule, was, before, after)) return 'weaker'
  if (!isAsStrict(was, rule, after, before)) return 'stronger'
  return isDeepStrictEqual(describe(was), describe(rule)) ? 'same' : 'other'
}

/** The scopes of a scheme that is read in two ways are equal only where it makes no difference: `all` is the stricter. */
function isAsStrict(rule: Rule, other: Rule, before: Reading, after: Reading): boolean {
  return implies(rule, other, before.matchOf) && implies(rule, other, after.matchOf)
}

function describe({ operation, extension, template }: Rule): unknown {
  const { source: _moved, ...said } = operation
  return { ...said, extension, trailingSlash: template.trailingSlash }
}

/** By method, base paths and template, which is what an operation is known by. */
function byName({ rules }: CompiledPolicy): ReadonlyMap<string, Rule> {
  return new Map(
    rules.map((rule) => [JSON.stringify([rule.method, rule.operation.path, [...rule.bases].sort()]), rule]),
  )
}
