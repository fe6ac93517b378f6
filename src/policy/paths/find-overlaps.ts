import type { CompiledPolicy, Rule } from '../types.ts'
import { matchesPieces, mayMeet } from './match-pieces.ts'
import { createPathTree, type Entry, type PathNode } from './path-tree.ts'

/** Comparisons before the search gives up: a fraction of a second. Published documents need some thousands. */
const MAX_STEPS = 1_000_000

/** Overlaps before the search gives up. Nobody reads more. */
const MAX_FOUND = 10_000

/** Two operations of one method that one request can match. */
export interface Overlap {
  /** `same`: one path for a router. `shadowed`: the first is more concrete and goes first. `ambiguous`: none does. */
  readonly kind: 'same' | 'shadowed' | 'ambiguous'
  readonly first: Rule
  readonly second: Rule
}

export interface Overlaps {
  readonly found: readonly Overlap[]
  /** False where a bound stopped the search. */
  readonly complete: boolean
}

type Differ = (first: Rule, second: Rule) => boolean

/** Two positions that one request can be at, and which of them has a literal where the other has none. */
interface Meeting {
  readonly left: PathNode
  readonly right: PathNode
  readonly leftLeads: boolean
  readonly rightLeads: boolean
}

interface Search {
  readonly differ: Differ
  readonly ranks: ReadonlyMap<Rule, number>
  /** By the ranks of both. */
  readonly found: Map<string, Overlap>
  /** Still to be looked at. */
  readonly open: Meeting[]
  steps: number
}

/**
 * Every pair that is the same path, and every other pair that `differ`. Not each path is compared with every other:
 * two fingers walk over one tree of all paths, and part only where one request can go both ways.
 */
export function findOverlaps(rules: readonly Rule[], routing: CompiledPolicy['routing'], differ: Differ): Overlaps {
  const root = createPathTree(rules, routing)
  const ranks = new Map(rules.map((rule, rank) => [rule, rank]))
  const open = [{ left: root, right: root, leftLeads: false, rightLeads: false }]
  const search: Search = { differ, ranks, found: new Map(), open, steps: 0 }
  for (let meeting = open.pop(); meeting !== undefined && mayGoOn(search); meeting = open.pop()) {
    const { left, right } = meeting
    if (left === right) {
      compareSameEnds(left.ends, search)
      compareSameEnds(left.slashedEnds, search)
    } else {
      compareEnds(meeting, left.ends, right.ends, search)
      compareEnds(meeting, left.slashedEnds, right.slashedEnds, search)
    }
    goOn(meeting, search)
  }
  return { found: inOrder(search), complete: mayGoOn(search) }
}

function mayGoOn({ steps, found }: Search): boolean {
  return steps < MAX_STEPS && found.size < MAX_FOUND
}

function inOrder({ found, ranks }: Search): readonly Overlap[] {
  const rank = (rule: Rule): number => ranks.get(rule) ?? 0
  return [...found.values()].sort((a, b) => rank(a.first) - rank(b.first) || rank(a.second) - rank(b.second))
}

function keep(overlap: Overlap, { found, ranks }: Search): void {
  found.set(`${ranks.get(overlap.first)} ${ranks.get(overlap.second)}`, overlap)
}

function compareEnds(meeting: Meeting, left: readonly Entry[], right: readonly Entry[], search: Search): void {
  for (const a of left) {
    for (const b of right) {
      search.steps++
      if (!mayGoOn(search)) return
      if (a.rule.method !== b.rule.method || a.rule === b.rule || !search.differ(a.rule, b.rule)) continue
      keep(toOverlap(a, b, meeting), search)
    }
  }
}

/** Each is compared with the first of its method: that says it of all of them. */
function compareSameEnds(entries: readonly Entry[], search: Search): void {
  const firsts = new Map<string, Rule>()
  for (const { rule } of entries) {
    const first = firsts.get(rule.method)
    search.steps++
    if (first === undefined) firsts.set(rule.method, rule)
    else if (first !== rule) keep({ kind: 'same', first, second: rule }, search)
  }
}

/** Precedence is a word about paths under one base. Under two bases both operations are meant. */
function toOverlap(a: Entry, b: Entry, { leftLeads, rightLeads }: Meeting): Overlap {
  if (a.base !== b.base || leftLeads === rightLeads) return { kind: 'ambiguous', first: a.rule, second: b.rule }
  return leftLeads
    ? { kind: 'shadowed', first: a.rule, second: b.rule }
    : { kind: 'shadowed', first: b.rule, second: a.rule }
}

/** One segment further, every way that both can go. With both fingers at one place each pair is met once. */
function goOn(meeting: Meeting, search: Search): void {
  const { left, right, leftLeads, rightLeads } = meeting
  for (const [text, node] of left.literals ?? []) {
    const other = right.literals?.get(text)
    search.steps++
    if (other !== undefined) search.open.push({ left: node, right: other, leftLeads, rightLeads })
  }
  meetLiterals(left, right, search, (literal, wild) => ({ left: literal, right: wild, leftLeads: true, rightLeads }))
  if (left !== right) {
    meetLiterals(right, left, search, (literal, wild) => ({ left: wild, right: literal, leftLeads, rightLeads: true }))
  }
  meetWilds(meeting, search)
}

function meetLiterals(
  { literals }: PathNode,
  { wilds }: PathNode,
  search: Search,
  toMeeting: (literal: PathNode, wild: PathNode) => Meeting,
): void {
  for (const wild of wilds?.values() ?? []) {
    for (const [text, literal] of literals ?? []) {
      search.steps++
      if (!mayGoOn(search)) return
      if (matchesPieces(wild.pieces, text)) search.open.push(toMeeting(literal, wild.node))
    }
  }
}

/** Routers differ in what `{a}-{b}` takes, so that of two shapes neither leads. */
function meetWilds(meeting: Meeting, search: Search): void {
  const { left, right } = meeting
  const done = new Set<string>()
  for (const [shape, a] of left.wilds ?? []) {
    done.add(shape)
    for (const [otherShape, b] of right.wilds ?? []) {
      const next = { ...meeting, left: a.node, right: b.node }
      search.steps++
      if (!mayGoOn(search)) return
      if (shape === otherShape) search.open.push(next)
      else if (left === right && done.has(otherShape)) continue
      else if (mayMeet(a.pieces, b.pieces)) search.open.push({ ...next, leftLeads: true, rightLeads: true })
    }
  }
}
