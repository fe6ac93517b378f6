import { freezeDeeply } from '../../jwt/freeze-deeply.ts'

/** A frozen copy that later changes by the caller do not reach; undefined for what is no plain data, as a function. */
export function copyPlain(value: unknown): unknown {
  try {
    return freezeDeeply(structuredClone(value))
  } catch {
    // What cannot be cloned is no value that JSON could hold, which is all that is wanted here.
    return undefined
  }
}
