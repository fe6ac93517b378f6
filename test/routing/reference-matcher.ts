import type { Piece, Segment } from '../../src/policy/path-template.ts'
import type { Rule } from '../../src/policy/types.ts'
import type { RoutingPolicy } from './policy-of.ts'

/**
 * What `match` has to answer, by the definition: every rule is tried under each of its bases, in the plainest way and
 * without a look at the trie. It takes only paths of well-formed segments, with one slash at most at their end.
 */
export function referenceMatch(policy: RoutingPolicy, method: string, path: string): ReferenceMatch {
  const { bases, rules } = policy
  const cut = cutPath(path)
  if (!bases.some((base) => mayBeUnder(cut, base))) return 'outside'

  const matching = rules.filter((rule) => basesThatFit(rule, cut, policy).length > 0)
  const serving = matching.filter((rule) => serves(rule, method))
  if (serving.length === 0) return matching.length === 0 ? 'unknown' : { allow: methodsOf(matching) }
  return { rules: serving.filter((rule) => !isOutranked(rule, serving, cut, policy)) }
}

/** The rules to enforce; or the methods of the path, which has not the one that was asked for. */
export type ReferenceMatch = { rules: readonly Rule[] } | { allow: readonly string[] } | 'unknown' | 'outside'

interface CutPath {
  readonly segments: readonly string[]
  readonly trailingSlash: boolean
}

function cutPath(path: string): CutPath {
  const segments = path.split('/').filter((segment) => segment !== '')
  return { segments, trailingSlash: segments.length > 0 && path.endsWith('/') }
}

/** In doubt it is: decoded, and without case. */
function mayBeUnder(path: CutPath, base: string): boolean {
  const spell = (segment = '') => decodeURIComponent(segment).toLowerCase()
  return cutPath(base).segments.every((segment, index) => spell(segment) === spell(path.segments[index]))
}

function serves(rule: Rule, method: string): boolean {
  return rule.method === method || (method === 'HEAD' && rule.method === 'GET')
}

function methodsOf(rules: readonly Rule[]): string[] {
  const methods = rules.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...new Set(methods)].sort()
}

/** Two spellings of one base are one. */
function basesThatFit(rule: Rule, path: CutPath, policy: RoutingPolicy): string[] {
  const bases = rule.bases.map((base) => foldCase(base, policy))
  return bases.filter((base) => {
    const start = cutPath(base).segments
    if (!startsWith(path.segments, start, policy)) return false
    const rest = path.segments.slice(start.length)
    const { segments, trailingSlash } = rule.template
    const slashFits = !policy.routing.strict || rest.length === 0 || trailingSlash === path.trailingSlash
    return slashFits && rest.length === segments.length && segments.every((s, i) => fits(s, rest[i] ?? '', policy))
  })
}

function startsWith(path: readonly string[], start: readonly string[], policy: RoutingPolicy): boolean {
  return start.every((segment, index) => isSame(segment, path[index] ?? '', policy))
}

/** OpenAPI prefers the concrete path: under one base, the one with literals wherever the two differ. */
function isOutranked(rule: Rule, rivals: readonly Rule[], path: CutPath, policy: RoutingPolicy): boolean {
  const bases = basesThatFit(rule, path, policy)
  return bases.every((base) =>
    rivals.some((rival) => basesThatFit(rival, path, policy).includes(base) && beats(rival, rule)),
  )
}

function beats(rival: Rule, rule: Rule): boolean {
  const pairs = rival.template.segments.map((segment, index) => [segment, rule.template.segments[index]] as const)
  const differing = pairs.filter(([one, other]) => shapeOf(one) !== shapeOf(other))
  return differing.length > 0 && differing.every(([one]) => one.kind === 'literal')
}

function shapeOf(segment: Segment | undefined): string {
  if (segment?.kind !== 'pattern') return segment?.kind ?? ''
  return segment.pieces.map((piece) => ('text' in piece ? wire(piece.text).toLowerCase() : '{}')).join('')
}

function fits(segment: Segment, text: string, policy: RoutingPolicy): boolean {
  if (segment.kind === 'parameter') return text !== ''
  if (segment.kind === 'literal') return isSame(wire(segment.text), text, policy)
  return canBeCut(text, segment.pieces, policy.routing.caseSensitive)
}

/** Whether some cut of the text gives every text its place and every parameter a character or more. */
export function canBeCut(text: string, pieces: readonly Piece[], caseSensitive = false): boolean {
  const [piece, ...rest] = pieces
  if (piece === undefined) return text === ''
  const starts = charactersOf(text).map((_, index, all) => all.slice(0, index + 1).join(''))
  return starts.some((start) => {
    const isTaken =
      'parameter' in piece || isSame(wire(piece.text), start, { routing: { caseSensitive, strict: false } })
    return isTaken && canBeCut(text.slice(start.length), rest, caseSensitive)
  })
}

/** What decodes to one character is one. */
function charactersOf(text: string): string[] {
  return text.match(/%[c-f][\da-f](?:%[89ab][\da-f])+|%..|./gi) ?? []
}

function wire(text: string): string {
  return text.replace(/[^!-~]/gu, encodeURI)
}

function isSame(one: string, other: string, options: Pick<RoutingPolicy, 'routing'>): boolean {
  return foldCase(one, options) === foldCase(other, options)
}

/** The digits of escapes have no case. */
function foldCase(text: string, { routing }: Pick<RoutingPolicy, 'routing'>): string {
  return routing.caseSensitive ? text.replace(/%../g, (digits) => digits.toUpperCase()) : text.toLowerCase()
}
