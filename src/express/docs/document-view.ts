import { withoutUnused } from '../../document/bundle/inline-operations.ts'
import { isInternal } from '../../document/bundle/internal-extensions.ts'
import { isMapping, type Mapping } from '../../document/plain-data.ts'
import { type LocalServers, localServers } from './local-servers.ts'
import { completeOperation, type DocumentedRule } from './operation-view.ts'
import { type RefusalResponses, refusalResponses } from './refusal-responses.ts'
import type { SchemeWords } from './requirement-words.ts'
import { viewScheme } from './scheme-view.ts'

/** What the page is told of a policy. */
export interface DocumentedPolicy extends SchemeWords {
  readonly rules: readonly DocumentedRule[]
}

/**
 * The copy of a document that is served. It says of its servers and its schemes what holds where the page stands, of each
 * operation who may call it and how it is refused, and nothing of how that is enforced.
 * @param content The document as plain data; it is not changed.
 * @param up The relative way from the served document to the root of the application: `../`.
 * @returns JSON.
 */
export function renderDocumentView(content: unknown, policy: DocumentedPolicy, up: string): string {
  // What only a replaced scheme referred to goes with it.
  const view = isMapping(content) ? withoutUnused(viewDocument(content, policy, up)) : content
  return JSON.stringify(view, (name, value) => (isInternal(name) ? undefined : value))
}

function viewDocument(content: Mapping, policy: DocumentedPolicy, up: string): Mapping {
  const servers = localServers(policy.rules, up)
  const { paths, components } = content
  const refusals = refusalResponses(isMapping(components) ? components : {})
  const rules = new Map(policy.rules.map((rule) => [keyOf(rule.operation.method, rule.operation.path), rule]))
  const view: View = { policy, servers, refusals, ruleOf: (method, path) => rules.get(keyOf(method, path)) }
  return {
    ...content,
    servers: servers.usual,
    ...(isMapping(paths) && {
      paths: mapMembers(paths, (item, path) => (path.startsWith('x-') ? undefined : viewPathItem(item, path, view))),
    }),
    components: viewComponents(isMapping(components) ? components : {}, view),
  }
}

/** What the parts of a document are seen by. */
interface View {
  readonly policy: DocumentedPolicy
  readonly servers: LocalServers
  readonly refusals: RefusalResponses
  ruleOf(method: string, path: string): DocumentedRule | undefined
}

function keyOf(method: string, path: string): string {
  return `${method.toLowerCase()} ${path}`
}

/** The schemes come from the policy, where every `$ref` is followed. */
function viewComponents(components: Mapping, { policy, refusals }: View): Mapping {
  const { securitySchemes } = components
  const completed = { ...components, ...refusals.components }
  if (!isMapping(securitySchemes)) return completed
  return { ...completed, securitySchemes: { ...securitySchemes, ...mapMembers(policy.schemes, viewScheme) } }
}

function viewPathItem(item: unknown, path: string, view: View): unknown {
  if (!isMapping(item)) return item
  const { servers: _elsewhere, additionalOperations, ...members } = item
  return {
    ...viewOperations(members, path, view),
    ...(isMapping(additionalOperations) && {
      additionalOperations: viewOperations(additionalOperations, path, view),
    }),
  }
}

function viewOperations(members: Mapping, path: string, { policy, servers, refusals, ruleOf }: View): Mapping {
  return mapMembers(members, (operation, method) => {
    if (!isMapping(operation)) return operation
    // Nothing is tried out elsewhere, be it an operation that nobody knows (U-06).
    const { servers: _elsewhere, ...fields } = operation
    const rule = ruleOf(method, path)
    if (rule === undefined) return fields
    const completed = completeOperation(fields, rule, policy, refusals)
    const own = servers.unusual(method, path)
    return own === undefined ? completed : { ...completed, servers: own }
  })
}

/** Own members only, and `__proto__` stays a name like others. */
function mapMembers<Value>(
  members: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => unknown,
): Mapping {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, map(value, name)]))
}
