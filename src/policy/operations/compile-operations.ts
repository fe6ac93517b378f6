import { plain } from '../../diagnostics/words.ts'
import { withSource } from '../../document/place.ts'
import type { Place, Resolved, ResolvedDocument, ResolvedOperation, ResolvedPathItem } from '../../document/types.ts'
import type { Note, Spot } from '../findings/finding.ts'
import { parsePathTemplate } from '../path-template.ts'
import { checkPathKey } from '../paths/check-path-key.ts'
import { publicList, type ReadRequirements, type RequirementList } from '../requirements/parse-requirements.ts'
import { basePathsOf, rootBasePaths } from '../servers/base-paths.ts'
import type { Operation, OperationExtension, Rule } from '../types.ts'
import { methodOf, operationName } from './operation-name.ts'
import { type ExtensionOwner, noExtension, parseExtension } from './parse-extension.ts'

/** How sentences name the list that holds where an operation has none. */
export const rootListName = 'the list at the root'

/** An operation that was compiled, and what findings about it need. */
export interface CompiledOperation {
  readonly rule: Rule
  readonly security: EffectiveSecurity
  readonly spot: Spot
  readonly written: ResolvedOperation
}

/** The list in force, where it stands, and whose it is: `none` where nothing says anything. */
export interface EffectiveSecurity {
  readonly list: RequirementList
  readonly place: Place
  readonly origin: 'own' | 'root' | 'none'
}

export interface CompiledOperations {
  readonly operations: readonly CompiledOperation[]
  /** Every base path that the document names, distinct. */
  readonly bases: readonly string[]
}

/** What holds for the whole document. */
interface Context {
  readonly note: Note
  readonly readRequirements: ReadRequirements
  readonly rootSecurity: EffectiveSecurity | 'malformed' | undefined
  readonly rootBases: readonly string[]
  /** `basePath` of the options stands in place of every `servers`. */
  readonly readsServers: boolean
}

/** Compiles what can be compiled. What cannot is noted and left out; the document is then refused as a whole. */
export function compileOperations(
  document: ResolvedDocument,
  basePath: string | undefined,
  readRequirements: ReadRequirements,
  note: Note,
): CompiledOperations {
  const { root, pathItems } = document
  const readsServers = basePath === undefined
  const rootBases = readsServers ? rootBasePaths(root, note) : Object.freeze([basePath])
  const rootSecurity = readSecurity(root, rootListName, 'root', readRequirements)
  const context = { note, readRequirements, rootSecurity, rootBases, readsServers }
  const operations = pathItems.flatMap((item) => compilePathItem(item, context))

  const named = readsServers && !namesServers(root) ? [] : rootBases
  const bases = Object.freeze([...new Set([...named, ...operations.flatMap(({ rule }) => rule.bases)])])
  return { operations, bases }
}

function namesServers(root: Resolved): boolean {
  const servers = root.fields.get('servers')?.value
  return Array.isArray(servers) && servers.length > 0
}

function compilePathItem(item: ResolvedPathItem, context: Context): CompiledOperation[] {
  const { note, rootBases } = context
  const name = plain(item.path)
  const parsed = parsePathTemplate(item.path)
  checkPathKey(item.path, parsed, { name, place: item.keyPlace }, note)
  const bases = context.readsServers ? basePathsOf(item, name, rootBases, note) : rootBases
  return item.operations.flatMap((written) => {
    const spot = { name: operationName(written, item), place: written.place }
    const security = securityOf(written, spot, context)
    if (!parsed.ok || security === 'malformed') return []
    const ownBases = context.readsServers ? basePathsOf(written, spot.name, bases, note) : bases
    const extension = readExtension(written, { name: spot.name, template: parsed.template, note })
    const rule = createRule(
      written,
      item.path,
      { template: parsed.template, bases: ownBases, extension },
      security.list,
    )
    return [{ rule, security, spot, written }]
  })
}

/** The operation's own list, else the root's (OpenAPI 3.2 §4.1.1): the one replaces the other, whatever is in it. */
function securityOf(
  written: ResolvedOperation,
  { name, place }: Spot,
  context: Context,
): EffectiveSecurity | 'malformed' {
  const own = readSecurity(written, name, 'own', context.readRequirements)
  return own ?? context.rootSecurity ?? { list: publicList, place, origin: 'none' }
}

function readSecurity(
  owner: Resolved,
  name: string,
  origin: 'own' | 'root',
  readRequirements: ReadRequirements,
): EffectiveSecurity | 'malformed' | undefined {
  const node = owner.fields.get('security')
  if (node === undefined) return undefined
  const list = readRequirements(node, name)
  return list === undefined ? 'malformed' : { list, place: node.place, origin }
}

function readExtension(written: ResolvedOperation, owner: ExtensionOwner): OperationExtension {
  const extension = written.fields.get('x-portcullis')
  return extension === undefined ? noExtension : parseExtension(extension, owner)
}

function createRule(
  written: ResolvedOperation,
  path: string,
  parts: Pick<Rule, 'template' | 'bases' | 'extension'>,
  { security, alternatives }: RequirementList,
): Rule {
  const operation = createOperation(written, path, security, parts.extension.connection)
  return Object.freeze({ operation, method: methodOf(written), ...parts, alternatives })
}

/** The place is worked out when it is asked for, as a start without findings needs none. */
function createOperation(
  written: ResolvedOperation,
  path: string,
  security: Operation['security'],
  connection: string | undefined,
): Operation {
  const id = written.fields.get('operationId')?.value
  const operation = {
    method: written.method.toLowerCase(),
    path,
    ...(typeof id === 'string' && { operationId: id }),
    security,
    ...(connection !== undefined && { connection }),
  }
  return Object.freeze(withSource(operation, written.place))
}
