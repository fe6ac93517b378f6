/** Where something stands in a file. `line` and `column` count from 1. */
export interface Source {
  readonly file: string
  readonly line: number
  readonly column: number
}

export type Severity = 'error' | 'warning' | 'hint'

/** One thing a person should know about the document or the configuration. Errors stop the start. */
export interface Diagnostic extends Partial<Source> {
  readonly severity: Severity
  /** Stable, listed in docs/diagnostics.md. */
  readonly code: string
  /** What is wrong, in one sentence. */
  readonly message: string
  /** What to write instead. */
  readonly fix?: string
  /** RFC 6901, into `file`. */
  readonly pointer?: string
  /** Where one finding stands for several places: all of them, in the document's order. */
  readonly places?: readonly Source[]
}

/** Takes a finding; a stage never throws for a bad document, it reports and goes on, so that all are told at once. */
export type Report = (diagnostic: Diagnostic) => void
