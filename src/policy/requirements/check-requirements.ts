import { carrierOf, fieldOf } from '../carrier.ts'
import {
  securityBareAlternative,
  securityDuplicate,
  securityOptionalScopes,
  securityPointless,
  securityUnsatisfiable,
} from '../findings/alternatives.ts'
import type { Note, Spot } from '../findings/finding.ts'
import type { Alternative, Demand } from '../types.ts'
import { describeAlternative } from './alternatives.ts'
import { type CheckedDocument, createScopeCheck } from './check-scopes.ts'
import { type ComparisonRules, compareAlternatives } from './compare-alternatives.ts'
import type { RequirementList } from './parse-requirements.ts'

/** Judges one list in force at `spot`. `match` is how its scope lists are read. */
export type CheckRequirements = (list: RequirementList, match: 'all' | 'any', spot: Spot) => void

/** What is odd, weak or impossible about requirement lists, each of which is legal OpenAPI. */
export function createRequirementCheck(document: CheckedDocument): CheckRequirements {
  const { declarations, note } = document
  const carriers = new Map(Object.values(declarations).map((scheme) => [scheme.name, carrierOf(scheme)]))
  const carrier: CarrierOfDemand = ({ scheme }) => carriers.get(scheme) ?? ''
  const checkScopes = createScopeCheck(document)

  return ({ alternatives, hasRepetitions }, match, spot) => {
    if (hasRepetitions) note(securityDuplicate(spot))
    const demands = alternatives.flat()
    if (!demands.every(({ scheme }) => carriers.has(scheme))) return
    for (const demand of demands) checkScopes(demand, spot)
    for (const alternative of alternatives) checkSatisfiable(alternative, carrier, note, spot)
    checkPairs(alternatives, { match, carrier }, note, spot)
    const isOptional = alternatives.some((alternative) => alternative.length === 0)
    if (isOptional && demands.some(({ scopes }) => scopes.length > 0)) note(securityOptionalScopes(spot))
  }
}

type CarrierOfDemand = (demand: Demand) => string

function checkSatisfiable(alternative: Alternative, carrier: CarrierOfDemand, note: Note, spot: Spot): void {
  const fields = new Map<string, Demand>()
  for (const demand of alternative) {
    const field = fieldOf(carrier(demand))
    const other = fields.get(field)
    if (other === undefined) fields.set(field, demand)
    else if (carrier(other) !== carrier(demand)) note(securityUnsatisfiable(other.scheme, demand.scheme, spot))
  }
}

/** One finding for each alternative that is never needed, and one for each that is walked around. */
function checkPairs(alternatives: readonly Alternative[], rules: ComparisonRules, note: Note, spot: Spot): void {
  for (const strong of alternatives) {
    for (const weak of alternatives) {
      if (weak === strong) continue
      const comparison = compareAlternatives(weak, strong, rules)
      if (comparison.kind === 'bypassed') note(securityBareAlternative(comparison.bare, comparison.scoped, spot))
      if (comparison.kind !== 'pointless') continue
      note(securityPointless(describeAlternative(weak), describeAlternative(strong), spot))
      break
    }
  }
}
