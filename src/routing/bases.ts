import type { CompiledPolicy } from '../policy/types.ts'
import { insertRule, type TrieOptions } from './insert-rule.ts'
import { createNode, type PathNode } from './path-trie.ts'
import type { RequestPath } from './request-path.ts'
import { isDecodable } from './target.ts'
import { foldCase, toWireForm } from './wire-form.ts'

/** A base path, and the templates that stand under it. */
export interface Base {
  /** Its segments as a request's keys have them. None for ''. */
  readonly keys: readonly string[]
  readonly root: PathNode
}

/** One position of all base paths. */
export interface BaseNode {
  /** By the loosest key of the segment. */
  readonly children: Map<string, BaseNode>
  /** Those that end here. */
  readonly bases: Base[]
}

export function compileBases({ rules, bases, routing }: Pick<CompiledPolicy, 'rules' | 'bases' | 'routing'>): BaseNode {
  const root: BaseNode = { children: new Map(), bases: [] }
  const options: TrieOptions = { ...routing, patterns: new Map() }
  for (const base of bases) insertBase(root, base, routing.caseSensitive)
  for (const rule of rules) {
    // Two spellings of one base are one base here, and the rule stands there once.
    const own = new Set(rule.bases.map((base) => insertBase(root, base, routing.caseSensitive)))
    for (const base of own) insertRule(base.root, rule, options)
  }
  return root
}

function insertBase(root: BaseNode, path: string, caseSensitive: boolean): Base {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(toWireForm)
  let node = root
  for (const segment of segments) {
    const key = loosestKey(segment)
    const child = node.children.get(key) ?? { children: new Map(), bases: [] }
    node.children.set(key, child)
    node = child
  }
  const keys = segments.map((segment) => foldCase(segment, caseSensitive))
  const known = node.bases.find((base) => startsWith(keys, base.keys))
  if (known !== undefined) return known
  const base = { keys, root: createNode() }
  node.bases.push(base)
  return base
}

/** What a request's path has to do with the base paths. */
export interface Whereabouts {
  /** Somebody could take it for a path under a base. */
  readonly inside: boolean
  /** The bases it is under as Express sees it, the longest first. */
  readonly bases: readonly Base[]
}

/**
 * Whole segments are compared, so `/v1evil` is outside `/v1`. What passes as outside must be outside for everybody:
 * `/V1/x` is inside even where routing is case-sensitive, because routers inside the application need not be
 * (`express.Router()` does not inherit the setting), and `/%761/x` is, because a proxy behind the gate may decode it.
 */
export function locate(root: BaseNode, path: RequestPath): Whereabouts {
  const bases: Base[] = []
  let inside = false
  let node: BaseNode | undefined = root
  for (let depth = 0; node !== undefined; depth++) {
    inside ||= node.bases.length > 0
    for (const base of node.bases) if (startsWith(path.keys, base.keys)) bases.unshift(base)
    const segment: string | undefined = path.segments[depth]
    node = segment === undefined || node.children.size === 0 ? undefined : node.children.get(loosestKey(segment))
  }
  return { inside, bases }
}

function startsWith(keys: readonly string[], start: readonly string[]): boolean {
  return start.every((key, index) => key === keys[index])
}

/** A segment as the most careless reader takes it: decoded, without case and without what follows a `;`. */
function loosestKey(segment: string): string {
  const decoded = segment.includes('%') && isDecodable(segment) ? decodeURIComponent(segment) : segment
  const cut = decoded.indexOf(';')
  return (cut === -1 ? decoded : decoded.slice(0, cut)).toLowerCase()
}
