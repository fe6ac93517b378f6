import type { DocumentCode } from '../codes.ts'

/** Why a text is no document, as an offset into it: a stage says what, its caller says where. */
export interface Fault {
  readonly code: DocumentCode
  readonly offset: number
  readonly message: string
  readonly fix: string
}
