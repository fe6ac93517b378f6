import type { DocumentCode } from '../codes.ts'
import type { DocumentLimits } from '../limits.ts'
import { setMember } from '../plain-data.ts'
import type { Pointer } from '../types.ts'

export type CopiedData =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false
      readonly code: DocumentCode
      readonly message: string
      readonly fix: string
      readonly pointer: Pointer
    }

interface Copying {
  readonly limits: DocumentLimits
  /** The objects that the current value stands in. */
  readonly ancestors: Set<object>
  readonly pointer: string[]
  /** How long the data would be as JSON text, roughly. */
  characters: number
  refusal: Exclude<CopiedData, { ok: true }> | undefined
}

/**
 * A copy of JSON-like data, so that nothing the caller does to the object later changes what is enforced. What JSON does not
 * have is refused: a getter may answer differently the second time, and an instance may show another face to another reader.
 */
export function copyData(data: object, limits: DocumentLimits): CopiedData {
  const copying: Copying = { limits, ancestors: new Set(), pointer: [], characters: 0, refusal: undefined }
  const value = copyValue(data, copying)
  return copying.refusal ?? { ok: true, value }
}

function copyValue(value: unknown, copying: Copying): unknown {
  copying.characters += 2
  const { fileBytes } = copying.limits
  if (copying.characters > fileBytes) return refuse(copying, 'limit.file-size', `more than ${fileBytes} characters`)
  switch (typeof value) {
    case 'boolean':
      return value
    case 'string':
      copying.characters += value.length
      return value
    case 'number':
      return Number.isFinite(value) ? value : refuseData(copying, `the number ${value}`)
    case 'object':
      return value === null ? null : copyObject(value, copying)
    default:
      return refuseData(copying, `a value of the type ${typeof value}`)
  }
}

function copyObject(object: object, copying: Copying): unknown {
  const { ancestors, limits } = copying
  if (ancestors.has(object)) return refuseData(copying, 'a value that contains itself')
  if (ancestors.size >= limits.depth)
    return refuse(copying, 'limit.depth', `values nested more than ${limits.depth} deep`)
  ancestors.add(object)
  const copy = Array.isArray(object) ? copyList(object, copying) : copyMapping(object, copying)
  ancestors.delete(object)
  return copy
}

function copyList(list: readonly unknown[], copying: Copying): unknown[] {
  const copy: unknown[] = []
  for (let index = 0; index < list.length && copying.refusal === undefined; index++) {
    copy.push(copyMember(list, String(index), copying))
  }
  return copy
}

function copyMapping(object: object, copying: Copying): unknown {
  if (!isPlain(object)) return refuseData(copying, `an instance of ${nameOfClass(object)}`)
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(object)) {
    copying.characters += name.length + 4
    const value = copyMember(object, name, copying)
    if (copying.refusal !== undefined) break
    // As JSON does: a member that is undefined is absent.
    if (value !== undefined) setMember(copy, name, value)
  }
  return copy
}

function copyMember(object: object, name: string, copying: Copying): unknown {
  const member = Object.getOwnPropertyDescriptor(object, name)
  copying.pointer.push(name)
  const value = readMember(member, Array.isArray(object), copying)
  if (copying.refusal === undefined) copying.pointer.pop()
  return value
}

function readMember(member: PropertyDescriptor | undefined, isItem: boolean, copying: Copying): unknown {
  if (member?.get !== undefined || member?.set !== undefined) return refuseData(copying, 'a getter or setter')
  if (member?.value === undefined) return isItem ? refuseData(copying, 'an item that is undefined') : undefined
  return copyValue(member.value, copying)
}

/** Whatever realm it is from: nothing stands between the object and the end of its prototypes but `Object.prototype`. */
function isPlain(object: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(object)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function nameOfClass(object: object): string {
  const name: unknown = object.constructor?.name
  return typeof name === 'string' && name !== '' ? name : 'a class'
}

function refuseData(copying: Copying, what: string): undefined {
  refuse(copying, 'document.data', `${what}, which JSON cannot hold`)
}

function refuse(copying: Copying, code: DocumentCode, what: string): undefined {
  const fix = 'hand over plain data as it is before `$ref`s are replaced by what they point to, or the path of the file'
  copying.refusal ??= {
    ok: false,
    code,
    message: `the document object has ${what}`,
    fix,
    pointer: [...copying.pointer],
  }
}
