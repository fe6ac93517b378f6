import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** A signed token, and what is true of it. Made once: a run of thousands of requests signs some hundred tokens. */
export interface Token {
  /** Tells the tokens apart, and is their `sub`. */
  readonly name: string
  /** One of `issuers`, or nobody's. */
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly scopes: readonly string[]
  /** `forged`: signed with a key that is not the issuer's. `flawed`: something that shows without the issuer's keys. */
  readonly state: 'good' | 'forged' | 'flawed'
  readonly text: string
}

/** What a scheme trusts: an issuer whose keys are in the options, or one whose keys cannot be fetched. */
export interface Trust {
  readonly issuer: string
  readonly keys: 'inline' | 'unreachable'
}

export const issuers: readonly string[] = ['https://one.example/', 'https://two.example/', 'https://three.example/']
export const audiences: readonly string[] = ['https://a.example', 'https://b.example']
/** What requirements ask for. */
export const scopes: readonly string[] = ['read', 'write', 'read:all']

/** Scopes that no requirement asks for, but that a careless comparison takes for one (C-23, C-25). */
const lookalikes: readonly string[] = ['READ', 'readall', 'rea', 'write:all', 'read:al']

interface Issuing {
  readonly issuer: string
  readonly kid: string
  readonly alg: string
  readonly privateKey: CryptoKey
}

type CryptoKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey']

export interface TokenPool {
  readonly tokens: readonly Token[]
  /** By issuer. */
  readonly jwks: Readonly<Record<string, { readonly keys: object[] }>>
  /** A port of the loopback address where nobody listens. */
  readonly unreachable: string
}

export async function createTokenPool(): Promise<TokenPool> {
  const jwks: Record<string, { keys: object[] }> = {}
  const tokens: Token[] = []
  for (const [index, issuer] of issuers.entries()) {
    const alg = index === 0 ? 'RS256' : 'ES256'
    const kid = `key-${index}`
    const [own, rogue] = await Promise.all([generateKeyPair(alg), generateKeyPair(alg)])
    jwks[issuer] = { keys: [{ ...(await exportJWK(own.publicKey)), kid, alg, use: 'sig' }] }
    const issuing = { issuer, kid, alg, privateKey: own.privateKey }
    tokens.push(...(await goodTokens(issuing)), ...(await badTokens(issuing, rogue.privateKey)))
  }
  tokens.push(...opaqueTokens())
  return { tokens, jwks, unreachable: `http://127.0.0.1:${await closedPort()}/jwks` }
}

/** Every set of scopes for every set of audiences. */
async function goodTokens(issuing: Issuing): Promise<Token[]> {
  const tokens: Promise<Token>[] = []
  for (const audience of subsets(audiences)) {
    if (audience.length === 0) continue
    for (const set of [...subsets(scopes), lookalikes]) tokens.push(sign(issuing, 'good', audience, set))
  }
  return Promise.all(tokens)
}

/** Each has every scope and every audience unless that is its flaw: only the flaw keeps it out. */
async function badTokens(issuing: Issuing, rogueKey: CryptoKey): Promise<Token[]> {
  const hour = 3600
  const now = Math.floor(Date.now() / 1000)
  const unsigned = [
    { alg: 'none', kid: issuing.kid },
    { iss: issuing.issuer, aud: audiences, exp: now + hour },
  ]
  const parts = unsigned.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  return [
    await sign({ ...issuing, privateKey: rogueKey }, 'forged', audiences, scopes),
    await sign(issuing, 'flawed', audiences, scopes, { exp: now - hour }),
    await sign(issuing, 'flawed', audiences, scopes, { nbf: now + hour }),
    await sign(issuing, 'flawed', ['https://c.example'], scopes),
    await sign({ ...issuing, issuer: issuing.issuer.slice(0, -1) }, 'flawed', audiences, scopes),
    await sign(issuing, 'flawed', audiences, scopes, { cnf: { jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' } }),
    { ...issuing, name: 'unsigned', audiences, scopes, state: 'flawed', text: `${parts.join('.')}.` },
  ]
}

function opaqueTokens(): Token[] {
  return ['opaque', 'a.b.c', '..', 'e30.e30.e30', 'a.b.c.d.e'].map((text) => {
    return { name: text, issuer: 'nobody', audiences: [], scopes: [], state: 'flawed', text }
  })
}

let signed = 0

/** The scopes stand in `scope`, in `scp`, or in both, in turn: what a token holds is their union (C-22). */
async function sign(
  { issuer, kid, alg, privateKey }: Issuing,
  state: Token['state'],
  audience: readonly string[],
  held: readonly string[],
  more: Record<string, unknown> = {},
): Promise<Token> {
  const name = `${state} ${++signed}`
  const claims = [
    { scope: held.join(' ') },
    { scp: [...held] },
    { scope: held.slice(0, 1).join(' '), scp: held.slice(1).join(' ') },
  ][signed % 3]
  const now = Math.floor(Date.now() / 1000)
  const payload = { iss: issuer, aud: [...audience], sub: name, iat: now, exp: now + 3600, ...claims, ...more }
  const text = await new SignJWT(payload).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(privateKey)
  return { name, issuer, audiences: audience, scopes: held, state, text }
}

function subsets(all: readonly string[]): string[][] {
  let sets: string[][] = [[]]
  for (const one of all) sets = sets.concat(sets.map((set) => set.concat(one)))
  return sets
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
