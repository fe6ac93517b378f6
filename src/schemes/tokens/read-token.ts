import type { Credential, CredentialRequest } from '../types.ts'
import { countAccessTokens } from './access-token-parameter.ts'
import { readAuthorization } from './authorization.ts'

/**
 * Finds the token. It travels in the header alone; one in the query is as good as absent (H-21), and beside one in the
 * header it makes two methods where RFC 6750 §2 allows one (H-20).
 */
export function readToken(request: CredentialRequest): Credential {
  const inQuery = countAccessTokens(request.query)
  if (inQuery > 1) return { kind: 'malformed', reason: 'credential.repeated' }
  const found = readAuthorization(request)
  if (found.kind !== 'token') return found
  if (inQuery === 0 && found.word === undefined) return { kind: 'presented', value: found.token }
  const under = found.word === undefined ? {} : { word: found.word }
  if (inQuery > 0) return { kind: 'malformed', reason: 'credential.several', ...under }
  return { kind: 'presented', value: found.token, ...under }
}
