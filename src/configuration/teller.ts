import type { Report } from '../diagnostics/diagnostic.ts'
import type { ConfigurationCode } from './codes.ts'
import type { Settings } from './types.ts'

/** What the document wants and this gate cannot do. Report mode lets everything through, and starts all the same. */
const bearable: ReadonlySet<string> = new Set<ConfigurationCode>([
  'scheme.unconfigured',
  'alternative.impossible',
  'audience.missing',
])

/** Passes findings on, softened where report mode bears them, and knows whether one of them stops the start. */
export function createTeller(
  mode: Settings['mode'],
  report: Report,
): { readonly tell: Report; readonly failed: () => boolean } {
  let failed = false
  return {
    tell(diagnostic) {
      const borne = mode === 'report' && bearable.has(diagnostic.code)
      const told = borne ? { ...diagnostic, severity: 'warning' as const } : diagnostic
      failed ||= told.severity === 'error'
      report(told)
    },
    failed: () => failed,
  }
}
