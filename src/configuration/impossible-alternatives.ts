import type { Report } from '../diagnostics/diagnostic.ts'
import { listed, quote } from '../diagnostics/words.ts'
import type { Alternative, Rule } from '../policy/types.ts'
import type { SchemeSettings } from '../schemes/kind.ts'
import type { ConfigurationCode } from './codes.ts'

/**
 * Reports alternatives that nothing can satisfy: schemes that read one credential and have nothing in common that it
 * could be, as tokens of different issuers (O-30). Told once for each group of schemes.
 */
export function reportImpossible(
  rules: readonly Rule[],
  schemes: ReadonlyMap<string, SchemeSettings>,
  report: Report,
): void {
  const told = new Set<string>()
  for (const { operation, alternatives } of rules) {
    for (const names of alternatives.flatMap((alternative) => excludingGroups(alternative, schemes))) {
      const group = JSON.stringify(names)
      if (told.has(group)) continue
      told.add(group)
      const code: ConfigurationCode = 'alternative.impossible'
      const where = `${operation.method.toUpperCase()} ${operation.path}`
      const message = `${where} needs ${listed(names.map(quote))} together, and no credential can be good for all of them.`
      const fix = 'Make them alternatives (entries of the list of their own), or trust one issuer in all of them.'
      report({ severity: 'error', code, message, fix, ...operation.source })
    }
  }
}

/** The schemes that share a carrier and no credential, by name. Three may exclude each other where any two do not. */
function excludingGroups(
  alternative: Alternative,
  schemes: ReadonlyMap<string, SchemeSettings>,
): readonly (readonly string[])[] {
  const needed = alternative.flatMap(({ scheme }) => schemes.get(scheme) ?? [])
  const carriers = [...new Set(needed.map(({ carrier }) => carrier))]
  const groups = carriers.map((carrier) => needed.filter((one) => one.carrier === carrier))
  return groups.filter((group) => !shareCredential(group)).map((group) => group.map(({ name }) => name))
}

/** What only the application's own `verify` knows may be anything. */
function shareCredential(group: readonly SchemeSettings[]): boolean {
  const [first, ...others] = group.flatMap(({ accepts }) => (accepts === undefined ? [] : [new Set(accepts)]))
  return first === undefined || [...first].some((credential) => others.every((accepted) => accepted.has(credential)))
}
