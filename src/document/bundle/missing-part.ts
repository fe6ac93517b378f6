import { isMapping } from '../plain-data.ts'

/** In place of what is not to be had: the name of what is not there is nobody's business either. */
export const missing = { name: 'missing', part: { description: 'This part of the document is missing.' } } as const

/** It is known by its words: in a document that was written as JSON it has no other mark. */
export function isMissing(part: unknown): boolean {
  return isMapping(part) && part.description === missing.part.description
}
