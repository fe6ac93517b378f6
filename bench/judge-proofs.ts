// A process that decides requests with DPoP proofs, beside the signature checks that each of them cannot do without. It
// says once what it measured.

import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { portcullis } from '../src/index.ts'
import { createTestIssuer } from '../src/testing/index.ts'

/** Microseconds of CPU time, user and system, of each round. */
export interface ProofFigures {
  /** A token that was not seen before, and its proof. */
  readonly new: Beside
  /** A token that was seen, and a new proof. */
  readonly known: Beside
}

export interface Beside {
  readonly decided: number[]
  /** The signatures alone. */
  readonly checked: number[]
}

const rounds = 9
const perRound = 400
/** Rounds before the first that counts. */
const warmUp = 6

const url = 'https://api.example/orders'
const issuer = await createTestIssuer({ algorithm: 'ES256' })
const gate = await portcullis(
  {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths: { '/orders': { get: { security: [{ auth0: [] }], responses: {} } } },
    components: { securitySchemes: { auth0: { type: 'http', scheme: 'bearer' } } },
  },
  {
    schemes: { auth0: { ...issuer.scheme, dpop: 'required', proofs: { perKey: 1_000_000, maxAge: 300 } } },
    log: false,
    docs: false,
    env: {},
  },
)

interface Pair {
  readonly token: string
  readonly proof: string
}

const hot = await issuer.token({ bound: true })
const figures: ProofFigures = { new: { decided: [], checked: [] }, known: { decided: [], checked: [] } }
const issuerKey = keyOf(issuer.jwks().keys[0])

for (let round = 0; round < warmUp + rounds; round += 1) {
  const fresh = await pairs(() => issuer.token({ bound: true }))
  const known = await pairs(async () => hot)
  const clientKey = keyOf(JSON.parse(Buffer.from(fresh[0]?.proof.split('.')[0] ?? '', 'base64url').toString()).jwk)
  const taken = {
    newDecided: await measure(fresh, decide),
    newChecked: await measure(fresh, ({ token, proof }) => check(token, issuerKey) && check(proof, clientKey)),
    knownDecided: await measure(known, decide),
    knownChecked: await measure(known, ({ proof }) => check(proof, clientKey)),
  }
  if (round < warmUp) continue
  figures.new.decided.push(taken.newDecided)
  figures.new.checked.push(taken.newChecked)
  figures.known.decided.push(taken.knownDecided)
  figures.known.checked.push(taken.knownChecked)
}
process.send?.(figures)
process.disconnect?.()

async function pairs(tokenOf: () => Promise<string>): Promise<readonly Pair[]> {
  const made: Pair[] = []
  while (made.length < perRound) {
    const token = await tokenOf()
    made.push({ token, proof: await issuer.dpop({ method: 'GET', url, accessToken: token }) })
  }
  return made
}

async function measure(made: readonly Pair[], judge: (pair: Pair) => boolean | Promise<boolean>): Promise<number> {
  const before = process.cpuUsage()
  for (const pair of made) if (!(await judge(pair))) throw new Error('a good proof was refused')
  const { user, system } = process.cpuUsage(before)
  return (user + system) / made.length
}

async function decide({ token, proof }: Pair): Promise<boolean> {
  const headers = { host: 'api.example', authorization: `DPoP ${token}`, dpop: proof }
  const request = { method: 'GET', target: '/orders', headers, origin: 'https://api.example' }
  return (await gate.decide(request)).allowed
}

function keyOf(jwk: object | undefined): KeyObject {
  return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
}

/** ES256: RFC 7515 §5.2, RFC 7518 §3.4. */
function check(text: string, key: KeyObject): boolean {
  const dot = text.lastIndexOf('.')
  const signature = Buffer.from(text.slice(dot + 1), 'base64url')
  return verify('sha256', Buffer.from(text.slice(0, dot)), { key, dsaEncoding: 'ieee-p1363' }, signature)
}
