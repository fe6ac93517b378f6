import type { Store } from './types.ts'

/** What a store has to be, for a message. */
export const storeForm = 'an object with the functions get, set, add and delete'

export function isStore(value: unknown): value is Store {
  const methods: Readonly<Record<string, unknown>> = Object(value)
  return ['get', 'set', 'add', 'delete'].every((name) => typeof methods[name] === 'function')
}
