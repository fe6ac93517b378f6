import { ConfigurationError } from '../../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { printable } from '../../diagnostics/words.ts'
import type { WholeDocument } from '../../document/bundle/whole-document.ts'
import type { LoadedPolicy } from '../../policy/read-policy.ts'
import type { ValidationCode } from './codes.ts'

/** @throws {ConfigurationError} where the validator cannot read the document: at the start, and not with a request. */
export function assertReadable({ compiled, files: [file = '<document>'] }: LoadedPolicy): void {
  const { openapi } = compiled.policy
  if (!openapi.startsWith('3.2')) return
  const message = `express-openapi-validator reads OpenAPI 3.0 and 3.1, and ${file} is ${openapi}`
  const fix = 'Write the document as 3.1, or leave `validate` out.'
  throw new ConfigurationError([finding('validation.version', message, fix)])
}

/** What keeps schemas from being built: references that lead nowhere, in whichever file of the document. */
export async function missingReferences({ whole }: LoadedPolicy): Promise<Diagnostic | undefined> {
  try {
    if (whole.maySplit()) await whole.text()
  } catch (error) {
    const message = `nothing can be validated by the document: ${error instanceof Error ? error.message : 'it cannot be read'}`
    return finding('validation.reference', message, 'Refer to less, or leave `validate` out.')
  }
  const message = describeMissed(whole)
  const fix = 'Correct it, or keep a copy of what it means beside the document.'
  return message === undefined ? undefined : finding('validation.reference', message, fix)
}

/** The same where validation was asked for by hand, after the start: paths that are validated by such a reference are closed. */
export async function tellMissing({ whole }: LoadedPolicy, warn: (line: string) => void): Promise<void> {
  if (whole.maySplit()) await whole.text()
  const found = describeMissed(whole)
  if (found !== undefined) warn(`${found}: requests that would be validated by it are answered 500`)
}

function describeMissed({ missed }: WholeDocument): string | undefined {
  const [first, ...more] = missed
  if (first === undefined) return undefined
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  return `validation finds nothing behind the \`$ref\` ${printable(first)}${others}`
}

function finding(code: ValidationCode, message: string, fix: string): Diagnostic {
  return { severity: 'error', code, message, fix }
}
