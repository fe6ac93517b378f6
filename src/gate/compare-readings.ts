import { isDeepStrictEqual } from 'node:util'
import type { Settings } from '../configuration/types.ts'
import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import { comparePolicies, type PolicyChange } from '../policy/changes/policy-change.ts'
import { createMatcher } from '../routing/matcher.ts'
import type { GateCode } from './codes.ts'
import type { Reading } from './reading.ts'

const fix = 'If it is meant: gate.reload(document, { allowWeaker: true }).'

/** What another reading of the document changes for callers. */
export function compareReadings(before: Reading, after: Reading): PolicyChange {
  return comparePolicies(comparable(before), comparable(after))
}

function comparable({ loaded, settings }: Reading): Parameters<typeof comparePolicies>[0] {
  const matcher = createMatcher(loaded.compiled)
  const matches = new Map(settings.map(({ name, scopeMatch }) => [name, scopeMatch]))
  return {
    compiled: loaded.compiled,
    rulesFor(method, path) {
      const match = matcher.match(method, path)
      return match.kind === 'operation' ? match.rules.map(({ rule }) => rule) : []
    },
    matchOf: (scheme) => matches.get(scheme) ?? 'all',
  }
}

/**
 * @throws {ConfigurationError} where the new reading protects less: an operation became weaker, or a scheme trusts
 * others (F-41).
 */
export function assertNotWeaker(
  before: Reading,
  after: Reading,
  change: PolicyChange,
  undocumented: Settings['undocumented'],
): void {
  const weaker = change.weaker.map(({ method, path, source }): Diagnostic => {
    const code: GateCode = 'reload.weaker'
    return { severity: 'error', code, message: `${method} ${path} would be weaker than before`, fix, ...source }
  })
  const found = [...weaker, ...changedTrust(before, after), ...opened(before, after, change, undocumented)]
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

/**
 * An operation that is taken out of the document is open where undocumented paths pass; and so it is outside the base
 * paths of the new document, where the gate lets requests go by.
 */
function opened(
  before: Reading,
  after: Reading,
  { removed }: PolicyChange,
  undocumented: Settings['undocumented'],
): readonly Diagnostic[] {
  const { bases } = after.loaded.compiled
  const gone = before.loaded.compiled.rules.filter(
    (rule) => rule.alternatives.length > 0 && removed.includes(rule.operation),
  )
  return gone.flatMap((rule): Diagnostic[] => {
    const inside = rule.bases.every((base) => bases.some((other) => isWithin(base, other)))
    if (undocumented === 'deny' && inside) return []
    const { method, path } = rule.operation
    const where = inside ? 'undocumented' : 'outside the base path'
    const code: GateCode = 'reload.opened'
    return [{ severity: 'error', code, message: `${method} ${path} would be ${where}, and pass`, fix }]
  })
}

/** By whole segments, whatever their case, as the gate compares base paths. */
function isWithin(base: string, other: string): boolean {
  return `${base}/`.toLowerCase().startsWith(`${other}/`.toLowerCase())
}
