import type { Rule } from '../policy/types.ts'
import type { Pattern } from './pattern.ts'

/** What a template has at one position. Of patterns, one object stands for each shape in a policy. */
export type Edge = 'literal' | 'parameter' | Pattern

/** Where templates of one shape end. */
export interface Leaf {
  readonly edges: readonly Edge[]
  /** In the order of the document. */
  readonly rules: Rule[]
}

/** One position of the templates that stand under one base path. */
export interface PathNode {
  /** By wire form without case. */
  literals: Map<string, PathNode> | undefined
  patterns: PatternTable | undefined
  parameter: PathNode | undefined
  leaf: Leaf | undefined
  /** Templates written with a slash at their end, where routing is strict. */
  slashedLeaf: Leaf | undefined
}

/** Some documents have hundreds of patterns at one position (`{name}:verb`): they are found by their two ends. */
export interface PatternTable {
  /** Every pair of lengths that prefix and suffix have here. */
  readonly lengths: { readonly prefix: number; readonly suffix: number }[]
  /** By prefix and suffix. */
  readonly children: Map<string, PatternChild[]>
}

export interface PatternChild {
  readonly pattern: Pattern
  readonly node: PathNode
}

export function createNode(): PathNode {
  return { literals: undefined, patterns: undefined, parameter: undefined, leaf: undefined, slashedLeaf: undefined }
}

/** The key of a pattern table. No segment holds a slash. */
export function endsOf(prefix: string, suffix: string): string {
  return `${prefix}/${suffix}`
}
