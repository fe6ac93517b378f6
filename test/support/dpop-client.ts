import { hash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { compact, createSigner, type Signer } from '../jwt/signer.ts'

/** A client with a key of its own, which makes proofs of any kind. */
export interface DpopClient {
  /** RFC 7638, as jose computes it. */
  readonly jkt: string
  readonly jwk: Readonly<Record<string, unknown>>
  readonly signer: Signer
  /** A good proof, unless the changes make it another; a member that is undefined is left out. */
  proof(about: ProofAbout, changes?: ProofChanges): string
}

export interface ProofAbout {
  readonly method?: string
  readonly url: string
  readonly token: string
}

export interface ProofChanges {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly sign?: (input: string) => Uint8Array
}

export async function dpopClient(alg = 'ES256'): Promise<DpopClient> {
  const signer = createSigner(alg)
  const { kid, alg: _, ...jwk } = signer.jwk
  return {
    jwk,
    signer,
    jkt: await calculateJwkThumbprint(jwk),
    proof({ method = 'GET', url, token }, { claims, header, sign = signer.sign } = {}) {
      const said = {
        jti: randomUUID(),
        htm: method,
        htu: url,
        iat: Math.floor(Date.now() / 1000),
        ath: hash('sha256', token, 'base64url'),
        ...claims,
      }
      return compact(JSON.stringify({ typ: 'dpop+jwt', alg, jwk, ...header }), JSON.stringify(said), sign)
    },
  }
}

/** The other signature of ES256 that fits the same text: `n - s` in the place of `s`. */
export function twinOf(proof: string): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const end = proof.lastIndexOf('.') + 1
  const signature = Buffer.from(proof.slice(end), 'base64url')
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`)
  const twin = (order - s).toString(16).padStart(64, '0')
  return (
    proof.slice(0, end) + Buffer.concat([signature.subarray(0, 32), Buffer.from(twin, 'hex')]).toString('base64url')
  )
}
