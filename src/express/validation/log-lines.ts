import { plain, plainMessage } from '../../diagnostics/words.ts'
import type { Operation } from '../../policy/types.ts'
import { listedMisfits } from './fault.ts'
import type { Library } from './validator/library.ts'

/** What the owner is told. Neither a request's values nor an answer's are in it. */

export function cannotValidate(operation: Operation, error: unknown): string {
  return `requests for ${nameOf(operation)} cannot be validated, and are answered 500: ${messageOf(error)}`
}

export function failedOver(operation: Operation, error: unknown): string {
  return `the validator failed over a request for ${nameOf(operation)}, which was answered 400: ${kindOf(error)}`
}

export function misfitsAnswer(operation: Operation, error: unknown, library: Library): string {
  return `an answer of ${nameOf(operation)} does not fit the document: ${describeAnswer(error, library)}`
}

function describeAnswer(error: unknown, { error: classes }: Library): string {
  const misfits = listedMisfits(error)
  if (misfits.length > 0) return plainMessage(misfits.map(({ pointer, message }) => `${pointer} ${message}`).join(', '))
  // The validator's own sentences hold a status at most; what a serialiser throws may hold what it was given.
  const isIts = Object.values(classes).some((one) => error instanceof one)
  return isIts ? messageOf(error) : `it could not be read: ${kindOf(error)}`
}

function nameOf({ method, path, source: { file, line, column } }: Operation): string {
  return `${method.toUpperCase()} ${path} (${file}:${line}:${column})`
}

function messageOf(error: unknown): string {
  return plainMessage(error instanceof Error ? String(error.message) : 'no reason was given')
}

/** What is thrown over a request or an answer may have parts of it in its message. */
function kindOf(error: unknown): string {
  return plain(error instanceof Error ? String(error.name) : typeof error)
}
