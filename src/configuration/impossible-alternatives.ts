import type { Report } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import type { Alternative, Rule } from '../policy/types.ts'
import type { SchemeSettings } from '../schemes/kind.ts'
import type { ConfigurationCode } from './codes.ts'

/**
 * Reports alternatives that nothing can satisfy: schemes that read the same credential and accept nothing in common, as
 * tokens of different issuers (O-30). Told once for each pair of schemes.
 */
export function reportImpossible(
  rules: readonly Rule[],
  schemes: ReadonlyMap<string, SchemeSettings>,
  report: Report,
): void {
  const told = new Set<string>()
  for (const { operation, alternatives } of rules) {
    for (const [one, other] of alternatives.flatMap((alternative) => excludingPairs(alternative, schemes))) {
      const pair = JSON.stringify([one, other])
      if (told.has(pair)) continue
      told.add(pair)
      const code: ConfigurationCode = 'alternative.impossible'
      const where = `${operation.method.toUpperCase()} ${operation.path}`
      const message = `${where} needs ${quote(one)} and ${quote(other)} together, and no credential can be good for both.`
      const fix = 'Make them two alternatives (two entries of the list), or trust the same issuer in both.'
      report({ severity: 'error', code, message, fix, ...operation.source })
    }
  }
}

function excludingPairs(
  alternative: Alternative,
  schemes: ReadonlyMap<string, SchemeSettings>,
): readonly (readonly [string, string])[] {
  const needed = alternative.flatMap(({ scheme }) => schemes.get(scheme) ?? [])
  return needed.flatMap((one, index) =>
    needed
      .slice(index + 1)
      .flatMap((other): readonly (readonly [string, string])[] =>
        excludes(one, other) ? [[one.name, other.name]] : [],
      ),
  )
}

function excludes(one: SchemeSettings, other: SchemeSettings): boolean {
  if (one.carrier !== other.carrier) return false
  const accepted = new Set(other.accepts)
  return !one.accepts.some((credential) => accepted.has(credential))
}
