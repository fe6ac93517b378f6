/** Freezes a value that came out of JSON, with everything in it. Its depth was bounded when it was parsed. */
export function freezeDeeply<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) freezeDeeply(member)
  return Object.freeze(value)
}
