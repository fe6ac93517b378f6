import { follow } from '../../../document/bundle/look-up.ts'
import { mapDocument } from '../../../document/bundle/map-document.ts'
import { missing, missingName } from '../../../document/bundle/missing-part.ts'
import { mapReferences } from '../../../document/bundle/references-in.ts'
import { withoutUnused, withoutUnusedComponents } from '../../../document/bundle/used-parts.ts'
import { isMapping, type Mapping } from '../../../document/plain-data.ts'

/** Members of a document that speak of it as a whole. Webhooks, and extensions, may speak of any operation. */
const general: readonly string[] = [
  'openapi',
  'info',
  'jsonSchemaDialect',
  'servers',
  'externalDocs',
  'paths',
  'components',
]

/**
 * A document without what only operations that are left out use: paths without an operation, tags, links, and components
 * (U-15). What would lead to one of them leads to a part that says that it is missing.
 * @param view The document in which the operations that may be seen are left.
 */
export function permittedPart(view: Mapping): Mapping {
  const paths = isMapping(view.paths) ? withOperations(view.paths) : {}
  const operations = operationsOf(paths)
  const kept = Object.fromEntries(general.filter((name) => Object.hasOwn(view, name)).map((name) => [name, view[name]]))
  const whole = {
    ...kept,
    info: withoutExtensions(view.info),
    paths,
    ...tagsOf(view, operations),
    components: withoutPathItems(view.components),
    'x-referenced': withoutOperations(view['x-referenced']),
  }
  const ids = idsOf(operations)
  const linked = mapDocument(whole, (part) => withoutDeadLinks(part, whole, ids))
  if (!isMapping(linked)) return {}
  return withoutUnused(withoutDeadReferences(withoutUnusedComponents(linked)))
}

/** What is written once for a path, or for a callback, may hold operations of both kinds. */
function withoutPathItems(components: unknown): unknown {
  if (!isMapping(components)) return components
  const { pathItems: _items, ...others } = components
  return others
}

/** The same of parts that stand elsewhere, and that nothing says the kind of. */
function withoutOperations(parts: unknown): Mapping {
  if (!isMapping(parts)) return {}
  const isItem = (part: unknown): boolean => operationsIn(part).some(({ responses }) => responses !== undefined)
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => !isItem(part)))
}

/** A reference to what is left out names it. */
function withoutDeadReferences(view: Mapping): Mapping {
  const living = new Map<string, boolean>()
  const parts = isMapping(view['x-referenced']) ? view['x-referenced'] : {}
  const name = missingName(parts)
  const mapped = mapReferences(view, (reference) => {
    const isLiving = living.get(reference) ?? (!reference.startsWith('#/') || leadsTo(reference, view))
    living.set(reference, isLiving)
    return isLiving ? reference : `#/x-referenced/${name}`
  })
  return isMapping(mapped) ? { ...mapped, 'x-referenced': { ...parts, [name]: missing.part } } : {}
}

/** Path items that have an operation left, without extensions: one may speak of another operation of the path. */
function withOperations(paths: Mapping): Mapping {
  const kept = Object.entries(paths).filter(([, item]) => operationsIn(item).length > 0)
  return Object.fromEntries(kept.map(([path, item]) => [path, withoutExtensions(item)]))
}

function withoutExtensions(item: unknown): unknown {
  return isMapping(item) ? Object.fromEntries(Object.entries(item).filter(([name]) => !name.startsWith('x-'))) : item
}

function operationsOf(paths: Mapping): readonly Mapping[] {
  return Object.values(paths).flatMap(operationsIn)
}

function operationsIn(item: unknown): readonly Mapping[] {
  if (!isMapping(item)) return []
  const { additionalOperations, ...members } = item
  const own = Object.entries(members).filter(([name]) => !name.startsWith('x-'))
  const all = [...own.map(([, member]) => member), ...Object.values(Object(additionalOperations))]
  return all.filter(isMapping)
}

/** The tags of the operations, with those that they stand under (`parent`, OpenAPI 3.2). */
function tagsOf({ tags }: Mapping, operations: readonly Mapping[]): Mapping {
  if (!Array.isArray(tags)) return {}
  const used = new Set<unknown>(operations.flatMap(({ tags: own }) => (Array.isArray(own) ? own : [])))
  const declared = new Map(tags.filter(isMapping).map((tag) => [tag.name, tag]))
  // A Set is walked to what is added meanwhile.
  for (const name of used) if (declared.get(name)?.parent !== undefined) used.add(declared.get(name)?.parent)
  return { tags: [...declared.values()].filter(({ name }) => used.has(name)).map(withoutExtensions) }
}

function idsOf(operations: readonly Mapping[]): ReadonlySet<unknown> {
  return new Set(operations.map(({ operationId }) => operationId).filter((id) => id !== undefined))
}

/** A Link Object names an operation by its id, or by a reference. */
function withoutDeadLinks(part: Mapping, whole: Mapping, ids: ReadonlySet<unknown>): Mapping {
  if (!isMapping(part.links)) return part
  const living = Object.entries(part.links).filter(([, link]) => {
    const { operationId, operationRef }: Mapping = Object(follow(link, whole))
    return (
      (operationRef === undefined || leadsTo(operationRef, whole)) &&
      (operationId === undefined || ids.has(operationId))
    )
  })
  return { ...part, links: Object.fromEntries(living) }
}

function leadsTo(reference: unknown, whole: Mapping): boolean {
  const target = follow({ $ref: reference }, whole)
  return isMapping(target) && target.$ref === undefined
}
