import { hash } from 'node:crypto'
import type { Store } from '../../store/types.ts'
import { type Later, whenKnown } from '../../waiting/when-known.ts'
import { verifySignature } from '../verify-signature.ts'
import { createNonces, type Nonces } from './nonces.ts'
import { normaliseUri } from './normalise-uri.ts'
import { type ParsedProof, parseProof } from './parse-proof.ts'
import { createProofKeys } from './proof-keys.ts'
import { createReplays } from './replays.ts'
import type { Possession, ProofReason, ProofSettings, ProofVerdict, ProvenRequest } from './types.ts'

/** Judges for one scheme whether who sends a token has the key that it is bound to. */
export interface ProofVerifier {
  /** The token has been judged, and is good. Never throws and never rejects. */
  verify(possession: Possession): Later<ProofVerdict>
}

/** Where used proofs are remembered. */
export interface ProofMemory {
  readonly store: Store
  /** Seconds since the epoch: what was used before is not in the store. */
  readonly storeSince?: number
}

/** @param clock Seconds since the epoch. */
export function createProofVerifier(
  scheme: string,
  settings: ProofSettings,
  memory: ProofMemory,
  clock: () => number = () => Date.now() / 1000,
): ProofVerifier {
  const nonces = createNonces(settings.nonce, settings.clockTolerance, memory.storeSince)
  const keys = createProofKeys()
  const replays = createReplays(scheme, settings, memory.store)
  const verdictOn = (reason: ProofReason): ProofVerdict => {
    const asks = reason === 'dpop.nonce' || reason === 'dpop.restarted'
    return { kind: 'refused', reason, ...(asks && { nonce: nonces.issue(clock()) }) }
  }
  return {
    verify(possession) {
      const parsed = parseProof(possession.proof, settings.algorithms)
      if (!parsed.ok) return verdictOn(parsed.reason)
      const proof = parsed.value
      return whenKnown(keys.find(proof), (key) => {
        if (key === undefined) return verdictOn('dpop.key')
        // Before the signature, so that who has the token alone has nothing computed with a key of its own making.
        if (proof.thumbprint !== possession.thumbprint) return verdictOn('dpop.binding')
        return whenKnown(verifySignature(possession.proof, key), (fault) => {
          if (fault !== undefined) return verdictOn('dpop.signature')
          const reason = judgeClaims(proof, possession, { settings, nonces, memory, now: clock() })
          if (reason !== undefined) return verdictOn(reason)
          keys.keep(proof, key)
          return replays.use(possession, proof.claims.jti)
        })
      })
    },
  }
}

interface Rules {
  readonly settings: ProofSettings
  readonly nonces: Nonces
  readonly memory: ProofMemory
  /** Seconds. */
  readonly now: number
}

/** RFC 9449 §4.3, from 8 on and in its order; the binding was judged. */
function judgeClaims({ claims }: ParsedProof, { request, token }: Possession, rules: Rules): ProofReason | undefined {
  // Methods have a case (RFC 9110 §9.1, D-15).
  if (claims.htm !== request.method) return 'dpop.method'
  return (
    judgeUri(claims.htu, request) ??
    judgeTime(claims, rules) ??
    (claims.ath === hash('sha256', token, 'base64url') ? undefined : 'dpop.token')
  )
}

/** Where nobody knows under which address the API is reached, nothing says that the proof was meant for it. */
function judgeUri(htu: string, { origins, path }: ProvenRequest): ProofReason | undefined {
  if (origins.length === 0) return 'dpop.origin'
  const meant = normaliseUri(htu)
  const good = meant !== undefined && origins.some((origin) => normaliseUri(origin + path) === meant)
  return good ? undefined : 'dpop.uri'
}

/**
 * The comparisons say what is good, so that a clock which gives no number refuses. What a process before this one was
 * shown, this one cannot know: a proof from then has to be made again, with a nonce of this one (F-33). Under a secret that
 * was given, the nonce may be one of the process before.
 */
function judgeTime(
  { iat, nonce }: ParsedProof['claims'],
  { settings, nonces, memory, now }: Rules,
): ProofReason | undefined {
  const fresh = nonces.isFresh(nonce, now)
  if (settings.nonce.required && !fresh) return 'dpop.nonce'
  if (!(iat >= now - settings.maxAge)) return 'dpop.too_old'
  if (!(iat <= now + settings.clockTolerance)) return 'dpop.issued_in_future'
  const ofThisProcess = fresh && settings.nonce.secret === undefined
  return ofThisProcess || memory.storeSince === undefined || iat >= memory.storeSince ? undefined : 'dpop.restarted'
}
