import type { NamedValues } from '../options/named-values.ts'
import type { Rule, SchemeDeclaration } from '../policy/types.ts'
import type { SchemeKind } from '../schemes/kind.ts'
import type { GatewayTrust } from './gateway-trust.ts'

/** A scheme that operations use, and what was given for it. */
export interface Draft {
  readonly declaration: SchemeDeclaration
  readonly kind: SchemeKind
  /** The rules that name it, in the order of the document. */
  readonly users: readonly Rule[]
  /** `schemes` of the options, by its name. */
  readonly options: NamedValues
  /** `x-portcullis` on the scheme. */
  readonly extension: NamedValues
  /** Of gateways that `trust` lists. */
  readonly gateways: readonly GatewayTrust[]
}
