import fc from 'fast-check'
import type { PathTemplate, Segment } from '../../src/policy/path-template.ts'
import type { Rule } from '../../src/policy/types.ts'
import { ruleOf } from '../routing/policy-of.ts'
import { referenceMatch } from '../routing/reference-matcher.ts'
import { documentOf } from '../support/guarded.ts'

/** Few segments and short paths, so that templates overlap in every way they can. */
export interface Document {
  readonly base: '' | '/v1'
  readonly operations: readonly Operation[]
}

/** Each operation demands a scope that no other does: `op0`, `op1`, … */
export interface Operation {
  readonly number: number
  readonly method: string
  readonly path: string
  readonly template: PathTemplate
  readonly rule: Rule
}

/** How Express, or a gate, compares paths. */
export interface Routing {
  readonly caseSensitive: boolean
  readonly strict: boolean
}

/** PATCH is never documented: a handler for it has no operation on any path. */
const methods = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'OPTIONS']
export const undocumentedMethod = 'PATCH'

export const maxOperations = 12

const literals = ['a', 'B', 'me', 'users', 'a:b', '(b)', 'a*', 'a+', "it's", '\u00e9', '@me', '$a', 'a|b']
const patterns = ['{}.json', 'a-{}', '{}-{}', '{}...{}', '{}:me', 'a({},b={})', '{}me']

/** Segments are chosen by number out of the few that the document has. */
interface Entry {
  readonly method: string
  readonly segments: readonly number[]
  readonly name: string
  readonly slash: boolean
}

const entry: fc.Arbitrary<Entry> = fc.record({
  method: fc.constantFrom(...methods),
  segments: fc.array(fc.nat(11), { maxLength: 3, size: 'max' }),
  // Two paths that differ in their names alone are one for a router.
  name: fc.constantFrom('x', 'y'),
  slash: fc.constantFrom(false, false, false, true),
})

export const document: fc.Arbitrary<Document> = fc
  .record({
    base: fc.constantFrom('' as const, '/v1' as const),
    texts: fc.subarray(literals, { minLength: 1, maxLength: 3 }),
    pieces: fc.subarray(patterns, { maxLength: 2 }),
    entries: fc.array(entry, { minLength: 1, maxLength: maxOperations, size: 'max' }),
  })
  .map(({ base, texts, pieces, entries }) => {
    const alphabet = [...texts, ...pieces, '{}', '{}']
    const keys = new Set(entries.map((one) => `${one.method} ${pathOf(one, alphabet)}`))
    const operations = [...keys].map((key, number) => operationOf(key, number, base))
    return { base, operations }
  })

function pathOf({ segments, name, slash }: Entry, alphabet: readonly string[]): string {
  let count = 0
  const texts = segments.map((index) => alphabet[index % alphabet.length] ?? '{}')
  const path = `/${texts.join('/')}${slash && texts.length > 0 ? '/' : ''}`
  return path.replace(/\{\}/g, () => `{${name}${count++}}`)
}

function operationOf(key: string, number: number, base: string): Operation {
  const [method = '', path = ''] = key.split(' ')
  const rule = ruleOf(method, path, [base])
  return { number, method, path, template: rule.template, rule }
}

export function scopeOf(operation: number): string {
  return `op${operation}`
}

/** What the gate is given. */
export function openApiOf({ base, operations }: Document): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const { number, method, path } of operations) {
    const item = paths[path] ?? {}
    item[method.toLowerCase()] = { security: [{ auth0: [scopeOf(number)] }] }
    paths[path] = item
  }
  return documentOf(paths, base === '' ? {} : { servers: [{ url: base }] })
}

/**
 * The operations that a plain request is for, by the definition of OpenAPI and of Express's settings: more than one where
 * no path goes first. `unknown` is a place inside the API where the document has nothing.
 */
export type Named = readonly number[] | 'unknown' | 'outside'

export function namedBy({ base, operations }: Document, routing: Routing, method: string, path: string): Named {
  const rules = operations.map(({ rule }) => rule)
  const match = referenceMatch({ rules, bases: [base], routing }, method, path)
  if (typeof match === 'string') return match
  return 'allow' in match ? 'unknown' : match.rules.map((rule) => rules.indexOf(rule))
}

/**
 * The path of a target that every reader of HTTP takes for the same; undefined for any other. What RFC 3986 lets nobody
 * write in a path is not plain, and of escapes only the one that the documents need is.
 */
export function plainPath(target: string): string | undefined {
  const [path = ''] = target.split('?', 1)
  // A fragment is never sent, and neither is a character that is not ASCII, in a query as little as in a path.
  const isPlain =
    !/[^!-~]|#/.test(target) &&
    /^\/(?:(?:[\w.~!$&'()*+,=:@-]|%C3%A9)+(?:\/|$))*$/.test(path) &&
    !/\/\.{1,2}(?:\/|$)/.test(path)
  return isPlain ? path : undefined
}

/**
 * Whether readers of HTTP differ about a target, which is refused for that alone (design 2.5): empty and dot segments,
 * encoded separators, broken escapes, controls, a fragment.
 */
export function isAmbiguous(target: string): boolean {
  const [path = ''] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)
  return target.includes('#') || /\/\/|\/(?:\.|%2e){1,2}(?:\/|$)|%(?:2f|5c|[01]|7f)|%(?![\da-f]{2})|\\/i.test(path)
}

const ranks: Readonly<Record<Segment['kind'], number>> = { literal: 0, pattern: 1, parameter: 2 }

/** Concrete before templated, segment by segment. */
export function inOpenApiOrder(operations: readonly Operation[]): readonly Operation[] {
  const rank = ({ template }: Operation) => template.segments.map(({ kind }) => ranks[kind]).join('')
  return operations.toSorted((one, other) => rank(one).localeCompare(rank(other)))
}
