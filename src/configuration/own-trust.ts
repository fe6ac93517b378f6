import { trustNames } from '../schemes/bearer.ts'
import type { Draft } from './draft.ts'

/** Whether the options by name say whom a scheme trusts. Then nothing else does (V-02). */
export function hasOwnTrust({ options }: Pick<Draft, 'options'>): boolean {
  return trustNames.some((name) => options.has(name))
}
