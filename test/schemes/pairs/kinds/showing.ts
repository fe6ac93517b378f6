import type { Hooks, Verified } from '../../../../src/index.ts'
import type { PairKind, Show } from '../kind.ts'

export const header =
  (name: string, ...values: readonly string[]): Show =>
  ({ headers }) => {
    for (const value of values) headers.push([name, value])
  }

/** A check that breaks down for some callers: `thrower` and `sleeper` are their names. */
export const check: NonNullable<Hooks['check']> = ({ name }) => {
  if (name === 'thrower') throw new Error('the check broke down')
  return name === 'sleeper' ? new Promise<boolean>(() => undefined) : true
}

/** A verify that breaks down for some credentials, as `check` does. */
export const verify = (credential: string): Verified | Promise<Verified> => {
  const name = credential.split('-')[1] ?? ''
  if (name === 'thrower') throw new Error('verify broke down')
  if (name === 'sleeper') return new Promise<false>(() => undefined)
  return name === 'till' ? { name, scopes: ['read'] } : name === 'clerk' && { name }
}

/** What a credential of a caller of the table is in each state, where it is a text that names him. */
export function showKeys(
  name: string,
  show: (...keys: readonly string[]) => Show,
  { malformed, oversized }: { readonly malformed: Show; readonly oversized: Show },
): Pick<PairKind, 'show' | 'slow'> {
  const key = (caller: string): string => keyOf(name, caller)
  return {
    show: {
      good: show(key('till')),
      poor: show(key('clerk')),
      wrong: show(key('nobody')),
      malformed,
      repeated: show(key('till'), key('till')),
      oversized,
      throwing: show(key('thrower')),
    },
    slow: show(key('sleeper')),
  }
}

/** As `verify` takes it apart. */
export function keyOf(name: string, caller: string): string {
  return `${name}-${caller}-0123456789`
}
