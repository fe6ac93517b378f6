import { nearestName } from '../diagnostics/nearest.ts'
import { quote } from '../diagnostics/words.ts'
import { TokenClientError } from './token-client-error.ts'

/**
 * Refuses a connection that is not among those that are known. What was asked for is not said again: a handler may take it
 * from its caller.
 * @param known undefined: any.
 */
export function assertKnown(connection: string, known: ReadonlySet<string> | undefined): void {
  if (known === undefined || known.has(connection)) return
  const nearest = nearestName(connection, [...known])
  const says = nearest === undefined ? `known are ${listOf(known)}.` : `did you mean ${quote(nearest)}?`
  throw new TokenClientError('connection.unknown', { says })
}

/** Names in a message. */
const listed = 5

function listOf(names: ReadonlySet<string>): string {
  return names.size === 0 ? 'none' : [...names].slice(0, listed).map(quote).join(', ')
}
