import type { SchemeDeclaration } from '../policy/types.ts'

/** How providers hang their endpoints on an issuer: what stands at the end, and what the issuer has in its place. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/\/protocol\/openid-connect\/(?:token|auth)$/, ''],
  [/\/oauth2\/v2\.0\/(?:token|authorize)$/, '/v2.0'],
  [/\/v1\/(?:token|authorize)$/, ''],
  [/\/(?:oauth\/token|authorize)$/, '/'],
]

/** What another gateway's extension names it; only proposed, never used. */
const foreignIssuer = 'x-google-issuer'

/** An issuer that the document suggests without saying so. It is for a message, and never trusted. */
export function guessIssuer(declaration: SchemeDeclaration): string | undefined {
  const endpoints = declaration.type === 'oauth2' ? declaration.endpoints : []
  const named = declaration.fields.get(foreignIssuer)?.value
  if (typeof named === 'string' && isPlainAddress(named)) return named
  const endpoint = endpoints.find(isPlainAddress)
  return endpoint === undefined ? undefined : issuerBehind(new URL(endpoint))
}

function issuerBehind({ origin, pathname }: URL): string {
  for (const [ending, replacement] of endings) {
    if (ending.test(pathname)) return origin + pathname.replace(ending, replacement)
  }
  return `${origin}/`
}

/** An address without a user name or a query, so that nothing that might be secret is repeated. */
function isPlainAddress(text: string): boolean {
  if (!/^https:\/\/[\x21-\x7e]{1,300}$/.test(text) || !URL.canParse(text)) return false
  const { username, password, search, hash } = new URL(text)
  return username === '' && password === '' && search === '' && hash === ''
}
