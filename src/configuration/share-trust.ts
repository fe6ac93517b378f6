import type { Report } from '../diagnostics/diagnostic.ts'
import { issuerVariables } from '../issuer/named-issuer.ts'
import { documentTrust } from './document-trust.ts'
import type { Draft } from './draft.ts'
import { audienceVariables } from './environment.ts'
import { hasOwnTrust } from './own-trust.ts'
import { type Assignment, assignShared } from './shared-settings.ts'
import type { TrustOptions } from './types.ts'

/** What was given without a scheme's name, and the scheme that each part is for. */
export interface SharedTrust {
  readonly issuer: Assignment
  readonly audience: Assignment
}

/** Finds the schemes that the environment, `domain` and `audience` are for. The two may be for different ones. */
export function shareTrust(
  drafts: readonly Draft[],
  { domain, audience, environment }: TrustOptions,
  report: Report,
): SharedTrust {
  const tokenSchemes = drafts.filter(({ kind, options }) => kind.trustsIssuers && !options.has('verify'))
  const variables = (names: readonly string[]) => names.flatMap((name) => environment.get(name) ?? [])
  return {
    issuer: assignShared(
      { option: domain, variables: variables(issuerVariables) },
      tokenSchemes,
      {
        isOpen: (draft) => !hasOwnTrust(draft),
        isDocumented: ({ declaration, extension, gateways }) =>
          documentTrust(declaration, extension).length > 0 || gateways.some(({ source }) => source !== undefined),
      },
      report,
    ),
    audience: assignShared(
      { option: audience, variables: variables(audienceVariables) },
      tokenSchemes,
      {
        isOpen: (draft) => !hasOwnAudience(draft),
        isDocumented: ({ extension, gateways }) =>
          extension.has('audience') || gateways.some(({ audience }) => audience !== undefined),
      },
      report,
    ),
  }
}

/** Options by name say the audience, for the scheme or for each of its issuers. */
function hasOwnAudience({ options }: Draft): boolean {
  const issuers = options.get('issuers')?.value
  return options.has('audience') || (Array.isArray(issuers) && issuers.every(namesAudience))
}

function namesAudience(issuer: unknown): boolean {
  return typeof issuer === 'object' && issuer !== null && 'audience' in issuer && issuer.audience !== undefined
}
