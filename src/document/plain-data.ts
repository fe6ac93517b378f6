/** A mapping of names to values. Its members are own properties; whatever else an object has is none of the document's. */
export type Mapping = Readonly<Record<string, unknown>>

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets a member as an own property, `__proto__` included. */
export function setMember(mapping: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') mapping[name] = value
  else Object.defineProperty(mapping, name, { value, enumerable: true, configurable: true, writable: true })
}

/** What a value is, for a sentence: `a list`, `the text "abc"`. Long texts are cut. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
    case 'number':
    case 'boolean':
      return `the ${typeof value} ${value}`
    default:
      return isMapping(value) ? 'a mapping' : `a value of the type ${typeof value}`
  }
}
