/**
 * Counts the live proofs of each key, so that one key cannot fill what all of them share (D-29, R-07). Two periods are
 * kept, each as long as a proof lives: a proof is counted for one to two of them, never for less than its life.
 */
export interface ProofCounts {
  /** Counts one more, unless the key has too many. */
  take(thumbprint: string): boolean
}

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
    take(thumbprint) {
      turn()
      const count = current.get(thumbprint) ?? 0
      if (count + (previous.get(thumbprint) ?? 0) >= most) return false
      current.set(thumbprint, count + 1)
      return true
    },
  }
}
