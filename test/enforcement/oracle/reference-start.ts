import type { ReferenceSchemes } from './reference.ts'

/**
 * Whether design 2.4 lets a gate start on what a document writes under `security`: the root's, and each operation's.
 * `undefined` is absent. Only faults of `security` itself are known here.
 */
export function mayStart(root: unknown, operations: readonly unknown[], schemes: ReferenceSchemes): boolean {
  if (root !== undefined && !isSound(root, schemes)) return false
  return operations.every((own) => {
    // "Operation `security` replaces the root's".
    if (own !== undefined) return isSound(own, schemes)
    // "an operation with no `security` anywhere stops the start".
    return root !== undefined
  })
}

/** "`null`, a string, or an unknown scheme name stops the start." */
function isSound(security: unknown, schemes: ReferenceSchemes): boolean {
  if (!Array.isArray(security)) return false
  for (const alternative of security) {
    if (typeof alternative !== 'object' || alternative === null || Array.isArray(alternative)) return false
    for (const [name, scopes] of Object.entries(alternative)) {
      if (!Object.hasOwn(schemes, name)) return false
      if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) return false
    }
    if (!canBePassed(Object.keys(alternative), schemes)) return false
  }
  return true
}

/**
 * "In AND on one carrier one token is judged by each; with different issuers … nothing could ever pass, so the start
 * stops." A token names one issuer, so there has to be one that all schemes on its carrier take. The same goes for a
 * header that is to hold an API key of two schemes.
 */
export function canBePassed(names: readonly string[], schemes: ReferenceSchemes): boolean {
  const together = names.map((name) => schemes[name]).filter((scheme) => scheme !== undefined)
  return together.every((one) => {
    const sharing = together.filter((other) => other.carrier === one.carrier)
    return one.accepts.some((accepted) => sharing.every((other) => other.accepts.includes(accepted)))
  })
}
