import { ConfigurationError } from '../../../diagnostics/configuration-error.ts'
import { findInstalled } from '../../installed.ts'
import type { ValidationCode } from '../codes.ts'

/** One of the functions that express-openapi-validator makes of a document. Not all that it is given is a request of Express. */
export type Stage = (req: object, res: object, next: (error?: unknown) => void) => unknown

/** As much of express-openapi-validator as is used here: its types would bind those of an application to its own. */
export interface Library {
  middleware(options: Readonly<Record<string, unknown>>): readonly Stage[]
  /** The classes of the errors that it answers callers with. */
  readonly error: Readonly<Record<string, new (...args: never[]) => Error>>
}

/**
 * Loads the validator where the application has installed it.
 * @param documentFile The OpenAPI document, which stands in the application's own package.
 * @throws {ConfigurationError} where it is not there.
 */
export function loadLibrary(documentFile: string): Library {
  const found = findInstalled(documentFile, (require): unknown => require('express-openapi-validator'))
  if (isLibrary(found)) return found
  const code: ValidationCode = 'validation.missing'
  const message = 'Validation needs express-openapi-validator 5, which is not installed.'
  const fix = 'Run `npm install express-openapi-validator`, or leave `validate` out of the options.'
  throw new ConfigurationError([{ severity: 'error', code, message, fix }])
}

function isLibrary(value: unknown): value is Library {
  const { middleware, error }: { middleware?: unknown; error?: unknown } = Object(value)
  return typeof middleware === 'function' && typeof error === 'object' && error !== null
}
