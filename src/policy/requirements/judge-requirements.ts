import { carrierOf, fieldOf } from '../carrier.ts'
import {
  securityBareAlternative,
  securityDuplicate,
  securityOptionalScopes,
  securityPointless,
  securityUnsatisfiable,
} from '../findings/alternatives.ts'
import type { Finding, Spot } from '../findings/finding.ts'
import type { Alternative, Demand, SchemeDeclaration } from '../types.ts'
import { describeAlternative } from './alternatives.ts'
import { type ComparisonRules, compareAlternatives } from './compare-alternatives.ts'
import { createScopeJudge } from './judge-scopes.ts'
import type { RequirementList } from './parse-requirements.ts'

/** What is found about a list, to be told of each operation that has it. */
export type ToFinding = (spot: Spot) => Finding

/** Judges a list whose scopes are read as `match` says. The same list is judged once. */
export type JudgeRequirements = (list: RequirementList, match: 'all' | 'any') => readonly ToFinding[]

type Judged = Map<RequirementList, readonly ToFinding[]>

type CarrierOfDemand = (demand: Demand) => string

/** What is odd, weak or impossible about requirement lists, each of which is legal OpenAPI. */
export function createRequirementJudge(
  minor: 0 | 1 | 2,
  declarations: Readonly<Record<string, SchemeDeclaration>>,
): JudgeRequirements {
  const known: Readonly<Record<'all' | 'any', Judged>> = { all: new Map(), any: new Map() }
  const carriers = new Map(Object.values(declarations).map((scheme) => [scheme.name, carrierOf(scheme)]))
  const carrier: CarrierOfDemand = ({ scheme }) => carriers.get(scheme) ?? ''
  const judgeScopes = createScopeJudge(minor, declarations)

  /** A list that asks for a malformed scheme is not judged: that scheme's own finding says more. */
  function judge({ alternatives, hasRepetitions }: RequirementList, match: 'all' | 'any'): readonly ToFinding[] {
    const demands = alternatives.flat()
    if (!demands.every(({ scheme }) => carriers.has(scheme))) return []
    return [
      ...(hasRepetitions ? [securityDuplicate] : []),
      ...demands.flatMap(judgeScopes),
      ...alternatives.flatMap((alternative) => judgeAlternative(alternative, carrier)),
      ...alternatives.flatMap((strong) => judgeBesideOthers(strong, alternatives, { match, carrier })),
      ...(isOptionalWithScopes(alternatives) ? [securityOptionalScopes] : []),
    ]
  }
  return (list, match) => {
    const findings = known[match].get(list) ?? judge(list, match)
    known[match].set(list, findings)
    return findings
  }
}

function judgeAlternative(alternative: Alternative, carrier: CarrierOfDemand): ToFinding[] {
  const fields = new Map<string, Demand>()
  const findings: ToFinding[] = []
  for (const demand of alternative) {
    const field = fieldOf(carrier(demand))
    const other = fields.get(field)
    if (other === undefined) fields.set(field, demand)
    else if (carrier(other) !== carrier(demand)) {
      findings.push((spot) => securityUnsatisfiable(other.scheme, demand.scheme, spot))
    }
  }
  return findings
}

/** One finding where the alternative is never needed, else one for each that walks around its scopes. */
function judgeBesideOthers(strong: Alternative, all: readonly Alternative[], rules: ComparisonRules): ToFinding[] {
  const findings: ToFinding[] = []
  for (const weak of all) {
    const comparison = weak === strong ? undefined : compareAlternatives(weak, strong, rules)
    if (comparison?.kind === 'bypassed') {
      findings.push((spot) => securityBareAlternative(comparison.bare, comparison.scoped, spot))
    }
    if (comparison?.kind === 'pointless') {
      const texts = [describeAlternative(weak), describeAlternative(strong)] as const
      return [(spot) => securityPointless(...texts, spot)]
    }
  }
  return findings
}

function isOptionalWithScopes(alternatives: readonly Alternative[]): boolean {
  const isOptional = alternatives.some((alternative) => alternative.length === 0)
  return isOptional && alternatives.flat().some(({ scopes }) => scopes.length > 0)
}
