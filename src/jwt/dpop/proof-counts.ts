/**
 * Counts the live proofs of each key, so that one key cannot fill what all of them share (D-29, R-07). Two periods are
 * kept, each as long as a proof lives: a proof is counted for one to two of them, never for less than its life.
 */
export interface ProofCounts {
  isFull(thumbprint: string): boolean
  /** One more. Only those that were new: whoever repeats a proof that he has seen must not lock its key out. */
  add(thumbprint: string): void
}

/** Keys of a period. Of more, some are not counted: then the bound of the store is the only one. */
const mostKeys = 100_000

/** @param clock Milliseconds that only grow. */
export function createProofCounts(
  most: number,
  lifeMs: number,
  clock: () => number = () => performance.now(),
): ProofCounts {
  let current = new Map<string, number>()
  let previous = new Map<string, number>()
  let sinceMs = clock()
  const turn = (): void => {
    const passedMs = clock() - sinceMs
    if (passedMs < lifeMs) return
    previous = passedMs < 2 * lifeMs ? current : new Map()
    current = new Map()
    sinceMs = clock()
  }
  return {
    isFull(thumbprint) {
      turn()
      return (current.get(thumbprint) ?? 0) + (previous.get(thumbprint) ?? 0) >= most
    },
    add(thumbprint) {
      turn()
      const count = current.get(thumbprint)
      if (count !== undefined || current.size < mostKeys) current.set(thumbprint, (count ?? 0) + 1)
    },
  }
}
