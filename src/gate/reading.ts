import { configureSchemes } from '../configuration/configure-schemes.ts'
import { reportUnlisted, resolveTokenIssuer } from '../configuration/token-issuer.ts'
import type { ParsedOptions, SchemeSettings } from '../configuration/types.ts'
import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { missingReferences } from '../express/validation/assert-readable.ts'
import { type LoadedPolicy, loadPolicy } from '../policy/read-policy.ts'
import { readWhole, reportClients, withDocumentation } from './documentation.ts'

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
  if (loaded && docs) await readWhole(loaded.whole, report)
  const used = loaded && withDocumentation(loaded.compiled, docs, report)
  const settings = parsed && used && configureSchemes(used, parsed.trust, report)
  const unreadable = loaded && parsed?.settings.validate ? await missingReferences(loaded) : undefined
  if (unreadable !== undefined) report(unreadable)
  if (settings && docs) reportClients(loaded.compiled, settings, docs, report)
  const tokenIssuer = settings && parsed && resolveTokenIssuer(parsed.tokens, settings, parsed.trust, report)
  if (parsed && loaded) reportUnlisted(loaded.compiled, parsed.tokens, report)
  const failed = diagnostics.some(({ severity }) => severity === 'error')
  if (failed || loaded === undefined || settings === undefined) throw new ConfigurationError(diagnostics)
  return { loaded, settings, tokenIssuer, diagnostics }
}

/** Those that are asked about tokens. */
export function introspectedIssuers({ settings }: Reading): readonly string[] {
  return [...new Set(settings.flatMap(({ introspects }) => introspects ?? []))]
}
