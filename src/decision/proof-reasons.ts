import type { ReasonMeaning } from './reasons.ts'
import type { Reason } from './types.ts'

/** Why proofs of possession, and the tokens that are bound by them, are refused (RFC 9449). */
export const proofReasons: Readonly<Record<Extract<Reason, `dpop.${string}`>, ReasonMeaning>> = {
  'dpop.off': {
    error: 'invalid_token',
    sentence: 'The token came under the word DPoP, and the scheme takes no proofs: its option dpop is off.',
  },
  'dpop.missing': {
    error: 'invalid_request',
    sentence: 'The token came under the word DPoP, and no DPoP header with a proof is there.',
  },
  'dpop.repeated': {
    error: 'invalid_dpop_proof',
    sentence: 'The DPoP header stands more than once, or holds more than one proof.',
  },
  'dpop.unbound': {
    error: 'invalid_token',
    sentence: 'The token came under the word DPoP, and is bound to no key.',
  },
  'dpop.bearer': {
    error: 'invalid_token',
    sentence: 'The token is bound to a key, and came as Bearer, without its proof.',
  },
  'dpop.beside_bearer': {
    error: 'invalid_request',
    sentence: 'A DPoP header stands beside a token that came as Bearer.',
  },
  'dpop.required': {
    error: 'invalid_token',
    sentence: 'The token came as Bearer, where every token has to be bound to a key and to come under DPoP.',
  },
  'dpop.malformed': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof is not a signed JWT in compact form, with JSON objects inside.',
  },
  'dpop.oversized': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof is longer than proofs may be.',
  },
  'dpop.claims': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof lacks one of jti, htm, htu, iat and ath, or one of them is not what it should be.',
  },
  'dpop.type': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof is not of the type dpop+jwt.',
  },
  'dpop.critical': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof demands an extension, by crit or b64. None is understood.',
  },
  'dpop.algorithm': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof is signed with an algorithm that is not on the list.',
  },
  'dpop.key': {
    error: 'invalid_dpop_proof',
    sentence: 'The jwk of the proof is no public key that fits its algorithm, or a weak one.',
  },
  'dpop.private_key': {
    error: 'invalid_dpop_proof',
    sentence: 'The jwk of the proof holds a private key, which whoever read it can use now.',
  },
  'dpop.signature': {
    error: 'invalid_dpop_proof',
    sentence: 'The signature of the proof is not one of the key in it.',
  },
  'dpop.method': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof was made for another method. Upper and lower case differ.',
  },
  'dpop.uri': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof was made for another address. Behind a proxy, set `origin` or `trust proxy`.',
  },
  'dpop.origin': {
    error: 'invalid_dpop_proof',
    sentence: 'Nothing says under which address the API is reached, so no proof can be for it. Set `origin`.',
  },
  'dpop.nonce': {
    error: 'use_dpop_nonce',
    sentence: 'The proof has no nonce of this API, or one that is too old.',
  },
  'dpop.restarted': {
    error: 'use_dpop_nonce',
    sentence: 'The proof is from before this process began, which cannot know whether it was used. A store keeps that.',
  },
  'dpop.too_old': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof was made too long ago.',
  },
  'dpop.issued_in_future': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof was made in the future, by more than clocks may differ.',
  },
  'dpop.token': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof was made for another token: ath is not the digest of this one.',
  },
  'dpop.binding': {
    error: 'invalid_token',
    sentence: 'The proof is by another key than the one that the token is bound to.',
  },
  'dpop.replayed': {
    error: 'invalid_dpop_proof',
    sentence: 'The proof was used before.',
  },
  'dpop.crowded': {
    error: 'temporarily_unavailable',
    sentence: 'More proofs of one key are alive than are remembered.',
  },
}
