import { nearestName } from '../../diagnostics/nearest.ts'
import { type FileSet, type LoadedFile, openReferenced, rootOf } from '../files/file-set.ts'
import type { Finding } from '../findings.ts'
import { child, element } from '../node.ts'
import { diagnose, jsonPointer } from '../place.ts'
import { describeValue, isMapping } from '../plain-data.ts'
import type { Node, Place, Pointer } from '../types.ts'
import { parseAddress, parseFragment, splitReference } from './parse-reference.ts'

/** Members among which the name that was probably meant is looked for. */
const MAX_CANDIDATES = 1_000

/** The `$ref`s that were followed for one value, each with the steps that were still to go behind it. */
export type Trail = string[]

/** The node that a `$ref` member leads to, which may be a `$ref` itself. Reports at the member why there is none. */
export async function followReference(reference: Node, files: FileSet, trail: Trail): Promise<Node | undefined> {
  if (typeof reference.value !== 'string' || reference.value === '') {
    const message = `the \`$ref\` is ${describeValue(reference.value)}, and has to name something`
    return refuse(
      reference,
      { code: 'reference.invalid', message, fix: 'write "#/pointer" or "./file.yaml#/pointer"' },
      files,
    )
  }
  const { address, fragment } = splitReference(reference.value)
  const end = parseFragment(fragment)
  if ('code' in end) return refuse(reference, end, files)
  const file = await openAddress(address, reference, files)
  return file && walk(rootOf(file), end.pointer, reference, files, trail)
}

/** A file may be called by its own `$self` (new in OpenAPI 3.2); a relative address starts from where its file was read. */
async function openAddress(address: string, reference: Node, files: FileSet): Promise<LoadedFile | undefined> {
  const { place } = reference
  const own = files.loaded.get(place.file)
  if (address === '' || address === own?.self) return own
  const named = files.selves.get(address)
  if (named !== undefined) return named
  const parsed = parseAddress(address, own?.path)
  return 'code' in parsed ? refuse(reference, parsed, files) : openReferenced(files, parsed.path, place)
}

function refuse(reference: Node, finding: Finding, files: FileSet): undefined {
  files.findings.report(diagnose(reference.place, { severity: 'error', ...finding }))
}

/** Steps down from a root; where a member is missing and the mapping has a `$ref`, it is looked for behind that. */
async function walk(
  root: Node,
  pointer: Pointer,
  reference: Node,
  files: FileSet,
  trail: Trail,
): Promise<Node | undefined> {
  let current = root
  for (const [index, step] of pointer.entries()) {
    let next = enter(current, step)
    while (next === undefined) {
      const passage = child(current, '$ref')
      if (passage === undefined) return reportMissing(reference, current, step, files)
      if (!extendTrail(passage, pointer.slice(index), files, trail)) return undefined
      const target = await followReference(passage, files, trail)
      if (target === undefined) return undefined
      current = target
      next = enter(current, step)
    }
    current = next
  }
  return current
}

function enter(node: Node, step: string): Node | undefined {
  if (!Array.isArray(node.value)) return child(node, step)
  // RFC 6901 §4: an index has no leading zero.
  return /^(?:0|[1-9]\d{0,8})$/.test(step) ? element(node, Number(step)) : undefined
}

/** Notes that a `$ref` is followed. False, and reported, where that would go on for ever or for too long. */
export function extendTrail(reference: Node, rest: Pointer, files: FileSet, trail: Trail): boolean {
  const name = `${nameOf(reference.place)}${rest.length === 0 ? '' : ` (then ${jsonPointer(rest)})`}`
  const start = trail.indexOf(name)
  trail.push(name)
  if (start === -1 && trail.length <= files.limits.references) return true
  refuse(reference, start === -1 ? tooLong(files.limits.references) : cycle(trail.slice(start)), files)
  return false
}

function cycle(names: readonly string[]): Finding {
  const message = `the \`$ref\` leads back to itself: ${names.join(' -> ')}`
  return { code: 'reference.cycle', message, fix: 'let one of them hold the content' }
}

function tooLong(limit: number): Finding {
  const message = `more than ${limit} \`$ref\`s follow one another`
  return { code: 'limit.references', message, fix: 'refer to the content directly' }
}

function reportMissing(reference: Node, container: Node, step: string, files: FileSet): undefined {
  const where = nameOf(container.place)
  const message = `the \`$ref\` ${describeValue(reference.value)} leads nowhere: ${where} has no ${JSON.stringify(step)}`
  const names = isMapping(container.value) ? Object.keys(container.value).slice(0, MAX_CANDIDATES) : []
  const near = nearestName(step, names)
  const fix = near === undefined ? 'correct the pointer' : `did you mean ${JSON.stringify(near)}?`
  refuse(reference, { code: 'reference.missing', message, fix }, files)
}

/** `openapi.yaml#/paths/~1orders`, with the whole path of the file. */
function nameOf(place: Place): string {
  return `${place.file.name}#${jsonPointer(place.pointer)}`
}
