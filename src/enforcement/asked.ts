import { isCrossSite } from '../decision/cross-site.ts'
import type { Facts } from '../decision/judgement.ts'
import type { DecisionRequest } from '../decision/types.ts'
import { credentialRequest } from '../schemes/credential-request.ts'
import type { CredentialRequest } from '../schemes/types.ts'

/** A request, with what is worked out of it once for all rules. */
export interface Asked {
  readonly request: DecisionRequest
  readonly headers: CredentialRequest
  readonly facts: Facts
}

/** No scheme of today is ambient; which origins are the application's own will be configured with the first that is. */
const ownOrigins: ReadonlySet<string> = new Set()

/** RFC 9110 §9.2.1. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

export function ask(request: DecisionRequest, clock: () => number): Asked {
  const headers = credentialRequest(request)
  const facts: Facts = {
    now: Math.floor(clock() / 1000),
    safe: safeMethods.has(request.method) && headers.header('upgrade') === undefined,
    crossSite: isCrossSite(headers, ownOrigins),
  }
  return { request, headers, facts }
}
