import type Provider from 'oidc-provider'
import { errors } from 'oidc-provider'

/** What Auth0 calls the exchange of an access token for the token of a linked account. */
export const vaultGrant = 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token'

/** Ann has linked her Google account. Bob has not. */
const linked = new Map([['ann', 'ya29.token-of-ann']])

/** Extends an authorisation server: it keeps the tokens of accounts that people have linked, and gives them to the API. */
export function registerTokenVault(provider: Provider, userOf: (token: string) => string | undefined): void {
  provider.registerGrantType(
    vaultGrant,
    (ctx) => {
      const { subject_token: token, connection } = ctx.oidc.params
      const user = userOf(String(token))
      if (user === undefined) throw new errors.InvalidGrant()
      console.log(`The authorisation server is asked for the ${connection} token of ${user}`)
      const upstream = connection === 'google-oauth2' ? linked.get(user) : undefined
      if (upstream === undefined) {
        throw new errors.CustomOIDCProviderError('federated_connection_refresh_token_not_found')
      }
      ctx.body = { access_token: upstream, token_type: 'Bearer', expires_in: 3600, scope: 'calendar.readonly' }
    },
    ['connection', 'subject_token', 'subject_token_type', 'requested_token_type', 'login_hint'],
  )
}
