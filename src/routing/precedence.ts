import type { Edge, Leaf } from './path-trie.ts'
import type { RequestPath } from './request-path.ts'

/**
 * OpenAPI's "concrete before templated" (3.2 §4.8.1), segment by segment: a leaf gives way to another that has a literal
 * wherever they differ. Neither of `/organizations/name/{name}` and `/organizations/{id}/client-grants` does, so both
 * stay and both are enforced (P-34). A pattern never wins over a parameter: routers differ in what `{a}-{b}` matches, so
 * the parameter's handler may be the one that runs.
 */
export function withoutOutranked(leaves: readonly Leaf[], path: RequestPath, depth: number): readonly Leaf[] {
  if (leaves.length < 2) return leaves
  return leaves.filter((leaf) => !leaves.some((other) => outranks(other, leaf, path, depth)))
}

function outranks(winner: Leaf, loser: Leaf, path: RequestPath, depth: number): boolean {
  if (winner === loser) return false
  return winner.edges.every((edge, index) => edge === loser.edges[index] || isExact(edge, path, depth + index))
}

/** A literal that Express as well reads in this request, whichever way its route was spelt. */
function isExact(edge: Edge, path: RequestPath, index: number): boolean {
  return edge === 'literal' && path.respelt?.[index] !== true
}
