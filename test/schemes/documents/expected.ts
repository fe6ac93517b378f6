/** Schemes in the folder that are wrong, by file and name, and what is said of them. */
export const wrongSchemes: Readonly<Record<string, readonly string[]>> = {
  'oasdiff-fixtures/data/validate/security-schemes-invalid.yaml badApiKey': ['scheme.malformed'],
  'oasdiff-fixtures/data/validate/security-schemes-invalid.yaml badType': ['scheme.malformed'],
}
