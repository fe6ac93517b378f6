import type { Report } from '../../diagnostics/diagnostic.ts'
import { asymmetricAlgorithms } from '../../jwt/algorithms.ts'
import type { NonceSettings, ProofSettings } from '../../jwt/dpop/types.ts'
import { createFields, type Fields, readFields } from '../../options/fields.ts'
import { type Given, wrongValue } from '../../options/given.ts'

/** Whether tokens may or must come with a DPoP proof, and what it must be. */
export interface ProofRule {
  readonly mode: 'allowed' | 'required'
  readonly settings: ProofSettings
}

/** Seconds: what a request takes on its way, and the difference of clocks. A stolen proof is worth something for as long. */
const defaultMaxAge = 60
const mostMaxAge = 300

/** Seconds. A client learns a new nonce by a refusal, so one that changed quickly would cost many. */
const defaultNonceLifetime = 300

/** Each takes some 200 bytes for a minute: 2 MB of a client that makes 150 requests a second. */
const defaultPerKey = 10_000

/** Bytes: those of the hash. */
const leastSecret = 32

/** undefined: `off`. */
export function readProofRule(fields: Fields, clockTolerance: number, report: Report): ProofRule | undefined {
  const mode = fields.choice('dpop', ['off', 'allowed', 'required']) ?? 'off'
  const given = fields.given('proofs')
  if (mode === 'off') {
    if (given !== undefined) report(wrongValue(given, "left out where dpop is 'off'"))
    return undefined
  }
  const names = ['algorithms', 'maxAge', 'clockTolerance', 'nonce', 'perKey']
  const proofs = given === undefined ? createFields(new Map(), report) : readFields(given, names, report)
  const settings = Object.freeze({
    algorithms: readProofAlgorithms(proofs, report),
    maxAge: proofs.number('maxAge', 1, mostMaxAge) ?? defaultMaxAge,
    clockTolerance: proofs.number('clockTolerance', 0, 60) ?? clockTolerance,
    proofsPerKey: proofs.count('perKey', 1, 1_000_000) ?? defaultPerKey,
    nonce: readNonce(proofs.given('nonce'), report),
  })
  return Object.freeze({ mode, settings })
}

function readProofAlgorithms(fields: Fields, report: Report): readonly string[] {
  const given = fields.given('algorithms')
  const algorithms = fields.texts('algorithms') ?? asymmetricAlgorithms
  if (given === undefined || algorithms.every((name) => asymmetricAlgorithms.includes(name))) return algorithms
  report(wrongValue(given, `a list of some of ${asymmetricAlgorithms.join(', ')}`))
  return []
}

function readNonce(given: Given | undefined, report: Report): NonceSettings {
  if (given === undefined || typeof given.value === 'boolean') {
    return Object.freeze({ required: given?.value === true, secret: undefined, lifetime: defaultNonceLifetime })
  }
  const fields = readFields(given, ['secret', 'lifetime'], report)
  return Object.freeze({
    required: true,
    secret: readSecret(fields.given('secret'), report),
    lifetime: fields.number('lifetime', 10, 3600) ?? defaultNonceLifetime,
  })
}

function readSecret(given: Given | undefined, report: Report): Uint8Array | undefined {
  if (given === undefined) return undefined
  const { value } = given
  const secret = typeof value === 'string' ? Buffer.from(value) : value
  if (secret instanceof Uint8Array && secret.length >= leastSecret) return Uint8Array.from(secret)
  report(wrongValue(given, `a text or a Uint8Array of at least ${leastSecret} bytes, made at random`))
  return undefined
}
