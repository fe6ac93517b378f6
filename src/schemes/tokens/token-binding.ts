import { isJsonObject } from '../../json/json-object.ts'
import { createProofVerifier } from '../../jwt/dpop/create-proof-verifier.ts'
import type { ProvenRequest } from '../../jwt/dpop/types.ts'
import type { JwtClaims } from '../../jwt/types.ts'
import { type Later, whenKnown } from '../../waiting/when-known.ts'
import type { SchemeServices } from '../kind.ts'
import {
  type BindingReason,
  type ChallengeForm,
  type CredentialRequest,
  repeated,
  type Verdict,
  type VerifyContext,
} from '../types.ts'
import type { ProofRule } from './proof-options.ts'

/** Judges whether a token came in the way that it is bound to (RFC 9449 §7). */
export interface TokenBinding {
  /** For the scheme's challenge. */
  readonly asked: NonNullable<Extract<ChallengeForm, { word: 'Bearer' }>['proofs']>
  /** The token is good in itself. undefined: so is the way it came. Never throws and never rejects. */
  judge(claims: Readonly<JwtClaims>, token: string, context: VerifyContext): Later<Fault | undefined>
}

type Fault = Exclude<Verdict, { readonly kind: 'principal' }>

export function createTokenBinding(
  scheme: string,
  { mode, settings }: ProofRule,
  services: SchemeServices,
): TokenBinding {
  const verifier = createProofVerifier(scheme, settings, services)
  const required = mode === 'required'
  return Object.freeze({
    asked: Object.freeze({ algorithms: settings.algorithms, required }),
    judge(claims, token, { word, request }) {
      const thumbprint = thumbprintIn(claims)
      const proof = request.header('dpop')
      if (word === undefined) return judgeBearer(thumbprint, proof, required)
      if (proof === undefined) return refused('dpop.missing')
      // Node joins two fields into one (H-18), and no proof has a comma.
      if (proof === repeated || proof.includes(',')) return refused('dpop.repeated')
      if (thumbprint === undefined) return refused('dpop.unbound')
      const possession = { proof, token, thumbprint, request: provenRequest(request) }
      return whenKnown(verifier.verify(possession), (verdict) => (verdict.kind === 'proven' ? undefined : verdict))
    },
  } satisfies TokenBinding)
}

/** A bound token without its proof is what a thief has (RFC 9449 §7.2, D-01). */
function judgeBearer(
  thumbprint: string | undefined,
  proof: ReturnType<CredentialRequest['header']>,
  required: boolean,
): Fault | undefined {
  if (thumbprint !== undefined) return refused('dpop.bearer')
  // A client that proves possession and asks to be taken without it is broken, or somebody changed its word (H-30).
  if (proof !== undefined) return refused('dpop.beside_bearer')
  return required ? refused('dpop.required') : undefined
}

function refused(reason: BindingReason): Fault {
  return { kind: 'refused', reason }
}

/** RFC 9449 §6.1. */
function thumbprintIn({ cnf }: Readonly<JwtClaims>): string | undefined {
  return isJsonObject(cnf) && typeof cnf.jkt === 'string' ? cnf.jkt : undefined
}

function provenRequest(request: CredentialRequest): ProvenRequest {
  const { method, path, origins, message } = request
  // Without a message, one decision is one request, whatever the number of its rules.
  return { method, path, origins, identity: message ?? request }
}
