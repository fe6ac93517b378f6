import type { Diagnostic } from './diagnostic.ts'

/**
 * What `portcullis()` and `readPolicy()` reject with: every error of the document and of the options at once.
 * The message lists them all, each with its place and its fix.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly code = 'configuration'
  readonly diagnostics: readonly Diagnostic[]

  /** @param what Begins the message. */
  constructor(diagnostics: readonly Diagnostic[], what = 'the gate does not start') {
    super(headline(diagnostics, what))
    this.diagnostics = Object.freeze([...diagnostics])
  }
}

function headline(diagnostics: readonly Diagnostic[], what: string): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`
  return [`${what}: ${count}`, ...errors.map(formatDiagnostic)].join('\n\n')
}

/** `file:line:column code: message`, and the fix below it. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, fix } = diagnostic
  const place = file === undefined ? '' : line === undefined ? `${file} ` : `${file}:${line}:${column} `
  const head = `${place}${severity} ${code}: ${message}`
  return fix === undefined ? head : `${head}\n  ${fix.replaceAll('\n', '\n  ')}`
}
