import { configureSchemes } from '../configuration/configure-schemes.ts'
import { reportUnlisted, resolveTokenIssuer } from '../configuration/token-issuer.ts'
import type { DocsSettings, ParsedOptions, SchemeSettings } from '../configuration/types.ts'
import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { documentPathOf } from '../express/docs/address.ts'
import type { DocsCode } from '../express/docs/codes.ts'
import { documentRule, schemeFinding } from '../express/docs/document-rule.ts'
import { type LoadedPolicy, loadPolicy } from '../policy/read-policy.ts'
import type { CompiledPolicy } from '../policy/types.ts'

/** A document that was read and judged together with the options: everything that a gate enforces. */
export interface Reading {
  readonly loaded: LoadedPolicy
  readonly settings: readonly SchemeSettings[]
  /** Whose token endpoint is asked; undefined: nothing says it. */
  readonly tokenIssuer: string | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * @param parsed undefined: the options are wrong, and the document is read to tell its faults as well.
 * @param before What was reported already.
 * @throws {ConfigurationError} with every error at once.
 */
export async function readDocument(
  document: string | URL | object,
  parsed: ParsedOptions | undefined,
  before: readonly Diagnostic[] = [],
): Promise<Reading> {
  const diagnostics = [...before]
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const soft = parsed?.settings.mode === 'report'
  const loaded = await loadPolicy(document, parsed?.policy ?? {}, report, soft)
  const docs = parsed?.settings.docs || undefined
  if (loaded && docs) await readWhole(loaded, report)
  const used = loaded && withDocumentation(loaded.compiled, docs, report)
  const settings = parsed && used && configureSchemes(used, parsed.trust, report)
  const tokenIssuer = settings && parsed && resolveTokenIssuer(parsed.tokens, settings, parsed.trust, report)
  if (parsed && loaded) reportUnlisted(loaded.compiled, parsed.tokens, report)
  const failed = diagnostics.some(({ severity }) => severity === 'error')
  if (failed || loaded === undefined || settings === undefined) throw new ConfigurationError(diagnostics)
  return { loaded, settings, tokenIssuer, diagnostics }
}

/** Files that only the page needs are read with the others: what is shown is what was there when it was enforced. */
async function readWhole({ whole }: LoadedPolicy, report: Report): Promise<void> {
  if (!whole.maySplit()) return
  await whole.text().catch((error: unknown) => {
    const code: DocsCode = 'docs.too-large'
    const message = `the documentation has no document: ${error instanceof Error ? error.message : 'it cannot be read'}`
    report({ severity: 'warning', code, message, fix: 'Refer to less, or turn the page off with docs: false.' })
  })
}

/** A scheme that the documentation stands behind is used, be it by no operation. */
function withDocumentation(compiled: CompiledPolicy, docs: DocsSettings | undefined, report: Report): CompiledPolicy {
  const scheme = docs?.security
  if (scheme === undefined) return compiled
  const finding = schemeFinding(scheme, Object.keys(compiled.schemes))
  if (finding === undefined)
    return {
      ...compiled,
      rules: [...compiled.rules, documentRule(compiled.policy, scheme, documentPathOf(docs ?? {}))],
    }
  report(finding)
  return compiled
}
