import { isDeepStrictEqual } from 'node:util'
import type { FileSet } from '../files/file-set.ts'
import { child, members } from '../node.ts'
import { diagnose, sourceOf } from '../place.ts'
import { describeValue, isMapping } from '../plain-data.ts'
import type { Node, Resolved } from '../types.ts'
import { writtenFields } from '../written-fields.ts'
import { extendTrail, followReference, type Trail } from './follow-reference.ts'

/** Members that only tell: where they differ on both sides of a `$ref`, the nearer one holds, as OpenAPI 3.1 says. */
const tellingMembers: ReadonlySet<string> = new Set(['summary', 'description', 'tags', 'externalDocs', 'deprecated'])

/** A mapping that stands where it is used: nothing has to be followed, or waited for. Undefined where there is a `$ref`. */
export function withoutReference(node: Node): Resolved | undefined {
  if (!isMapping(node.value) || Object.hasOwn(node.value, '$ref')) return undefined
  return { place: node.place, fields: writtenFields(node) }
}

/**
 * A mapping with its `$ref` followed, and that one's, to the end. What stands beside a `$ref` is united with what it leads
 * to. `what` names the mapping in messages: `the path item`.
 */
export async function resolveMapping(node: Node, what: string, files: FileSet): Promise<Resolved | undefined> {
  const fields = new Map<string, Node>()
  const trail: Trail = []
  let current = node
  let reference: Node | undefined
  while (isMapping(current.value)) {
    addFields(fields, current, files)
    reference = child(current, '$ref')
    if (reference === undefined) return { place: current.place, fields }
    if (!extendTrail(reference, [], files, trail)) return undefined
    const target = await followReference(reference, files, trail)
    if (target === undefined) return undefined
    current = target
  }
  return void reportType(current, reference, what, files)
}

function addFields(fields: Map<string, Node>, from: Node, files: FileSet): void {
  for (const [name, member] of members(from)) {
    const nearer = fields.get(name)
    if (name === '$ref') continue
    if (nearer === undefined) fields.set(name, member)
    else if (!tellingMembers.has(name) && !isDeepStrictEqual(nearer.value, member.value)) {
      reportConflict(name, nearer, member, files)
    }
  }
}

function reportConflict(name: string, nearer: Node, farther: Node, files: FileSet): void {
  const { file, line, column } = sourceOf(farther.place)
  const message = `${JSON.stringify(name)} stands beside a \`$ref\` and, with another value, at ${file}:${line}:${column}`
  const fix = 'keep one of the two: readers differ in which one counts'
  files.findings.report(diagnose(nearer.place, { severity: 'error', code: 'reference.conflict', message, fix }))
}

function reportType(found: Node, reference: Node | undefined, what: string, files: FileSet): void {
  const place = (reference ?? found).place
  const is = describeValue(found.value)
  const message = reference === undefined ? `${what} is ${is}` : `${what} is a \`$ref\` that leads to ${is}`
  const fix = 'write a mapping here, or take the member out'
  files.findings.report(
    diagnose(place, { severity: 'error', code: 'document.type', message: `${message}, and has to be a mapping`, fix }),
  )
}
