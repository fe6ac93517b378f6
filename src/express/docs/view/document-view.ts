import { mapValues } from '../../../document/bundle/map-document.ts'
import { withoutUnused } from '../../../document/bundle/used-parts.ts'
import { isMapping, type Mapping } from '../../../document/plain-data.ts'
import { type LocalServers, localServers } from './local-servers.ts'
import { completeOperation, type DocumentedRule } from './operation-view.ts'
import { permittedPart } from './permitted-part.ts'
import { type RefusalResponses, refusalResponses } from './refusal-responses.ts'
import type { SchemeWords } from './requirement-words.ts'
import { viewScheme } from './scheme-view.ts'
import { withoutInternals } from './without-internals.ts'

/** What the page is told of a policy. */
export interface DocumentedPolicy extends SchemeWords {
  readonly rules: readonly DocumentedRule[]
  /** Whether these are not all rules of the document: what only the others use is left out with them. */
  readonly isPart?: boolean
}

/**
 * The copy of a document that is served. It says of its servers and its schemes what holds where the page stands, of each
 * operation who may call it and how it is refused, and nothing of how that is enforced. An operation without a rule is none
 * that can be called.
 * @param content The document as plain data; it is not changed.
 * @param up The relative way from the served document to the root of the application: `../`.
 * @returns JSON.
 */
export function renderDocumentView(content: unknown, policy: DocumentedPolicy, up: string): string {
  if (!isMapping(content)) return JSON.stringify(content)
  const view = viewDocument(withoutInternals(content), policy, up)
  // What only a replaced scheme, or an operation that is left out, referred to goes with it.
  return JSON.stringify(policy.isPart === true ? permittedPart(view) : withoutUnused(view))
}

function viewDocument(content: Mapping, policy: DocumentedPolicy, up: string): Mapping {
  const servers = localServers(policy.rules, up)
  const { paths, components } = content
  const refusals = refusalResponses(isMapping(components) ? components : {})
  const rules = new Map(policy.rules.map((rule) => [`${rule.method} ${rule.operation.path}`, rule]))
  const context: ViewContext = { policy, servers, refusals, ruleOf: (method, path) => rules.get(`${method} ${path}`) }
  return {
    ...content,
    servers: servers.usual,
    ...(isMapping(paths) && {
      paths: mapValues(paths, (item, path) => (path.startsWith('x-') ? undefined : viewPathItem(item, path, context))),
    }),
    components: viewComponents(isMapping(components) ? components : {}, context),
  }
}

/** What the parts of a document are seen by. */
interface ViewContext {
  readonly policy: DocumentedPolicy
  readonly servers: LocalServers
  readonly refusals: RefusalResponses
  /** @param method As a request line has it: `GET`, and others as they are written under `additionalOperations`. */
  ruleOf(method: string, path: string): DocumentedRule | undefined
}

/** The schemes come from the policy, where every `$ref` is followed. */
function viewComponents(components: Mapping, { policy, refusals }: ViewContext): Mapping {
  const { securitySchemes } = components
  const completed = { ...components, ...refusals.components }
  if (!isMapping(securitySchemes)) return completed
  const written = policy.isPart === true ? {} : securitySchemes
  return { ...completed, securitySchemes: { ...written, ...mapValues(policy.schemes, viewScheme) } }
}

function viewPathItem(item: unknown, path: string, context: ViewContext): unknown {
  if (!isMapping(item)) return undefined
  const { additionalOperations, ...members } = item
  return {
    ...viewOperations(members, (name) => context.ruleOf(name.toUpperCase(), path), context),
    ...(isMapping(additionalOperations) && {
      additionalOperations: viewOperations(additionalOperations, (name) => context.ruleOf(name, path), context),
    }),
  }
}

/** What is no mapping is no operation: a summary, a list of parameters. */
function viewOperations(
  members: Mapping,
  ruleOf: (name: string) => DocumentedRule | undefined,
  { policy, servers, refusals }: ViewContext,
): Mapping {
  return mapValues(members, (operation, name) => {
    if (!isMapping(operation) || name.startsWith('x-')) return operation
    const rule = ruleOf(name)
    if (rule === undefined) return undefined
    const completed = completeOperation(operation, rule, policy, refusals)
    const own = servers.unusual(rule)
    return own === undefined ? completed : { ...completed, servers: own }
  })
}
