/**
 * A set that cannot be changed by whoever holds it. Freezing a Set leaves its `add` working, and a scope that a handler
 * adds must not count for anybody. As JSON it is a list.
 */
export function fixedSet<Value>(values: Iterable<Value>): ReadonlySet<Value> {
  return Object.freeze(Object.defineProperties(new Set(values), fixed))
}

const fixed: PropertyDescriptorMap = {
  add: { value: refuseChange },
  delete: { value: refuseChange },
  clear: { value: refuseChange },
  toJSON: { value: toList },
}

function refuseChange(): never {
  throw new TypeError('this set is frozen')
}

function toList(this: ReadonlySet<unknown>): readonly unknown[] {
  return [...this]
}
