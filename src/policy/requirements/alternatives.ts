import { plain } from '../../diagnostics/words.ts'
import type { Alternative } from '../types.ts'

/** The same text for the same demands, in whatever order and however often they are written. */
export function alternativeKey(alternative: Alternative): string {
  const demands = alternative.map(({ scheme, scopes }) => JSON.stringify([scheme, [...new Set(scopes)].sort()]))
  return demands.sort().join(' ')
}

/** As a document has it, for a sentence: `{ key: [], auth0: [read, write] }`. */
export function describeAlternative(alternative: Alternative): string {
  const demands = alternative.map(({ scheme, scopes }) => `${scheme}: [${scopes.join(', ')}]`)
  return demands.length === 0 ? '{}' : plain(`{ ${demands.join(', ')} }`)
}
