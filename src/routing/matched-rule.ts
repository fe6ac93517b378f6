import type { Rule } from '../policy/types.ts'
import { readParams } from './params.ts'
import type { Leaf } from './path-trie.ts'
import type { RequestPath } from './request-path.ts'
import type { MatchedRule } from './types.ts'

/** A rule with the place where it was found. Few requests ask for the parameters, so they are read when one does. */
export class FoundRule implements MatchedRule {
  readonly rule: Rule
  readonly #leaf: Leaf
  readonly #path: RequestPath
  readonly #depth: number

  constructor(rule: Rule, leaf: Leaf, path: RequestPath, depth: number) {
    this.rule = rule
    this.#leaf = leaf
    this.#path = path
    this.#depth = depth
  }

  get params(): MatchedRule['params'] {
    return readParams(this.rule, this.#leaf, this.#path, this.#depth)
  }
}
