import { randomUUID } from 'node:crypto'
import { createIssuerKeys } from './issuer-keys.ts'
import { startIssuerServer } from './issuer-server.ts'
import { checkProofNames, checkTokenNames, readIssuerOptions } from './read-test-options.ts'
import { signProof } from './sign-proof.ts'
import { signToken } from './sign-token.ts'
import { createSigningKey } from './signing-key.ts'
import { createTokenEndpoint } from './token-endpoint.ts'
import type { TestFailure, TestIssuer, TestIssuerOptions, TestProof, TestToken } from './types.ts'

/** The issuer of tokens whose keys stay in the process: no host has such a name (RFC 6761 §6.2). */
const silentIssuer = 'https://issuer.test/'

const unheard = { tokens: Object.freeze({}), env: Object.freeze({}) }

/** The application as a client of the token endpoint; its callers' tokens are those of another. */
const clientId = 'test-api'

/**
 * Makes an issuer for tests. Its tokens go through a gate the same way as those of a real one; only the keys are local,
 * and made anew each time.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @example
 * const issuer = await createTestIssuer()
 * const gate = await portcullis('openapi.yaml', { schemes: { auth0: issuer.scheme } })
 * const token = await issuer.token({ scope: 'read:orders' })
 */
export async function createTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { audience, algorithm, listen, schemeName } = readIssuerOptions(options)
  const keys = await createIssuerKeys(algorithm)
  const holder = await createSigningKey('ES256')
  const server = listen ? await startIssuerServer(keys.published) : undefined
  const issuer = server?.issuer ?? silentIssuer
  // A key is named by its thumbprint, which is what a token is bound to.
  const defaults = { issuer, audience, algorithm, boundTo: holder.kid }
  const sign = (token: TestToken) => signToken(keys.current(), defaults, token)
  const endpoint = server && createTokenEndpoint({ issuer, published: keys.published, sign })
  if (endpoint !== undefined) server?.serveTokens(endpoint.listener)
  const scheme = Object.freeze({ issuer, audience, ...(server === undefined && { jwks: keys.published() }) })
  return Object.freeze({
    issuer,
    audience,
    scheme,
    schemes: Object.freeze({ [schemeName]: scheme }),
    ...(server === undefined ? unheard : heardAt(issuer, audience)),
    async token(token: TestToken = {}) {
      checkTokenNames(token)
      return sign(token)
    },
    async dpop(proof: TestProof) {
      checkProofNames(proof)
      return signProof(holder, proof)
    },
    jwks: keys.published,
    rotate: keys.rotate,
    fail: (how: TestFailure | false) => listening(server, 'fail').fail(how),
    connections: (answers: unknown) => listening(endpoint, 'connections').connections(answers),
    exchanges: () => listening(endpoint, 'exchanges').exchanges(),
    close: async () => server?.close(),
  })
}

/** How an application finds an issuer that listens. */
function heardAt(issuer: string, audience: string): Pick<TestIssuer, 'tokens' | 'env'> {
  const clientSecret = randomUUID()
  const env = { ISSUER_BASE_URL: issuer, AUDIENCE: audience }
  return {
    tokens: Object.freeze({ issuer, clientId, clientSecret }),
    env: Object.freeze({ ...env, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret }),
  }
}

function listening<Part>(part: Part | undefined, called: string): Part {
  if (part !== undefined) return part
  throw new TypeError(`${called}: only an issuer with listen: true is ever asked for anything, and this one is not.`)
}
