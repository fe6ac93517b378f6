import type { Request } from 'express'
import type { ValidateSettings } from '../../../configuration/validate-settings.ts'
import { isMapping, type Mapping } from '../../../document/plain-data.ts'
import { type Fault, unknownParameter, unlistedContent } from '../fault.ts'
import type { Shard } from '../validator/shard.ts'
import { bodyState } from './request-body.ts'
import { hasReservedQuery } from './reserved-query.ts'

/**
 * Faults of a request that the validator does not see, or fails over.
 * @param operation As the validator keeps it.
 * @throws {Error} where the application has left out what it takes to validate the request.
 */
export function findOverlooked(
  req: Request,
  operation: Mapping,
  { requiresCookie }: Pick<Shard, 'requiresCookie'>,
  { requests, fileUploader }: ValidateSettings,
): Fault | undefined {
  if (!requests) return undefined
  if (req.cookies === undefined && requiresCookie(operation)) {
    throw new Error('nothing has read the cookies; put cookie-parser in front of the route')
  }
  if (hasReservedQuery(req)) return unknownParameter
  const { requestBody } = operation
  const state = isMapping(requestBody) ? bodyState(req, requestBody, fileUploader !== false) : 'readable'
  if (state === 'unread' || state === 'raw') {
    const missing = state === 'raw' ? 'made data of' : 'read'
    throw new Error(`no body parser has ${missing} the body; put one behind the gate, in front of the route`)
  }
  return state === 'unlisted' ? unlistedContent : undefined
}
