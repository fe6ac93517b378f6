import type { DocumentCode } from '../codes.ts'

/** Why a text is no document, as an offset into it: a stage says what, its caller says where. */
export interface Fault {
  readonly code: DocumentCode
  readonly offset: number
  readonly message: string
  readonly fix: string
}

/** The fault of nesting, the same in YAML and JSON. */
export function depthFault(offset: number, depth: number): Fault {
  const message = `the values are nested more than ${depth} deep`
  return { code: 'limit.depth', offset, message, fix: 'no OpenAPI document needs that: take the nesting out' }
}
