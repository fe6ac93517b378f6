import { type IssuerServer, startIssuerServer } from './issuer-server.ts'
import { checkProofNames, checkTokenNames, readIssuerOptions } from './read-test-options.ts'
import { signProof } from './sign-proof.ts'
import { signToken } from './sign-token.ts'
import { createSigningKey, type SigningKey } from './signing-key.ts'
import type { TestFailure, TestIssuer, TestIssuerOptions, TestProof, TestToken } from './types.ts'

/** The issuer of tokens whose keys stay in the process: no host has such a name (RFC 6761 §6.2). */
const silentIssuer = 'https://issuer.test/'

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
  let signing = await createSigningKey(algorithm)
  let before: SigningKey | undefined
  const client = await createSigningKey('ES256')
  const jwks = () => ({ keys: publicKeys(before === undefined ? [signing] : [signing, before]) })
  const server = listen ? await startIssuerServer(jwks) : undefined
  const issuer = server?.issuer ?? silentIssuer
  const scheme = Object.freeze(server === undefined ? { issuer, audience, jwks: jwks() } : { issuer, audience })
  return Object.freeze({
    issuer,
    audience,
    scheme,
    schemes: Object.freeze({ [schemeName]: scheme }),
    env: Object.freeze(server === undefined ? {} : { ISSUER_BASE_URL: issuer, AUDIENCE: audience }),
    async token(token: TestToken = {}) {
      checkTokenNames(token)
      // A key is named by its thumbprint, which is what a token is bound to.
      return signToken(signing, { issuer, audience, algorithm, boundTo: client.kid }, token)
    },
    async dpop(proof: TestProof) {
      checkProofNames(proof)
      return signProof(client, proof)
    },
    jwks,
    async rotate() {
      const next = await createSigningKey(algorithm)
      before = signing
      signing = next
    },
    fail: (how: TestFailure | false) => listening(server).fail(how),
    close: async () => server?.close(),
  })
}

/** Copies, so that a test may bend one without harm to the issuer. */
function publicKeys(keys: readonly SigningKey[]): object[] {
  return keys.map(({ publicJwk }) => ({ ...publicJwk }))
}

function listening(server: IssuerServer | undefined): IssuerServer {
  if (server !== undefined) return server
  throw new TypeError('fail: only an issuer with listen: true can fail, since this one is never asked for anything.')
}
