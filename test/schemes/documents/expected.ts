/**
 * Forms that no kind of scheme enforces yet. Each stops the start where an operation needs it. The list is to become
 * empty: what is enforced is to be taken out.
 */
export const stillMissing: readonly string[] = ['mutualTLS']

/** Schemes in the folder that are wrong, by file and name, and what is said of them. */
export const wrongSchemes: Readonly<Record<string, readonly string[]>> = {
  'oasdiff-fixtures/data/validate/security-schemes-invalid.yaml badApiKey': ['scheme.malformed'],
  'oasdiff-fixtures/data/validate/security-schemes-invalid.yaml badType': ['scheme.malformed'],
}
