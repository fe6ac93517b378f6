import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import type { DocumentCode } from './codes.ts'

/** What a stage has to say about something that stands nowhere in a file. */
export interface Finding {
  readonly code: DocumentCode
  readonly message: string
  readonly fix: string
}

/** The errors of one load. A document with one of them is not handed out. */
export interface Findings {
  readonly report: Report
  /** At least one error was reported. */
  failed(): boolean
  /** So many that looking for more helps nobody. */
  full(): boolean
}

/** Passes findings on, until there are more errors than a person reads. */
export function createFindings(report: Report, limit: number): Findings {
  let errors = 0
  return {
    report(diagnostic) {
      if (diagnostic.severity === 'error') errors++
      if (errors <= limit) report(diagnostic)
      else if (errors === limit + 1) report(tooMany(limit))
    },
    failed: () => errors > 0,
    full: () => errors > limit,
  }
}

function tooMany(limit: number): Diagnostic & { readonly code: DocumentCode } {
  const message = `there are more than ${limit} errors; the others are left out`
  return { severity: 'error', code: 'limit.errors', message, fix: 'correct these and start again' }
}
