import { isDeepStrictEqual } from 'node:util'
import type { CompiledPolicy, Operation, Rule } from '../types.ts'
import { implies, type MatchOf } from './implies.ts'
import { jointPaths } from './joint-paths.ts'

/** What another reading of the document changed. Operations are those of the new reading, `removed` of the old. Frozen. */
export interface PolicyChange {
  readonly added: readonly Operation[]
  readonly removed: readonly Operation[]
  /** Somebody may be let in who was not before, at this operation or at one that used to answer its requests. */
  readonly weaker: readonly Operation[]
  /** Only fewer are let in than before. */
  readonly stronger: readonly Operation[]
  /** Nothing that decides who is let in: its name, its connection. */
  readonly other: readonly Operation[]
}

/** One reading of the document, with what finds its rules. */
export interface Reading {
  readonly compiled: CompiledPolicy
  /** The rules that are all enforced for a request; none where no operation answers it. */
  rulesFor(method: string, path: string): readonly Rule[]
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
  const displaced = [
    ...added.flatMap((rule) => weakerWhere(rule, before.compiled.rules, before, after)),
    ...removed.flatMap((rule) => weakerWhere(rule, after.compiled.rules, before, after)),
  ]
  return Object.freeze({
    added: Object.freeze(added.map(({ operation }) => operation)),
    removed: Object.freeze(removed.map(({ operation }) => operation)),
    weaker: Object.freeze([...new Set([...of('weaker'), ...displaced])]),
    stronger: Object.freeze(of('stronger')),
    other: Object.freeze(of('other')),
  })
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

/** The operations that answer, in the new reading, requests that other and stricter ones answered before. */
function weakerWhere(rule: Rule, others: readonly Rule[], before: Reading, after: Reading): readonly Operation[] {
  return jointPaths(rule, others).flatMap((path) => {
    const was = before.rulesFor(rule.method, path)
    const now = after.rulesFor(rule.method, path)
    if (now.length === 0) return []
    const lost = was.some((one) => !now.some((other) => isAsStrict(other, one, before, after)))
    return lost ? now.map(({ operation }) => operation) : []
  })
}

/** By method, base paths and template, which is what an operation is known by. */
function byName({ rules }: CompiledPolicy): ReadonlyMap<string, Rule> {
  return new Map(
    rules.map((rule) => [JSON.stringify([rule.method, rule.operation.path, [...rule.bases].sort()]), rule]),
  )
}
