import { ConfigurationError } from '../../diagnostics/configuration-error.ts'
import type { LoadedPolicy } from '../../policy/read-policy.ts'
import type { ValidationCode } from './codes.ts'
import { findForeignReferences } from './foreign-references.ts'

/** @throws {ConfigurationError} where the validator cannot read the document: at the start, and not with a request. */
export function assertReadable({ compiled, content, files: [file = '<document>'] }: LoadedPolicy): void {
  const { openapi } = compiled.policy
  if (openapi.startsWith('3.2')) {
    const message = `express-openapi-validator reads OpenAPI 3.0 and 3.1, and ${file} is ${openapi}`
    throw configurationError('validation.version', message, 'Write the document as 3.1, or leave `validate` out.')
  }
  const [first, ...more] = findForeignReferences(content)
  if (first === undefined) return
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  const message = `${file} refers to other files, which validation does not read: ${first}${others}`
  throw configurationError('validation.reference', message, 'Bundle the document into one file for it.')
}

function configurationError(code: ValidationCode, message: string, fix: string): ConfigurationError {
  return new ConfigurationError([{ severity: 'error', code, message, fix }])
}
