import type { FileSet } from './files/file-set.ts'
import { diagnose } from './place.ts'
import { resolveMapping, withoutReference } from './references/resolve-mapping.ts'
import type { Node, Resolved, ResolvedDocument, ResolvedOperation, ResolvedPathItem } from './types.ts'

type Minor = ResolvedDocument['minor']

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

/** The members of a path item that are operations (`query` is new in OpenAPI 3.2). */
const operationFields: Readonly<Record<Minor, ReadonlySet<string>>> = {
  0: new Set(methods),
  1: new Set(methods),
  2: new Set([...methods, 'query']),
}

/** What stands under `paths`. Callbacks and webhooks are calls that go out, and are never looked at. */
export async function resolvePathItems(root: Resolved, minor: Minor, files: FileSet): Promise<ResolvedPathItem[]> {
  const paths = root.fields.get('paths')
  if (paths === undefined) return reportAbsent(root, minor, files)
  const resolved = await resolveMapping(paths, '`paths`', files)
  if (resolved === undefined) return []
  if (resolved.fields.size > files.limits.pathItems) return reportTooMany(paths, files)
  const items: ResolvedPathItem[] = []
  for (const [path, node] of resolved.fields) {
    if (files.findings.full()) break
    if (path.startsWith('x-')) continue
    const item = await resolvePathItem(path, node, minor, files)
    if (item !== undefined) items.push(item)
  }
  return items
}

async function resolvePathItem(
  path: string,
  node: Node,
  minor: Minor,
  files: FileSet,
): Promise<ResolvedPathItem | undefined> {
  const item = withoutReference(node) ?? (await resolveMapping(node, `the path item ${JSON.stringify(path)}`, files))
  if (item === undefined) return undefined
  const operations: ResolvedOperation[] = []
  for (const name of item.fields.keys()) {
    const isOperation = operationFields[minor].has(name)
    const field = isOperation || (minor === 2 && name === 'additionalOperations') ? item.fields.get(name) : undefined
    if (field === undefined) continue
    // Nearly all stand here, and a promise for each would cost a sixth of the start of a large document.
    const written = isOperation ? withoutReference(field) : undefined
    if (written !== undefined) operations.push({ ...written, method: name })
    else if (isOperation) operations.push(...(await resolveOperation(name, path, field, files)))
    else operations.push(...(await resolveAdditional(path, field, files)))
  }
  return { ...item, path, keyPlace: node.place, operations }
}

async function resolveAdditional(path: string, node: Node, files: FileSet): Promise<ResolvedOperation[]> {
  const resolved = await resolveMapping(node, `\`additionalOperations\` of ${JSON.stringify(path)}`, files)
  const operations: ResolvedOperation[] = []
  for (const [method, operation] of resolved?.fields ?? []) {
    operations.push(...(await resolveOperation(method, path, operation, files)))
  }
  return operations
}

/** A `$ref` is not allowed on an operation; documents have it, and the `security` is behind it. */
async function resolveOperation(
  method: string,
  path: string,
  node: Node,
  files: FileSet,
): Promise<ResolvedOperation[]> {
  const operation = await resolveMapping(node, `the operation "${method}" of ${JSON.stringify(path)}`, files)
  return operation === undefined ? [] : [{ ...operation, method }]
}

/** From 3.1 on a document may have `components` or `webhooks` alone. */
function reportAbsent(root: Resolved, minor: Minor, files: FileSet): [] {
  if (minor > 0 && (root.fields.has('components') || root.fields.has('webhooks'))) return []
  const message = 'the document has no `paths`, so there is nothing to guard'
  const fix = 'add `paths`, or look whether it is misspelt'
  files.findings.report(diagnose(root.place, { severity: 'error', code: 'document.paths', message, fix }))
  return []
}

function reportTooMany(paths: Node, files: FileSet): [] {
  const message = `\`paths\` has more than ${files.limits.pathItems} keys`
  const fix = 'split the API into several documents'
  files.findings.report(diagnose(paths.place, { severity: 'error', code: 'limit.path-items', message, fix }))
  return []
}
