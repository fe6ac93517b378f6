import { ambiguous, readQueryParameter } from '../../http/query-parameter.ts'
import { type Credential, type CredentialRequest, repeated } from '../types.ts'
import { malformed, readCookie } from './cookies.ts'
import { isKeyText } from './key-options.ts'

/** Where OpenAPI lets a key stand. */
export type Place = 'header' | 'query' | 'cookie'

/**
 * Finds the one key of a request. Two are none of which anybody could say which counts (H-17, H-23), and an empty one is no
 * key and is compared with none (H-25).
 */
export function readKey(request: CredentialRequest, place: Place, parameter: string): Credential {
  const value = valueAt(request, place, parameter)
  if (value === repeated || value === ambiguous) return { kind: 'malformed', reason: 'credential.repeated' }
  if (value === undefined || value === '') return { kind: 'absent' }
  if (value === malformed || !isKeyText(value)) return { kind: 'malformed', reason: 'credential.malformed' }
  return { kind: 'presented', value }
}

type Found = string | undefined | typeof repeated | typeof ambiguous | typeof malformed

function valueAt(request: CredentialRequest, place: Place, parameter: string): Found {
  switch (place) {
    case 'header':
      return request.header(parameter)
    case 'query':
      return readQueryParameter(request.query, parameter)
    case 'cookie': {
      const field = request.header('cookie')
      return typeof field === 'string' ? readCookie(field, parameter) : field
    }
  }
}
