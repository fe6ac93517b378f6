/** The `code` of whatever was thrown. Classes are not asked: there are two of each where two copies are loaded (L-15). */
export function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
}

/** What caused whatever was thrown. */
export function causeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'cause' in thrown ? thrown.cause : undefined
}
