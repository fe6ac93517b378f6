import { isMapping, type Mapping } from '../../document/plain-data.ts'
import type { CompiledPolicy } from '../../policy/types.ts'
import { type LocalServers, localServers } from './local-servers.ts'
import { type DeclaredScheme, viewScheme } from './scheme-view.ts'

/** What the page is told of a policy; a `CompiledPolicy` is one. */
export interface DocumentedPolicy {
  readonly rules: readonly Pick<CompiledPolicy['rules'][number], 'operation' | 'bases'>[]
  readonly schemes: Readonly<Record<string, DeclaredScheme>>
}

/** Extensions that tell gateways what to do and where things stand inside: nobody else's business (U-09). */
const INTERNAL = /^x-(?:portcullis|google|amazon-apigateway)(?:-|$)/

/**
 * The copy of a document that is served. It says of its servers and its schemes what holds where the page stands, and
 * nothing of how it is enforced.
 * @param content The document as plain data; it is not changed.
 * @param up The relative way from the served document to the root of the application: `../`.
 * @returns JSON.
 */
export function renderDocumentView(content: unknown, policy: DocumentedPolicy, up: string): string {
  const view = isMapping(content) ? viewDocument(content, policy, up) : content
  return JSON.stringify(view, (name, value) => (INTERNAL.test(name) ? undefined : value))
}

function viewDocument(content: Mapping, policy: DocumentedPolicy, up: string): Mapping {
  const servers = localServers(policy.rules, up)
  const { paths, components } = content
  return {
    ...content,
    servers: servers.usual,
    ...(isMapping(paths) && { paths: mapMembers(paths, (item, path) => viewPathItem(item, path, servers)) }),
    ...(isMapping(components) && { components: viewComponents(components, policy) }),
  }
}

/** The schemes come from the policy, where every `$ref` is followed. */
function viewComponents(components: Mapping, policy: DocumentedPolicy): Mapping {
  const { securitySchemes } = components
  if (!isMapping(securitySchemes)) return components
  return { ...components, securitySchemes: { ...securitySchemes, ...mapMembers(policy.schemes, viewScheme) } }
}

function viewPathItem(item: unknown, path: string, servers: LocalServers): unknown {
  if (!isMapping(item)) return item
  const { servers: _elsewhere, additionalOperations, ...members } = item
  return {
    ...viewOperations(members, path, servers),
    ...(isMapping(additionalOperations) && {
      additionalOperations: viewOperations(additionalOperations, path, servers),
    }),
  }
}

function viewOperations(members: Mapping, path: string, servers: LocalServers): Mapping {
  return mapMembers(members, (operation, method) => {
    if (!isMapping(operation) || !servers.serves(method, path)) return operation
    const { servers: _elsewhere, ...fields } = operation
    const own = servers.unusual(method, path)
    return own === undefined ? fields : { ...fields, servers: own }
  })
}

/** Own members only, and `__proto__` stays a name like others. */
function mapMembers<Value>(
  members: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => unknown,
): Mapping {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, map(value, name)]))
}
