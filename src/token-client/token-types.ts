/** URIs of RFC 8693 §3, of RFC 8693 §2.1 and of Auth0. */
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
export const refreshTokenType = 'urn:ietf:params:oauth:token-type:refresh_token'
export const idTokenType = 'urn:ietf:params:oauth:token-type:id_token'
export const connectionTokenType = 'http://auth0.com/oauth/token-type/federated-connection-access-token'

export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const connectionGrant = 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token'
