import { once } from 'node:events'
import { createServer } from 'node:http'
import { createTokenClient, TokenClientError } from 'portcullis/token-client'

const endpoint = createServer((_, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ access_token: 'upstream', token_type: 'Bearer', expires_in: 3600 }))
}).listen(0, '127.0.0.1')
await once(endpoint, 'listening')

const options = {
  issuer: 'https://issuer.example/',
  tokenEndpoint: `http://127.0.0.1:${endpoint.address().port}/token`,
}
const tokens = createTokenClient({ ...options, clientId: 'api', clientSecret: 'secret' })
const { accessToken } = await tokens.getAccessTokenForConnection({ connection: 'google-oauth2', accessToken: 'theirs' })
const error = await createTokenClient(options, {})
  .getTokenOnBehalfOf({ accessToken: 'theirs', audience: 'stock' })
  .catch((thrown) => thrown)
console.log(accessToken, error instanceof TokenClientError, error.code)
tokens.close()
endpoint.closeAllConnections()
endpoint.close()
