import { child, elements, members } from '../../document/node.ts'
import { isMapping } from '../../document/plain-data.ts'
import type { Node, Resolved } from '../../document/types.ts'
import type { Note, Spot } from '../findings/finding.ts'
import {
  serverMalformed,
  serverRelative,
  serverTooMany,
  serverVariableOpen,
  serverVariableUnknown,
} from '../findings/servers.ts'
import { expandServer, type VariableValues } from './expand-server.ts'

/** Where the API stands when nothing says so (OpenAPI 3.2 §4.1.1). */
const rootOnly: readonly string[] = Object.freeze([''])

/**
 * The base paths of a mapping that may have `servers`: they replace what stands above it. An empty list replaces
 * nothing, as none (OpenAPI 3.2 §4.1.1 says so of the root's). What cannot be read is noted, and taken as nothing.
 */
export function basePathsOf(
  owner: Resolved,
  name: string,
  inherited: readonly string[],
  note: Note,
): readonly string[] {
  const servers = owner.fields.get('servers')
  if (servers === undefined) return inherited
  if (!Array.isArray(servers.value)) {
    note(serverMalformed('`servers` is not a list', { name, place: servers.place }))
    return inherited
  }
  const bases = Array.from(elements(servers), (server) => basesOfServer(server, name, note)).flat()
  return bases.length === 0 ? inherited : Object.freeze([...new Set(bases)])
}

/** The base paths of the document as a whole. */
export function rootBasePaths(root: Resolved, note: Note): readonly string[] {
  return basePathsOf(root, 'the servers of the document', rootOnly, note)
}

function basesOfServer(server: Node, owner: string, note: Note): readonly string[] {
  const url = child(server, 'url')
  if (typeof url?.value !== 'string') {
    note(serverMalformed('a server has no `url`', { name: owner, place: server.place }))
    return []
  }
  const spot: Spot = { name: owner, place: url.place }
  const variables = child(server, 'variables')
  const expanded = expandServer(url.value, valuesOf(variables))
  if (!expanded.ok) {
    if (expanded.problem === 'unknown') note(serverVariableUnknown(expanded.variable, spot))
    else note(expanded.problem === 'too many' ? serverTooMany(spot) : serverMalformed('the `url` is no address', spot))
    return []
  }
  if (expanded.relative) note(serverRelative({ name: url.value, place: url.place }))
  for (const name of expanded.pathVariables) {
    if (!hasValues(variables, name)) note(serverVariableOpen(name, spot))
  }
  return expanded.bases
}

function valuesOf(variables: Node | undefined): VariableValues {
  const values = new Map<string, readonly string[]>()
  if (variables === undefined || !isMapping(variables.value)) return values
  for (const [name, variable] of members(variables)) {
    const known = [...enumOf(variable), child(variable, 'default')?.value]
    const texts = known.filter((value) => typeof value === 'string')
    if (texts.length > 0) values.set(name, [...new Set(texts)])
  }
  return values
}

function enumOf(variable: Node): readonly unknown[] {
  const values = child(variable, 'enum')?.value
  return Array.isArray(values) ? values : []
}

function hasValues(variables: Node | undefined, name: string): boolean {
  const variable = variables && child(variables, name)
  return variable !== undefined && enumOf(variable).length > 0
}
