import type { SchemeDeclaration } from './types.ts'

/**
 * What a scheme's credential travels in, as a comparable text: `authorization:bearer` (the Authorization header under a
 * scheme word), `header:x-api-key`, `cookie:session`, `query:key`, `certificate`. Two schemes with the same carrier read
 * the same credential.
 */
export function carrierOf(scheme: SchemeDeclaration): string {
  switch (scheme.type) {
    case 'http':
      return `authorization:${scheme.scheme}`
    case 'oauth2':
    case 'openIdConnect':
      return 'authorization:bearer'
    case 'mutualTLS':
      return 'certificate'
    case 'apiKey':
      return scheme.in === 'header' ? headerCarrier(scheme.parameter) : `${scheme.in}:${scheme.parameter}`
  }
}

/**
 * The one field of a request that holds the carrier. Basic and Bearer are two carriers in one field, which stands once
 * in a request (RFC 9110 §11.6.2), so that no request can bring both.
 */
export function fieldOf(carrier: string): string {
  return carrier.startsWith('authorization:') ? 'header:authorization' : carrier
}

/** Field names are compared without case (RFC 9110 §5.1). An `Authorization` key is the whole value, under no word. */
function headerCarrier(name: string): string {
  return `header:${name.toLowerCase()}`
}

/** Whether what the scheme verifies has claims, which `bind`, `acr` and `maxAge` are about. */
export function carriesClaims(scheme: SchemeDeclaration): boolean {
  return carrierOf(scheme) === 'authorization:bearer'
}
