/** Puts a value behind all others, and drops the first where there are more than `most`. */
export function keepNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= most) return
  const first = map.keys().next()
  if (first.done !== true) map.delete(first.value)
}
