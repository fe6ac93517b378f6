import { types } from 'node:util'

/** Levels of objects and lists. The deepest option, a key in a set of an issuer of a scheme, has eight. */
const deepest = 16

/**
 * A copy of plain objects and lists, with everything else in it as it is: the start waits for files, and what the
 * caller changes meanwhile must not count. Each member is read once.
 */
export function copyOptions(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest) return value
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  // They cannot change, and are nothing without their class.
  if (types.isKeyObject(value) || types.isCryptoKey(value)) return value
  if (Array.isArray(value)) return value.map((item) => copyOptions(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOptions(member, depth + 1)]))
}
