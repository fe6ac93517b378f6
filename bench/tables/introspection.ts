import { run } from '../children.ts'
import type { IntrospectedRounds } from '../introspected-decisions.ts'
import { medianOf, withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

/** What an answer that is remembered costs beside a signature that is. */
export async function measureIntrospection(): Promise<Table> {
  const kinds = Object.entries(await run<IntrospectedRounds>('introspected-decisions', { parameters: [] }))
  const [first] = kinds
  const jwt = medianOf(first?.[1] ?? [])
  return {
    title: 'A token that is known',
    note:
      'CPU time (user and system) of `gate.decide` for a token that was judged before: median, lowest and highest of the ' +
      'rounds, the rows in turn in one process. RS256; the opaque token is shorter than the JWT, and hashed for less.',
    columns: ['token', 'CPU, µs', 'times a JWT'],
    rows: kinds.map(([kind, taken]) => [kind, withSpread(taken), (medianOf(taken) / jwt).toFixed(2)]),
  }
}
