import { isReachableFrom } from '../../../issuer/discover.ts'

/** A scheme whose issuer people can log in at, in the page. */
export interface LoginScheme {
  readonly name: string
  /** Of a public client: it stands in the page, and has no secret. */
  readonly clientId: string
  readonly issuer: string
  /** The exact address of the issuer's metadata, where it is known. */
  readonly metadataUrl: string | undefined
  /** Whom the tokens have to be for. */
  readonly audience: string | undefined
  /** What the document itself says, for issuers without metadata. */
  readonly documented: Partial<Endpoints>
}

export interface Endpoints {
  readonly authorizationUrl: string
  readonly tokenUrl: string
}

/** How people log in for one scheme now. */
export interface Login extends Endpoints {
  readonly clientId: string
  readonly issuer: string
}

/** By the names of schemes. One that is not there takes a pasted token alone. */
export type Logins = ReadonlyMap<string, Login>

/** undefined: not with these endpoints. */
export function createLogin(
  scheme: LoginScheme,
  { authorizationUrl, tokenUrl }: Partial<Endpoints>,
): Login | undefined {
  if (authorizationUrl === undefined || tokenUrl === undefined) return undefined
  const { clientId, issuer, audience } = scheme
  if (!isUsable(authorizationUrl, issuer) || !isUsable(tokenUrl, issuer)) return undefined
  return Object.freeze({
    clientId,
    issuer,
    authorizationUrl: forAudience(authorizationUrl, audience),
    tokenUrl: cleaned(tokenUrl).href,
  })
}

/** Where the page has to be allowed to send codes, as sources of a Content-Security-Policy: no query counts in them. */
export function tokenEndpoints(logins: Logins = new Map()): readonly string[] {
  return [...new Set([...logins.values()].map(({ tokenUrl }) => sourceOf(new URL(tokenUrl))))].sort()
}

/** A path is taken for itself unless it ends with a slash. One with other characters than these would have to be escaped. */
function sourceOf({ origin, pathname }: URL): string {
  return /^[\w./~-]+$/.test(pathname) ? origin + pathname : origin
}

/** Hosts may hold a `;`, which would begin another directive of the page's policy. */
const plainOrigin = /^https?:\/\/[\w.:[\]-]+$/

function isUsable(address: string, issuer: string): boolean {
  return isReachableFrom(address, issuer) && plainOrigin.test(new URL(address).origin)
}

/**
 * Auth0 asks for `audience`, and gives a token that says nothing without it; RFC 8707 calls it `resource`. In the address
 * each scheme has its own: Swagger UI's parameters are for the whole page.
 */
function forAudience(authorizationUrl: string, audience: string | undefined): string {
  const url = cleaned(authorizationUrl)
  if (audience === undefined) return url.href
  url.searchParams.set('audience', audience)
  if (isResource(audience)) url.searchParams.set('resource', audience)
  return url.href
}

/** What the page itself says in a request, and secrets: a document may have anything in an address, and everybody reads it. */
const ownParameters =
  /^(?:client_(?:id|secret)|code|code_challenge|code_challenge_method|code_verifier|grant_type|redirect_uri|response_type|state)$/i

function cleaned(address: string): URL {
  const url = new URL(address)
  url.hash = ''
  for (const name of [...url.searchParams.keys()]) if (ownParameters.test(name)) url.searchParams.delete(name)
  return url
}

/** An absolute URI without a fragment. `api://` is Microsoft's, which refuses a login that names a resource. */
function isResource(audience: string): boolean {
  return URL.canParse(audience) && !audience.includes('#') && !audience.startsWith('api:')
}
