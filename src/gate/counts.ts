import { createDecisionCounts, type DecisionCounts } from '../enforcement/counts.ts'
import { createValidationCounts, type ValidationCounts } from '../express/validation/counts.ts'
import type { TokenCounts } from '../jwt/types.ts'
import type { ExchangeCounts } from '../token-client/exchanger.ts'

/** What a gate counts from its start on, by the room that counts it. */
export interface GateCounts {
  readonly decisions: DecisionCounts
  readonly tokens: TokenCounts
  readonly exchanges: ExchangeCounts
  readonly validations: ValidationCounts
}

export function createGateCounts(): GateCounts {
  return {
    decisions: createDecisionCounts(),
    tokens: { signaturesChecked: 0, signaturesRemembered: 0, introspectionsAsked: 0, introspectionsRemembered: 0 },
    exchanges: { tokensExchanged: 0, tokensRemembered: 0 },
    validations: createValidationCounts(),
  }
}
