import type Provider from 'oidc-provider'
import { errors, type TokenEndpointGrantContext } from 'oidc-provider'

// Written out here once more: a slip in our own constants would show.
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const connectionTokenType = 'http://auth0.com/oauth/token-type/federated-connection-access-token'
const connectionGrant = 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token'
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'

export const exchangeGrants: readonly string[] = [connectionGrant, exchangeGrant]

/** A type of the owner's own, for the profile that exchanges sessions of an older shop. */
export const sessionType = 'https://shop.example/session'

/** What the extended grants can look up, and make. */
export interface ExchangeBooks {
  /** Whose access token it is; undefined: none that this server issued, or it is over. */
  userOf(token: string): Promise<string | undefined>
  /** Sessions of the older shop: whose they are. */
  readonly sessions: ReadonlyMap<string, string>
  /** The upstream provider's token of a user, by `placeOf`. */
  readonly linked: ReadonlyMap<string, string>
  readonly audiences: ReadonlySet<string>
  issue(token: { user: string; audience: string; scope: string | undefined; actor: string }): Promise<string>
  /** What was asked of the grants, as oidc-provider read it. */
  readonly asked: Record<string, unknown>[]
}

/** @param hint The user's id at the provider, where the user has several accounts there. */
export function placeOf(user: string, connection: unknown, hint: unknown = ''): string {
  return JSON.stringify([user, connection, hint])
}

/** Extends a provider by both grants of the token client. */
export function registerExchangeGrants(provider: Provider, books: ExchangeBooks): void {
  const subject = ['subject_token', 'subject_token_type', 'requested_token_type']
  provider.registerGrantType(connectionGrant, (ctx) => giveConnectionToken(ctx, books), [
    ...subject,
    'connection',
    'login_hint',
  ])
  provider.registerGrantType(
    exchangeGrant,
    (ctx) => exchange(ctx, books),
    [...subject, 'audience', 'scope', 'reason', 'basket'],
    ['basket'],
  )
}

async function giveConnectionToken(ctx: TokenEndpointGrantContext, books: ExchangeBooks): Promise<void> {
  const { params } = ctx.oidc
  books.asked.push({ ...params })
  if (params.requested_token_type !== connectionTokenType) throw new errors.InvalidRequest('requested_token_type')
  const token = books.linked.get(placeOf(await subjectOf(ctx, books), params.connection, params.login_hint))
  if (token === undefined) throw notLinked()
  const type = { token_type: 'Bearer', issued_token_type: connectionTokenType }
  ctx.body = { access_token: token, scope: 'calendar.readonly', expires_in: 3600, ...type }
}

async function exchange(ctx: TokenEndpointGrantContext, books: ExchangeBooks): Promise<void> {
  const { params, client } = ctx.oidc
  books.asked.push({ ...params })
  const user = await subjectOf(ctx, books)
  const { audience, scope } = params
  if (typeof audience !== 'string' || !books.audiences.has(audience)) throw new errors.InvalidTarget()
  const token = await books.issue({ user, audience, scope, actor: client.clientId })
  ctx.body = {
    access_token: token,
    token_type: 'Bearer',
    issued_token_type: accessTokenType,
    expires_in: 300,
    ...(scope !== undefined && { scope }),
  }
}

async function subjectOf({ oidc }: TokenEndpointGrantContext, books: ExchangeBooks): Promise<string> {
  const { subject_token: token, subject_token_type: type } = oidc.params
  if (typeof token !== 'string') throw new errors.InvalidRequest('subject_token')
  const user = type === accessTokenType ? await books.userOf(token) : undefined
  const session = type === sessionType ? books.sessions.get(token) : undefined
  const found = user ?? session
  if (found === undefined) throw new errors.InvalidGrant()
  return found
}

/** As Auth0 says it, with its status. */
function notLinked(): Error {
  const error = new errors.CustomOIDCProviderError('federated_connection_refresh_token_not_found', 'No tokenset.')
  return Object.assign(error, { status: 401, statusCode: 401 })
}
