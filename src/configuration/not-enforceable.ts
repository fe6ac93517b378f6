import type { Report } from '../diagnostics/diagnostic.ts'
import { nearestName } from '../diagnostics/nearest.ts'
import { proposal, quote } from '../diagnostics/words.ts'
import { findingOn } from '../options/given.ts'
import type { NamedValues } from '../options/named-values.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import type { ConfigurationCode } from './codes.ts'

/** Reports options for schemes that the document does not declare, or that no operation uses. */
export function reportNames(
  options: NamedValues,
  declarations: readonly SchemeDeclaration[],
  used: { has(name: string): boolean },
  report: Report,
): void {
  const declared = declarations.map(({ name }) => name)
  for (const [name, given] of options) {
    if (!declared.includes(name)) {
      const code: ConfigurationCode = 'scheme.unknown'
      const fix = proposal(nearestName(name, declared), `It declares: ${declared.join(', ') || 'none'}.`)
      report(findingOn(given, { code, message: `The document declares no scheme ${quote(name)}.`, fix }))
    } else if (!used.has(name)) {
      const code: ConfigurationCode = 'scheme.unused'
      const message = `The scheme ${quote(name)} is configured, and no operation uses it.`
      const fix = 'Name it in the `security` of the operations that it is for.'
      report(findingOn(given, { code, message, fix, severity: 'warning' }))
    }
  }
}
