import { isDeepStrictEqual } from 'node:util'
import type { Settings } from '../configuration/types.ts'
import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import { answersMethod } from '../http/answers-method.ts'
import { isCovered, literals, mayMeet, type Place, placesOf } from '../policy/changes/overlap.ts'
import { comparePolicies, type PolicyChange } from '../policy/changes/policy-change.ts'
import { isUnder } from '../policy/servers/base-path.ts'
import type { Rule } from '../policy/types.ts'
import type { GateCode } from './codes.ts'
import type { Reading } from './reading.ts'

/** What lets requests through that no operation answers. */
type PassingSettings = Pick<Settings, 'undocumented' | 'allowRoutes'>

const fix = 'If it is meant: gate.reload(document, { allowWeaker: true }).'

/** What another reading of the document changes for callers. */
export function compareReadings(before: Reading, after: Reading, { mode }: Pick<Settings, 'mode'>): PolicyChange {
  return comparePolicies(comparable(before, mode), comparable(after, mode))
}

function comparable({ loaded, settings }: Reading, mode: Settings['mode']): Parameters<typeof comparePolicies>[0] {
  const matches = new Map(settings.map(({ name, scopeMatch }) => [name, scopeMatch]))
  const { compiled } = loaded
  // An explicit `enforce` beats the report modes of the document: there they change nothing.
  const rules = mode === 'enforce' ? compiled.rules.map(withoutReport) : compiled.rules
  return { compiled: { ...compiled, rules }, matchOf: (scheme) => matches.get(scheme) ?? 'all' }
}

function withoutReport(rule: Rule): Rule {
  return { ...rule, extension: { ...rule.extension, report: false } }
}

/**
 * @throws {ConfigurationError} where the new reading protects less: an operation became weaker, or a scheme trusts
 * others (F-41).
 */
export function assertNotWeaker(
  before: Reading,
  after: Reading,
  change: PolicyChange,
  settings: PassingSettings,
): void {
  const weaker = change.weaker.map(({ method, path, source }): Diagnostic => {
    const code: GateCode = 'reload.weaker'
    return { severity: 'error', code, message: `${method} ${path} would be weaker than before`, fix, ...source }
  })
  const found = [...weaker, ...changedTrust(before, after), ...opened(before, after, settings)]
  if (found.length > 0) throw new ConfigurationError(found)
}

/** A scheme that is new is no change of trust: where an operation takes it beside another, that operation is weaker. */
function changedTrust(before: Reading, after: Reading): readonly Diagnostic[] {
  return after.settings.flatMap((settings): Diagnostic[] => {
    const was = before.settings.find(({ name }) => name === settings.name)
    if (was === undefined || isDeepStrictEqual(was.decides, settings.decides)) return []
    const code: GateCode = 'reload.trust'
    const trusts = was.trust === settings.trust ? 'would judge in another way' : `would trust ${settings.trust}`
    const message = `the scheme ${quote(settings.name)} ${trusts}; it trusts ${was.trust}`
    const { source } = after.loaded.compiled.policy.schemes[settings.name] ?? {}
    return [{ severity: 'error', code, message, fix, ...source }]
  })
}

/** What no operation answers any more, and the gate would let go by. */
function opened(before: Reading, after: Reading, settings: PassingSettings): readonly Diagnostic[] {
  return [...outside(before, after), ...passing(before, after, settings)]
}

/** Outside every base path requests go by, as far as the routes of the application allow it. */
function outside(before: Reading, after: Reading): readonly Diagnostic[] {
  const { bases } = after.loaded.compiled
  const lost = before.loaded.compiled.bases.filter((base) => !bases.some((other) => isUnder(base, other)))
  return lost.map((base) => openedAt(`what is under ${base || '/'} would be outside the base path, and pass`))
}

/**
 * An operation that is taken out is open where `undocumented` lets paths through that match no template, or `allowRoutes`
 * requests that no operation answers.
 */
function passing(
  before: Reading,
  after: Reading,
  { undocumented, allowRoutes }: PassingSettings,
): readonly Diagnostic[] {
  const { rules } = after.loaded.compiled
  const isDocumented = (was: Rule, place: Place, wholly: boolean): boolean =>
    rules.some(
      (rule) =>
        (!wholly || answersMethod(rule.method, was.method)) &&
        rule.template.trailingSlash === was.template.trailingSlash &&
        placesOf(rule).some((wider) => isCovered(place, wider)),
    )
  const gone = before.loaded.compiled.rules.filter((rule) =>
    placesOf(rule).some((place) => {
      if (undocumented === 'pass' && !isDocumented(rule, place, false)) return true
      return allowRoutes.some(({ path }) => mayReach(path, place)) && !isDocumented(rule, place, true)
    }),
  )
  return gone.map(({ operation: { method, path } }) => openedAt(`${method} ${path} would be undocumented, and pass`))
}

/** Whether a route of `allowRoutes` may be one for such a place. A trailing `*` is a subtree. */
function mayReach(path: string, place: Place): boolean {
  const subtree = path.endsWith('/*')
  const route = literals(subtree ? path.slice(0, -2) : path).map((segment) =>
    segment.kind === 'literal' && segment.text.startsWith('{') ? anything : segment,
  )
  return mayMeet(route, subtree ? place.slice(0, route.length) : place)
}

const anything: Place[number] = { kind: 'parameter', name: '' }

function openedAt(message: string): Diagnostic {
  const code: GateCode = 'reload.opened'
  return { severity: 'error', code, message, fix }
}
