import type { CredentialRequest } from '../schemes/types.ts'

/**
 * Whether a browser says that another site caused the request (design 2.4). Its own origins may, and those of
 * `allowed`, as browsers write them: `https://app.example`, without a default port or a slash.
 *
 * `Sec-Fetch-Site` cannot be set by a script, so it is believed where it clears the request. Where it does not, only an
 * `Origin` of our own does: `same-site` may be a neighbour's subdomain. A request with neither header comes from no
 * browser that we know, and has no credentials that it does not mean to send.
 */
export function isCrossSite(
  headers: Pick<CredentialRequest, 'header' | 'origins'>,
  allowed: ReadonlySet<string>,
): boolean {
  const site = headers.header('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return false
  const origin = headers.header('origin')
  if (origin === undefined) return site !== undefined
  // `null` is every sandbox's origin, so that owning it would mean owning them all. A repeated header is nobody's.
  if (typeof origin !== 'string' || origin === 'null') return true
  return !allowed.has(origin) && !headers.origins.includes(origin)
}
