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
  const found = [...weaker, ...changedTrust(before, after), ...opened(change, undocumented)]
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

/** Where undocumented paths pass, an operation that is taken out of the document is open. */
function opened({ removed }: PolicyChange, undocumented: Settings['undocumented']): readonly Diagnostic[] {
  if (undocumented === 'deny') return []
  return removed
    .filter(({ security }) => security.length > 0)
    .map(({ method, path }): Diagnostic => {
      const code: GateCode = 'reload.opened'
      return { severity: 'error', code, message: `${method} ${path} would be undocumented, and pass`, fix }
    })
}
