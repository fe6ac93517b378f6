import type { Report } from '../diagnostics/diagnostic.ts'
import { createFields } from '../options/fields.ts'
import type { CompiledPolicy, Rule, SchemeDeclaration } from '../policy/types.ts'
import type { SchemeSettings } from '../schemes/kind.ts'
import { kindOf } from '../schemes/scheme-kinds.ts'
import { unenforcedScheme } from '../schemes/unenforced.ts'
import { reportSecrets } from './document-secrets.ts'
import type { Draft } from './draft.ts'
import { gatewayTrust, reportForeign, reportGateways, reportUnusedTrust } from './gateway-trust.ts'
import { reportImpossible } from './impossible-alternatives.ts'
import { reportNames } from './not-enforceable.ts'
import { hasOwnTrust } from './own-trust.ts'
import { reportAvoidableProofs, reportUnsharedProofs } from './proof-findings.ts'
import { resolveTrust } from './resolve-trust.ts'
import { extensionValues, optionValues } from './scheme-values.ts'
import { type SharedTrust, shareTrust } from './share-trust.ts'
import { createTeller } from './teller.ts'
import type { TrustOptions } from './types.ts'
import { reportUnconfigured } from './unconfigured.ts'

/** The rules that name a scheme, by its name. */
type Users = ReadonlyMap<string, readonly Rule[]>

/**
 * Every scheme that operations use, in the order of the document, ready to be created. Undefined where something is
 * wrong, which was reported. In report mode a scheme that cannot be enforced is a warning, and lets nobody in.
 */
export function configureSchemes(
  compiled: CompiledPolicy,
  options: TrustOptions,
  report: Report,
): readonly SchemeSettings[] | undefined {
  const { tell, failed } = createTeller(options.mode, report)
  const declarations = Object.values(compiled.schemes)
  const users = usersOf(compiled.rules)
  reportNames(options.schemes, declarations, users, tell)
  const drafts = declarations.flatMap((declaration) => draftScheme(declaration, users, options, tell) ?? [])
  const used = declarations.filter(({ name }) => users.has(name))
  reportUnusedTrust(used, options.trust, tell)
  const shared = shareTrust(drafts, options, tell)
  const configured = new Map(
    drafts.flatMap((draft) => configureDraft(draft, shared, tell) ?? []).map((settings) => [settings.name, settings]),
  )
  reportImpossible(compiled.rules, configured, tell)
  reportAvoidableProofs(compiled.rules, configured, options, tell)
  reportUnsharedProofs(configured, options, tell)
  if (failed()) return undefined
  return Object.freeze(used.map(({ name }) => configured.get(name) ?? unenforcedScheme(name)))
}

function usersOf(rules: readonly Rule[]): Users {
  const users = new Map<string, Rule[]>()
  for (const rule of rules) {
    for (const name of new Set(rule.alternatives.flat().map(({ scheme }) => scheme))) {
      const known = users.get(name)
      if (known === undefined) users.set(name, [rule])
      else known.push(rule)
    }
  }
  return users
}

/** What was given for a scheme, its names judged even where nothing uses it; undefined where nothing can or need be done. */
function draftScheme(
  declaration: SchemeDeclaration,
  users: Users,
  { schemes, mode, trust }: TrustOptions,
  report: Report,
): Draft | undefined {
  const kind = kindOf(declaration)
  const rules = users.get(declaration.name) ?? []
  reportSecrets(declaration, report)
  const options = optionValues(kind, schemes.get(declaration.name), report)
  const extension = extensionValues(kind, declaration, mode, report)
  if (rules.length === 0) return undefined
  reportForeign(declaration, trust, report)
  const gateways = gatewayTrust(declaration, kind, trust, report)
  const draft = { declaration, kind, users: rules, options, extension, gateways }
  if (gateways.length > 0 && !hasOwnTrust(draft)) reportGateways(declaration, trust, report)
  return draft
}

function configureDraft(draft: Draft, shared: SharedTrust, report: Report): SchemeSettings | undefined {
  const { declaration, kind, options, extension } = draft
  return kind.configure({
    declaration,
    fields: createFields(new Map([...extension, ...options]), report),
    trust: () => resolveTrust(draft, shared, report),
    unconfigured: (fix) => reportUnconfigured(draft, fix, report),
    report,
  })
}
