/** What methods, scheme words, names of headers and of cookies are made of (RFC 9110 §5.6.2), from end to end. */
export const httpToken: RegExp = /^[\w!#$%&'*+.^`|~-]+$/

/** The token that a text begins with; '' where it begins with something else. */
export function leadingToken(text: string): string {
  return /^[\w!#$%&'*+.^`|~-]*/.exec(text)?.[0] ?? ''
}
