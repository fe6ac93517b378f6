import { isMapping, type Mapping } from '../plain-data.ts'

/** In place of what is not to be had: the name of what is not there is nobody's business either. */
export const missing = { name: 'missing', part: { description: 'This part of the document is missing.' } } as const

/** It is known by its words: in a document that was written as JSON it has no other mark. */
export function isMissing(part: unknown): boolean {
  return isMapping(part) && part.description === missing.part.description
}

/** The name of that part beside others. */
export function missingName(parts: Mapping): string {
  return isMissing(parts[missing.name]) ? missing.name : freeName(missing.name, parts)
}

/** A name for a part that a document has not given to one of its own. */
export function freeName(wanted: string, taken: Mapping): string {
  let name = wanted
  for (let count = 2; Object.hasOwn(taken, name); count += 1) name = `${wanted}-${count}`
  return name
}
