import { describeTrust } from '../configuration/describe-trust.ts'
import type { SchemeSettings, Settings } from '../configuration/types.ts'
import { reasons } from '../decision/reasons.ts'
import type { DecisionRequest, Refused } from '../decision/types.ts'
import { formatDiagnostic } from '../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import { callSafely } from '../enforcement/call-safely.ts'
import { printableTarget } from '../enforcement/describe-decision.ts'
import type { HookEvent } from '../enforcement/hook-event.ts'
import type { TokensEvent } from '../token-client/watch.ts'
import type { GateOptions } from './gate-options.ts'

/** The owner's log: what a gate says at the start, and why it refused. No line holds a credential. */
export interface Log {
  /** Whom each scheme trusts, and what the document should be told. */
  start(settings: readonly SchemeSettings[], diagnostics: readonly Diagnostic[]): void
  warn(line: string): void
  /** undefined in production, where events and health say it. */
  readonly refusal: ((refused: Refused, request: DecisionRequest) => void) | undefined
  /** The same for functions of the application that broke down. */
  readonly hookFailure: ((event: HookEvent) => void) | undefined
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
    hookFailure: production ? undefined : (event) => write(hookLine(event)),
  }
}

/** A log that throws or rejects must neither change an answer nor end the process; there is nowhere else to say so. */
function safeWriter(option: GateOptions['log']): (line: string) => void {
  if (option === false) return () => {}
  const write: (line: string) => unknown = option ?? console.warn
  return (line) =>
    void callSafely(
      () => write(`portcullis: ${line}`),
      () => {},
    )
}

/** Said once for each kind of failure in a row, in production as well: no caller of the API is told what it is. */
export function exchangesFail({ issuer, code, status, error }: TokensEvent): string {
  const answered = [status, error].filter((part) => part !== undefined).join(' ')
  return `tokens cannot be exchanged at ${issuer}: ${code}${answered === '' ? '' : ` (${answered})`}`
}

function hookLine({ hook, scheme, error, at }: HookEvent): string {
  return `the ${hook} of the scheme ${quote(scheme)} threw or rejected: ${error}${at === undefined ? '' : ` at ${at}`}`
}

function refusalLine({ status, error, reason }: Refused, { method, target }: DecisionRequest): string {
  return `${status} ${error} for ${printableTarget(method)} ${printableTarget(target)}: ${reasons[reason].sentence} (${reason})`
}
