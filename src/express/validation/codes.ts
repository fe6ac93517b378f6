const codes = {
  'validation.missing':
    'Validation is wanted, and express-openapi-validator is not installed. Install it, or turn validation off.',
  'validation.version':
    'Validation is wanted for a document of OpenAPI 3.2, which express-openapi-validator cannot read. Write it as 3.1.',
  'validation.reference':
    'Validation is wanted, and a `$ref` leads to nothing in the files of the document, so that no schema can be built from it. Correct it, or keep a copy beside the document.',
} as const

export type ValidationCode = keyof typeof codes

/** What can keep a gate from validating. Listed in docs/diagnostics.md. */
export const validationCodes: Readonly<Record<ValidationCode, string>> = Object.freeze(codes)
