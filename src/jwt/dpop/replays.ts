import { hash } from 'node:crypto'
import type { Store } from '../../store/types.ts'
import { createProofCounts } from './proof-counts.ts'
import type { Possession, ProofSettings, ProofVerdict } from './types.ts'

/** Seconds. Nothing says how long a store goes on failing. */
const retryAfter = 5

/** Seconds beyond the life of a proof for which it is remembered: clocks are read in whole seconds. */
const margin = 1

/** Knows the proofs that were used. */
export interface Replays {
  /** Uses a proof that is good in everything else. Never rejects. */
  use(possession: Possession, jti: string): Promise<ProofVerdict>
}

/** What was used for requests that may still be judged again, for each store. It outlives a reading of the document. */
const usedFor = new WeakMap<Store, WeakMap<object, Map<string, Promise<boolean>>>>()

/**
 * A proof is known by scheme, key and `jti`, never by its bytes: an ECDSA signature has a twin (D-25). The store adds it
 * when it is not there, in one step, so that of many at once one passes (D-30). A request that is judged more than once,
 * by several rules or at the route, brings its proof once: that is no replay.
 */
export function createReplays(scheme: string, settings: ProofSettings, store: Store): Replays {
  const { maxAge, clockTolerance, proofsPerKey } = settings
  // Made by the fastest clock that is taken, and judged by the slowest of the processes that share the store.
  const lifeMs = (maxAge + 2 * clockTolerance + margin) * 1000
  const counts = createProofCounts(proofsPerKey, lifeMs)
  const used = usedFor.get(store) ?? new WeakMap<object, Map<string, Promise<boolean>>>()
  usedFor.set(store, used)
  const addNew = async (key: string, thumbprint: string): Promise<boolean> => {
    const isNew = await store.add(key, '1', lifeMs)
    if (isNew) counts.add(thumbprint)
    return isNew
  }
  return {
    async use(possession, jti) {
      const { thumbprint, proof, token, request } = possession
      const key = `dpop:${digest(scheme, thumbprint, jti)}`
      const known = used.get(request.identity) ?? new Map<string, Promise<boolean>>()
      used.set(request.identity, known)
      const mark = digest(key, proof, token)
      let added = known.get(mark)
      if (added === undefined) {
        if (counts.isFull(thumbprint)) return { kind: 'unknown', reason: 'dpop.crowded', retryAfter: lifeMs / 1000 }
        added = addNew(key, thumbprint)
        known.set(mark, added)
      }
      try {
        return (await added) ? { kind: 'proven' } : { kind: 'refused', reason: 'dpop.replayed' }
      } catch {
        // Whether it was used is not known, so it does not count (F-25). What the store says of itself is no text for anybody.
        return { kind: 'unknown', reason: 'store.unavailable', retryAfter }
      }
    },
  }
}

function digest(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url')
}
