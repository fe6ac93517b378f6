import type { OpenCalls } from '../waiting/open-calls.ts'
import type { Exchanger } from './exchanger.ts'
import { TokenClientError } from './token-client-error.ts'

/** What a client is made of. */
export interface ClientParts {
  readonly issuer: string
  readonly exchanger: Exchanger
  /** undefined: any. */
  readonly connections: ReadonlySet<string> | undefined
  readonly calls: OpenCalls
}

/** @throws {TokenClientError} after the end: nobody is asked, and nothing is given out. */
export function assertOpen({ calls }: ClientParts): void {
  if (calls.closed) throw new TokenClientError('client.closed')
}
