import type { Report } from '../diagnostics/diagnostic.ts'
import { listed, quote } from '../diagnostics/words.ts'
import type { Alternative, Rule } from '../policy/types.ts'
import type { SchemeSettings } from '../schemes/kind.ts'
import type { ConfigurationCode } from './codes.ts'
import type { TrustOptions } from './types.ts'

type Configured = ReadonlyMap<string, SchemeSettings>

/**
 * Reports operations that demand a DPoP proof in one alternative, and in another take tokens of the same issuer without
 * one: the demand is none (D-30). Told once for each pair of schemes; an error where the application wants to be strict.
 */
export function reportAvoidableProofs(
  rules: readonly Rule[],
  schemes: Configured,
  { strict }: Pick<TrustOptions, 'strict'>,
  report: Report,
): void {
  const told = new Set<string>()
  for (const { operation, alternatives } of rules) {
    for (const [demanding, avoiding] of avoidable(alternatives, schemes)) {
      const pair = JSON.stringify([demanding.name, avoiding.name])
      if (told.has(pair)) continue
      told.add(pair)
      const code: ConfigurationCode = 'dpop.avoidable'
      const where = `${operation.method.toUpperCase()} ${operation.path}`
      const message = `${where} takes from ${quote(demanding.name)} only tokens with a DPoP proof, and from ${quote(avoiding.name)} tokens of the same issuer without one.`
      const fix = `Set dpop: 'required' for ${quote(avoiding.name)}, or make the two name different issuers.`
      report({ severity: strict ? 'error' : 'warning', code, message, fix, ...operation.source })
    }
  }
}

type Pair = readonly [demanding: SchemeSettings, avoiding: SchemeSettings]

function avoidable(alternatives: readonly Alternative[], schemes: Configured): readonly Pair[] {
  const groups = alternatives.map((alternative) => alternative.flatMap(({ scheme }) => schemes.get(scheme) ?? []))
  const demanding = groups.flat().filter(({ proofs }) => proofs === 'required')
  const without = groups.filter((group) => group.every(({ proofs }) => proofs !== 'required')).flat()
  return demanding.flatMap((one) =>
    without.filter((other) => shareIssuer(one, other)).map((other): Pair => [one, other]),
  )
}

function shareIssuer(one: SchemeSettings, other: SchemeSettings): boolean {
  return one.issuers.some(({ issuer }) => other.issuers.some((two) => two.issuer === issuer))
}

/** A proof that one process has seen is new to the others (F-34). */
export function reportUnsharedProofs(
  schemes: Configured,
  { unshared }: Pick<TrustOptions, 'unshared'>,
  report: Report,
): void {
  const names = [...schemes.values()].filter(({ proofs }) => proofs !== undefined).map(({ name }) => quote(name))
  if (!unshared || names.length === 0) return
  const code: ConfigurationCode = 'dpop.unshared'
  const message = `Several processes run, and a DPoP proof for ${listed(names)} is good once in each of them.`
  const fix = 'Give every process the same store: store: createRedisStore(client).'
  report({ severity: 'warning', code, message, fix })
}
