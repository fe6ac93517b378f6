import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { type WholeDocument, wholeDocument } from '../document/bundle/whole-document.ts'
import { loadDocument } from '../document/load-document.ts'
import { child } from '../document/node.ts'
import type { ResolvedDocument } from '../document/types.ts'
import { compilePolicy } from './compile-policy.ts'
import { parsePolicyOptions } from './parse-options.ts'
import type { CompiledPolicy, Policy, PolicyOptions } from './types.ts'

/**
 * Compiles a document into the policy that a gate would enforce, with no issuer, key or configuration: for tools and
 * tests. Frozen, serialisable, and the same bytes for the same document.
 *
 * @param document A path (YAML or JSON, relative to the working directory), a file `URL`, or an object. OpenAPI 3.0,
 * 3.1 or 3.2, in one file or many.
 * @throws {ConfigurationError} with everything that is wrong at once, each with its place and what to write instead.
 * A policy is never partial. Warnings and hints stand in `diagnostics` of the policy.
 * @example
 * const policy = await readPolicy('openapi.yaml')
 * for (const { method, path, security } of policy.operations) console.log(method, path, JSON.stringify(security))
 */
export async function readPolicy(document: string | URL | object, options: PolicyOptions = {}): Promise<Policy> {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const loaded = await loadPolicy(document, options, report)
  const failed = diagnostics.some(({ severity }) => severity === 'error')
  if (failed || loaded === undefined) throw new ConfigurationError(diagnostics)
  return loaded.compiled.policy
}

/** A policy, and what else of its document outlives the start. */
export interface LoadedPolicy {
  readonly compiled: CompiledPolicy
  /** The document's own title, if it has one. */
  readonly title: string | undefined
  /** Every file that was read, the entry first. */
  readonly files: readonly string[]
  /** With what other files hold that security does not need. */
  readonly whole: WholeDocument
}

/** Loads and compiles a document. Undefined where an error of the document was reported; `soft` as `compilePolicy` has it. */
export async function loadPolicy(
  document: string | URL | object,
  options: PolicyOptions,
  report: Report,
  soft = false,
): Promise<LoadedPolicy | undefined> {
  const parsed = parsePolicyOptions(options, report)
  const told: Diagnostic[] = []
  const resolved = await loadDocument(document, { allow: parsed.allow }, (diagnostic) => {
    told.push(diagnostic)
    report(diagnostic)
  })
  const compiled = resolved && compilePolicy(resolved, parsed, report, soft)
  resolved?.release()
  if (resolved === undefined || compiled === undefined) return undefined
  const { content, json, files } = resolved
  const whole = wholeDocument({ content, json, files, allow: parsed.allow })
  return { compiled: withDiagnostics(compiled, told), title: titleOf(resolved), files, whole }
}

function titleOf({ root }: ResolvedDocument): string | undefined {
  const info = root.fields.get('info')
  const title = info && child(info, 'title')?.value
  return typeof title === 'string' ? title : undefined
}

/** What the load had to say stands on the policy as well. */
function withDiagnostics(compiled: CompiledPolicy, before: readonly Diagnostic[]): CompiledPolicy {
  if (before.length === 0) return compiled
  const diagnostics = Object.freeze([...before, ...compiled.policy.diagnostics])
  return Object.freeze({ ...compiled, policy: Object.freeze({ ...compiled.policy, diagnostics }) })
}
