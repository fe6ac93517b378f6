/** RFC 6750 §2.3. Tokens in a query are never taken (RFC 9700 §4.3.2); the name is looked for, the value never read. */
const parameter = 'access_token'

/** How often `access_token` stands in a raw query, under every spelling that a query parser folds into that name. */
export function countAccessTokens(query: string): number {
  if (query === '') return 0
  return query.split('&').filter(namesToken).length
}

function namesToken(pair: string): boolean {
  const equals = pair.indexOf('=')
  const name = decode(equals === -1 ? pair : pair.slice(0, equals))
  // Express's extended parser reads `access_token[]` as the same name.
  return name === parameter || name.startsWith(`${parameter}[`)
}

/** A name that is no valid encoding is no name that we know. */
function decode(name: string): string {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
