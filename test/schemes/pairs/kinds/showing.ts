import type { Hooks, Verified } from '../../../../src/index.ts'
import type { Show } from '../kind.ts'

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
