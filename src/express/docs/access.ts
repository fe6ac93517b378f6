import type { Request } from 'express'
import type { Refused } from '../../decision/types.ts'
import type { Enforcement } from '../../enforcement/enforcement.ts'
import type { Rule } from '../../policy/types.ts'
import { decisionRequest } from '../decision-request.ts'
import type { DocumentedRule } from './view/operation-view.ts'

/** What a caller may see of the document; `rules` undefined: all of it. */
export type Seen =
  | { readonly kind: 'seen'; readonly rules: ReadonlySet<DocumentedRule> | undefined }
  | { readonly kind: 'refused'; readonly refused: Refused }

/** Who may see the document, where not everybody may see all of it. */
export interface Access {
  /** The scheme that it stands behind; undefined: none. */
  readonly security: string | undefined
  /** The header fields that answers depend on, for `Vary`. */
  readonly fields: readonly string[]
  judge(req: Request): Promise<Seen>
}

/** What an access is made of. */
export interface AccessParts {
  readonly enforcement: Pick<Enforcement, 'decideBeside' | 'permitted'>
  /** The scheme that the document stands behind, and what a request for it has to show; undefined: nothing. */
  readonly security: { readonly scheme: string; readonly rule: Rule } | undefined
  /** Each caller sees the operations that it may call. */
  readonly permittedOnly: boolean
  readonly fields: readonly string[]
}

export function createAccess({ enforcement, security, permittedOnly, fields }: AccessParts): Access {
  return {
    security: security?.scheme,
    fields,
    async judge(req) {
      const request = decisionRequest(req)
      const judged = security && (await enforcement.decideBeside(security.rule, request))
      if (judged?.decision.allowed === false) return { kind: 'refused', refused: judged.decision }
      return { kind: 'seen', rules: permittedOnly ? await enforcement.permitted(request) : undefined }
    },
  }
}
