import { run } from '../children.ts'
import type { Beside, ProofFigures } from '../judge-proofs.ts'
import { withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

/** What a proof of possession costs beside the signatures that have to be checked anyway. */
export async function measureProofs(): Promise<Table> {
  const figures = await run<ProofFigures>('judge-proofs', { parameters: [] })
  return {
    title: 'CPU time of a decision with a DPoP proof',
    note:
      'Microseconds (user and system) of `gate.decide()`, and of `crypto.verify` alone for the same texts: median, lowest ' +
      'and highest of 9 rounds. Tokens and proofs are ES256; each proof is new and by one key, and used proofs are ' +
      'remembered in memory. The last column subtracts figures of the same round.',
    columns: ['token', 'signatures', 'signatures alone, µs', 'decision, µs', 'beside them, µs'],
    rows: [rowOf('new', '2', figures.new), rowOf('seen before', '1', figures.known)],
  }
}

function rowOf(token: string, signatures: string, { decided, checked }: Beside): readonly string[] {
  const beside = decided.map((one, round) => one - (checked[round] ?? Number.NaN))
  return [token, signatures, withSpread(checked), withSpread(decided), withSpread(beside)]
}
