import type { Settings } from '../configuration/types.ts'
import { type Alone, aloneIn } from '../decision/admit-alone.ts'
import type { CompiledPolicy, Rule } from '../policy/types.ts'
import type { Scheme } from '../schemes/types.ts'

/** A rule with the schemes it needs, looked up once at the start. */
export interface Plan {
  readonly rule: Rule
  /** Every scheme that an alternative names, each once. */
  readonly schemes: readonly Scheme[]
  /** The same by name. */
  readonly byName: ReadonlyMap<string, Scheme>
  /** Decide and tell, but refuse nothing. */
  readonly report: boolean
  /** The rule without its schemes in report mode; undefined where it has none. */
  readonly lenient: Rule | undefined
  /** Where one scheme is all that the rule asks for; undefined elsewhere. */
  readonly alone: Alone | undefined
}

/** Looks the schemes of every rule up; a rule whose scheme is missing is a wrong program and throws. */
export function planRules(
  policy: CompiledPolicy,
  schemes: ReadonlyMap<string, Scheme>,
  mode: Settings['mode'],
): ReadonlyMap<Rule, Plan> {
  return new Map(policy.rules.map((rule) => [rule, planRule(rule, schemes, mode)]))
}

function planRule(rule: Rule, schemes: ReadonlyMap<string, Scheme>, mode: Settings['mode']): Plan {
  const names = new Set(rule.alternatives.flat().map((demand) => demand.scheme))
  const needed = [...names].map((name) => {
    const scheme = schemes.get(name)
    if (scheme === undefined) throw new Error(`no scheme was made for ${name}`)
    return scheme
  })
  const report = mode === 'report' || (rule.extension.report && mode !== 'enforce')
  const byName = new Map(needed.map((scheme) => [scheme.name, scheme]))
  const alone = rule.extension.bind.length === 0 ? aloneIn(rule, byName) : undefined
  return { rule, schemes: needed, byName, report, lenient: withoutReported(rule, needed), alone }
}

/** For what stands beside the document's operations, which no report mode opens. */
export function planBeside(rule: Rule, schemes: ReadonlyMap<string, Scheme>): Plan {
  return { ...planRule(rule, schemes, 'enforce'), lenient: undefined }
}

/** What is left of a rule when the schemes in report mode refuse nothing: their demands fall away. */
function withoutReported(rule: Rule, schemes: readonly Scheme[]): Rule | undefined {
  const reported = new Set(schemes.filter((scheme) => scheme.report).map((scheme) => scheme.name))
  if (reported.size === 0) return undefined
  const alternatives = rule.alternatives.map((demands) => demands.filter((demand) => !reported.has(demand.scheme)))
  return { ...rule, alternatives }
}

/** What is open because of a report mode, for `gate.health().notEnforced`. */
export function notEnforced(plans: Iterable<Plan>, schemes: Iterable<Scheme>): readonly string[] {
  const operations = [...plans].filter((plan) => plan.report && plan.rule.alternatives.length > 0)
  const reported = [...schemes].filter((scheme) => scheme.report)
  return [
    ...reported.map((scheme) => `scheme ${scheme.name}`),
    ...operations.map(({ rule }) => `${rule.method} ${rule.operation.path}`),
  ]
}
