import type { Report } from '../diagnostics/diagnostic.ts'
import { nearestName } from '../diagnostics/nearest.ts'
import { proposal, quote } from '../diagnostics/words.ts'
import { asymmetricAlgorithms, hmacSecretBytes } from '../jwt/algorithms.ts'
import type { Fields } from '../options/fields.ts'
import { findingOn, type Given } from '../options/given.ts'
import type { ConfigurationCode } from './codes.ts'

const known: readonly string[] = [...asymmetricAlgorithms, ...hmacSecretBytes.keys()]

/** The allow-list of one issuer. Symmetric algorithms only beside a secret, and never beside others (K-04). */
export function readAlgorithms(fields: Fields, unit: Given, report: Report): readonly string[] | undefined {
  const algorithms = fields.texts('algorithms') ?? []
  const unknown = algorithms.find((algorithm) => !known.includes(algorithm))
  const given = fields.given('algorithms') ?? unit
  if (unknown !== undefined) return reportUnknown(given, unknown, report)
  const symmetric = algorithms.filter((algorithm) => hmacSecretBytes.has(algorithm))
  const secret = fields.given('secret')
  if (secret === undefined && symmetric.length === 0) {
    return algorithms.length === 0 ? asymmetricAlgorithms : algorithms
  }
  if (secret !== undefined && symmetric.length > 0 && symmetric.length === algorithms.length) return algorithms
  return reportMismatch(given, secret === undefined, report)
}

function reportUnknown(given: Given, unknown: string, report: Report): undefined {
  const code: ConfigurationCode = 'algorithm.unknown'
  const message =
    unknown.toLowerCase() === 'none'
      ? `${given.label} lists "none", which would take tokens that nobody signed.`
      : `${given.label} lists ${quote(unknown)}, which is no algorithm that is verified here.`
  const fix = unknown.toLowerCase() === 'none' ? undefined : nearestName(unknown, known)
  report(findingOn(given, { code, message, fix: proposal(fix, `Use some of: ${known.join(', ')}.`) }))
  return undefined
}

function reportMismatch(given: Given, withoutSecret: boolean, report: Report): undefined {
  const code: ConfigurationCode = 'algorithm.secret'
  const message = withoutSecret
    ? `${given.label} lists HS algorithms, and there is no secret beside them.`
    : `${given.label} has a secret, and algorithms that are not HS256, HS384 or HS512 alone.`
  const fix = withoutSecret ? 'Write the secret, or take the HS algorithms out.' : "Write algorithms: ['HS256']."
  report(findingOn(given, { code, message, fix }))
  return undefined
}
