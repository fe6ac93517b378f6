/** Freezes a value that JSON could hold, with everything in it, each object once. Its depth was bounded before. */
export function freezeDeeply<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) freezeDeeply(member)
  return value
}
