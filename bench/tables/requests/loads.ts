import type { TestIssuer } from '../../../src/testing/index.ts'
import { keyHeader, scope } from '../../contenders/orders-document.ts'
import { apiKey } from '../../contenders/portcullis-two-schemes.ts'
import { bearer } from '../../load.ts'
import { fresh, hot, rotation } from './contenders.ts'

/** Headers of the next request. */
export type Source = () => Record<string, string>

/** What is sent to every contender, and what a contender that is worth measuring answers. */
export interface Load {
  readonly name: string
  /** 401: any refusal will do, since contenders differ in how they word one. */
  readonly status: 200 | 401
  /** Each contender gets a source of its own, which gives the same requests in the same order. */
  readonly source: () => Source
}

/** Tokens that are sent in rotation. */
export const rotating = 10_000

/** Bytes. */
const garbage = 8 * 1024

/** @param amount Requests that one contender gets of one load at most. */
export async function signLoads(issuer: TestIssuer, amount: number): Promise<readonly Load[]> {
  const hotToken = await issuer.token({ scope })
  const used = await signMany(issuer, rotating)
  const expired = await issuer.token({ scope, expiresIn: -60 })
  const unknown = await issuer.token({ scope, header: { kid: 'nobody' } })
  return [
    { name: hot, status: 200, source: () => () => bearer(hotToken) },
    { name: rotation, status: 200, source: () => inTurn(used) },
    { name: fresh, status: 200, source: await freshTokens(issuer, amount) },
    { name: 'no credential', status: 401, source: () => () => ({}) },
    { name: 'expired', status: 401, source: () => () => bearer(expired) },
    { name: 'forged', status: 401, source: () => forged(hotToken) },
    { name: 'unknown kid', status: 401, source: () => () => bearer(unknown) },
    { name: 'garbage of 8 KB', status: 401, source: () => () => bearer('e'.repeat(garbage)) },
  ]
}

/** Tokens of which none is sent twice to one contender. */
export async function freshTokens(issuer: TestIssuer, amount: number): Promise<Load['source']> {
  const tokens = await signMany(issuer, amount)
  return () => {
    const left = tokens.values()
    return () => bearer(left.next().value ?? '')
  }
}

/** For the contender that wants both. */
export function withKey(source: Load['source']): Load['source'] {
  return () => {
    const next = source()
    return () => ({ ...next(), [keyHeader]: apiKey })
  }
}

function inTurn(tokens: readonly string[]): Source {
  let count = 0
  return () => bearer(tokens[count++ % tokens.length] ?? '')
}

/** The same header and claims with another signature each time: it takes a judgement of the signature to refuse one. */
export function forgeries(token: string): () => string {
  const unsigned = token.slice(0, token.lastIndexOf('.') + 1)
  let count = 0
  return () => {
    count += 1
    return unsigned + Buffer.alloc(256, String(count)).toString('base64url')
  }
}

function forged(token: string): Source {
  const next = forgeries(token)
  return () => bearer(next())
}

async function signMany(issuer: TestIssuer, amount: number): Promise<readonly string[]> {
  const tokens: string[] = []
  while (tokens.length < amount) tokens.push(await issuer.token({ scope }))
  return tokens
}
