import { freezeDeeply } from '../../jwt/freeze-deeply.ts'

/** A frozen copy that later changes by whoever made it do not reach; undefined for what JSON could not hold, as a Set. */
export function copyPlain(value: unknown): unknown {
  const copy = cloneOf(value)
  return isJsonValue(copy) ? freezeDeeply(copy) : undefined
}

/** Of an instance of a class, the members. A getter that throws is the application's failure, and goes its way. */
function cloneOf(value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'DataCloneError') return undefined
    throw error
  }
}

/** Levels. No principal has as many, and a value that is deeper could end the stack. */
const deepest = 64

/**
 * An Error, a Map or a Date has members that it was not given, or that no freezing reaches.
 * @param looked What was looked into; false while that goes on. Each object once: of a circle no other end would come.
 */
function isJsonValue(value: unknown, looked: Map<object, boolean> = new Map(), depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint'
  const known = looked.get(value)
  if (known !== undefined || depth > deepest) return known ?? false
  looked.set(value, false)
  const isGood = hasJsonForm(value) && Object.values(value).every((member) => isJsonValue(member, looked, depth + 1))
  looked.set(value, isGood)
  return isGood
}

/** A hole reads as undefined, which a list of JSON does not have. */
function hasJsonForm(value: object): boolean {
  return Array.isArray(value) ? !Array.from(value).includes(undefined) : hasPlainPrototype(value)
}

/** That of object literals, in whatever realm the copy was made: nothing stands above it. */
function hasPlainPrototype(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
