import { describeTrust } from './configuration/describe-trust.ts'
import type { SchemeSettings, Settings } from './configuration/types.ts'
import { reasons } from './decision/reasons.ts'
import type { DecisionRequest, Refused } from './decision/types.ts'
import { formatDiagnostic } from './diagnostics/configuration-error.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { loggedPath } from './enforcement/describe-decision.ts'
import type { GateOptions } from './gate-options.ts'

/** The owner's log: what a gate says at the start, and why it refused. No line holds a credential. */
export interface Log {
  /** Whom each scheme trusts, and what the document should be told. */
  start(settings: readonly SchemeSettings[], diagnostics: readonly Diagnostic[]): void
  warn(line: string): void
  /** undefined in production, where events and health say it. */
  readonly refusal: ((refused: Refused, request: DecisionRequest) => void) | undefined
}

export function createLog(option: GateOptions['log'], { production }: Pick<Settings, 'production'>): Log {
  const write = safeWriter(option)
  return {
    start(settings, diagnostics) {
      for (const one of settings) write(describeTrust(one))
      for (const diagnostic of diagnostics) if (diagnostic.severity === 'warning') write(formatDiagnostic(diagnostic))
    },
    warn: write,
    refusal: production ? undefined : (refused, request) => write(refusalLine(refused, request)),
  }
}

/** A log that throws must not change an answer. */
function safeWriter(option: GateOptions['log']): (line: string) => void {
  if (option === false) return () => {}
  const write = option ?? console.warn
  return (line) => {
    try {
      write(`portcullis: ${line}`)
    } catch {
      // The log is the owner's own; there is nowhere else to say that it failed.
    }
  }
}

function refusalLine({ status, error, reason }: Refused, { method, target }: DecisionRequest): string {
  return `${status} ${error} for ${loggedPath(method)} ${loggedPath(target)}: ${reasons[reason].sentence} (${reason})`
}
