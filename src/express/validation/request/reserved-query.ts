import type { Request } from 'express'

/** The validator takes a query parameter of this name for its own state, and keeps what stands in it for ever. */
const reserved = '_openapi'

/** Whether a query has the validator's own parameter, as text or with members: `_openapi[schema]`. */
export function hasReservedQuery({ query }: Pick<Request, 'query'>): boolean {
  return Object.keys(Object(query)).some((name) => name.split('[', 1)[0] === reserved)
}
