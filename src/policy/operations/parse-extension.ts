import { members } from '../../document/node.ts'
import { isMapping } from '../../document/plain-data.ts'
import type { Node } from '../../document/types.ts'
import {
  extensionKeyUnknown,
  extensionMalformed,
  extensionParameterRepeated,
  extensionParameterUnknown,
} from '../findings/extension.ts'
import type { Note } from '../findings/finding.ts'
import { type PathTemplate, parameterNames } from '../path-template.ts'
import type { Binding, OperationExtension } from '../types.ts'

/** An operation without `x-portcullis`. */
export const noExtension: OperationExtension = Object.freeze({
  scopeMatch: undefined,
  acr: undefined,
  maxAge: undefined,
  bind: Object.freeze([]),
  bindFailure: 'show',
  connection: undefined,
  report: false,
})

/** Whose extension is read, and what it may speak of. */
export interface ExtensionOwner {
  readonly name: string
  readonly template: PathTemplate
  readonly note: Note
}

type Field = Partial<OperationExtension>

/** One key: its value as a field, or undefined where it has a value that the key does not take. */
interface Key {
  /** Completes "takes …". */
  readonly wanted: string
  readonly parse: (value: Node, owner: ExtensionOwner) => Field | undefined
}

const keys: Readonly<Record<string, Key>> = {
  scopeMatch: {
    wanted: '`all` or `any`',
    parse: ({ value }) => (value === 'all' || value === 'any' ? { scopeMatch: value } : undefined),
  },
  acr: {
    wanted: 'a list of texts',
    parse: ({ value }) => (isTexts(value) ? { acr: Object.freeze([...value]) } : undefined),
  },
  maxAge: {
    wanted: 'a number of seconds, whole and not negative',
    parse: ({ value }) => (isSeconds(value) ? { maxAge: value } : undefined),
  },
  bind: {
    wanted: 'a mapping from `path.` or `query.` and the name of a parameter to a claim: a text, or a list of texts',
    parse: parseBindings,
  },
  bindFailure: {
    wanted: '`show` or `hide`',
    parse: ({ value }) => (value === 'show' || value === 'hide' ? { bindFailure: value } : undefined),
  },
  connection: {
    wanted: 'the name of a connection',
    parse: ({ value }) => (isText(value) ? { connection: value } : undefined),
  },
  mode: {
    wanted: '`report` or `enforce`',
    parse: ({ value }) => (value === 'report' || value === 'enforce' ? { report: value === 'report' } : undefined),
  },
}

const keyNames: readonly string[] = Object.freeze(Object.keys(keys))

/** Reads `x-portcullis` of an operation. The set of its keys is closed (O-26). Frozen. */
export function parseExtension(node: Node, owner: ExtensionOwner): OperationExtension {
  const { name, note } = owner
  if (!isMapping(node.value)) {
    note(extensionMalformed('x-portcullis', `a mapping with ${keyNames.join(', ')}`, { name, place: node.place }))
    return noExtension
  }
  let extension = noExtension
  for (const [key, value] of members(node)) {
    const spot = { name, place: value.place }
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined
    const field = known?.parse(value, owner)
    if (known === undefined) note(extensionKeyUnknown(key, keyNames, spot))
    else if (field === undefined) note(extensionMalformed(key, known.wanted, spot))
    else extension = { ...extension, ...field }
  }
  return Object.freeze(extension)
}

function parseBindings(node: Node, owner: ExtensionOwner): Field | undefined {
  if (!isMapping(node.value)) return undefined
  const bindings = [...members(node)].map(([key, claim]) => parseBinding(key, claim, owner))
  return bindings.every((binding) => binding !== undefined) ? { bind: Object.freeze(bindings) } : undefined
}

/** `path.tenantId: org_id`. The name of a parameter may have dots of its own. */
function parseBinding(
  key: string,
  { value, place }: Node,
  { name, template, note }: ExtensionOwner,
): Binding | undefined {
  const [, where, parameter] = /^(path|query)\.(.+)$/s.exec(key) ?? []
  const claim = isText(value) ? [value] : value
  if (parameter === undefined || !isTexts(claim)) return undefined
  if (where === 'path') {
    const names = parameterNames(template)
    const count = names.filter((known) => known === parameter).length
    if (count === 0) note(extensionParameterUnknown(parameter, names, { name, place }))
    if (count > 1) note(extensionParameterRepeated(parameter, { name, place }))
  }
  return Object.freeze({ in: where === 'path' ? 'path' : 'query', parameter, claim: Object.freeze([...claim]) })
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText)
}

/** Bounded, so that a sum with it stays exact. */
function isSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
