import type { KeySource, TrustedIssuer } from '../types.ts'
import { createKeySource } from './create-key-source.ts'
import type { ObserveKeys } from './key-event.ts'
import type { KeyLimits } from './limits.ts'

/** The key sources of a gate: one for each issuer, however many schemes trust it. */
export interface KeySources {
  sourceOf(trusted: TrustedIssuer): KeySource
  all(): readonly KeySource[]
  /** How often keys were asked for since the start, by sources that are gone as well. */
  fetches(): number
  /** Closes and forgets the sources that none of these issuers needs. */
  keepOnly(trusted: readonly TrustedIssuer[]): void
  /** Closes all, and those that are asked for later. */
  close(): void
}

export function createKeySources(limits: Partial<KeyLimits> = {}, observe?: ObserveKeys): KeySources {
  const sources = new Map<string | TrustedIssuer, KeySource>()
  let closed = false
  let fetchesBefore = 0
  const drop = (identity: string | TrustedIssuer): void => {
    const source = sources.get(identity)
    source?.close()
    fetchesBefore += source?.health().fetches ?? 0
    sources.delete(identity)
  }
  return {
    sourceOf(trusted) {
      const identity = identityOf(trusted)
      const known = sources.get(identity) ?? createKeySource(trusted, limits, observe)
      if (closed) known.close()
      sources.set(identity, known)
      return known
    },
    fetches: () => [...sources.values()].reduce((sum, source) => sum + source.health().fetches, fetchesBefore),
    close() {
      closed = true
      for (const source of sources.values()) source.close()
    },
    all: () => [...new Set(sources.values())],
    keepOnly(trusted) {
      const needed = new Set(trusted.map(identityOf))
      for (const identity of [...sources.keys()]) if (!needed.has(identity)) drop(identity)
    },
  }
}

/** Fetched keys are the same where they come from one place for one issuer and one set of algorithms; others never are. */
function identityOf(trusted: TrustedIssuer): string | TrustedIssuer {
  const { issuer, algorithms, keys } = trusted
  if (keys.kind === 'jwks' || keys.kind === 'secret') return trusted
  return JSON.stringify([issuer, algorithms, keys.kind, keys.kind === 'jwksUri' ? keys.url : keys.metadataUrl])
}
