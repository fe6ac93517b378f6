import type { DocsSettings, SchemeSettings } from '../configuration/types.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { WholeDocument } from '../document/bundle/whole-document.ts'
import { documentPathOf } from '../express/docs/address.ts'
import type { DocsCode } from '../express/docs/codes.ts'
import { documentRule, schemeFinding } from '../express/docs/document-rule.ts'
import { clientFindings } from '../express/docs/login/client-findings.ts'
import { loginSchemes } from '../express/docs/login/login-schemes.ts'
import type { CompiledPolicy } from '../policy/types.ts'

/** Files that only the page needs are read with the others: what is shown is what was there when it was enforced. */
export async function readWhole({ maySplit, text }: WholeDocument, report: Report): Promise<void> {
  if (!maySplit()) return
  await text().catch((error: unknown) => {
    const code: DocsCode = 'docs.too-large'
    const message = `the documentation has no document: ${error instanceof Error ? error.message : 'it cannot be read'}`
    report({ severity: 'warning', code, message, fix: 'Refer to less, or turn the page off with docs: false.' })
  })
}

/** A scheme that the documentation stands behind is used, be it by no operation. */
export function withDocumentation(
  compiled: CompiledPolicy,
  docs: DocsSettings | undefined,
  report: Report,
): CompiledPolicy {
  if (docs?.security === undefined) return compiled
  const finding = schemeFinding(docs.security, Object.keys(compiled.schemes))
  if (finding !== undefined) {
    report(finding)
    return compiled
  }
  const rule = documentRule(compiled.policy, docs.security, documentPathOf(docs))
  return { ...compiled, rules: [...compiled.rules, rule] }
}

/** A client that is for nothing is a mistake in a name. */
export function reportClients(
  compiled: CompiledPolicy,
  settings: readonly SchemeSettings[],
  { clientId }: DocsSettings,
  report: Report,
): void {
  if (clientId === undefined) return
  for (const finding of clientFindings(clientId, loginSchemes(compiled, settings, 'any'))) report(finding)
}
