import { elements, members } from '../../document/node.ts'
import { isMapping } from '../../document/plain-data.ts'
import type { Node, Place } from '../../document/types.ts'
import type { Note } from '../findings/finding.ts'
import { type SecurityFault, schemeUndefined, securityMalformed } from '../findings/security.ts'
import type { Alternative, Demand, Operation } from '../types.ts'
import { alternativeKey } from './alternatives.ts'

/** Alternatives of a list. Real documents have up to 23; each costs every request of the operation. */
const MAX_ALTERNATIVES = 128

/** Schemes of one alternative. */
const MAX_SCHEMES = 32

/** Scopes of one scheme. */
const MAX_SCOPES = 1000

/** A `security` list, read. Frozen, and one object for all lists that are written alike. */
export interface RequirementList {
  /** In OpenAPI's own form, as written. */
  readonly security: Operation['security']
  /** Without repetitions. */
  readonly alternatives: readonly Alternative[]
  readonly hasRepetitions: boolean
}

/** What an operation has that is public: no alternative at all. */
export const publicList: RequirementList = createList([])

/** Reads a list, of which `owner` is the name in sentences. Undefined where it is unusable, which was noted. */
export type ReadRequirements = (node: Node, owner: string) => RequirementList | undefined

/** `declared` holds every name under `components.securitySchemes`, malformed declarations included. */
export function createRequirementReader(declared: ReadonlySet<string>, note: Note): ReadRequirements {
  const known = new Map<string, RequirementList>()
  return (node, owner) => {
    // Large documents write a handful of lists a thousand times.
    const key = JSON.stringify(node.value)
    const list = known.get(key) ?? parseRequirements(node, owner, declared, note)
    if (list !== undefined) known.set(key, list)
    return list
  }
}

function parseRequirements(
  node: Node,
  owner: string,
  declared: ReadonlySet<string>,
  note: Note,
): RequirementList | undefined {
  const noteFault: NoteFault = (fault, { place }) => note(securityMalformed(fault, { name: owner, place }))
  const fault = faultOfList(node.value)
  if (fault !== undefined) {
    noteFault(fault, node)
    return undefined
  }
  const noteUndefined = (name: string, place: Place): void =>
    note(schemeUndefined(name, declared, { name: owner, place }))
  const parsed = elements(node).map((entry) => parseAlternative(entry, declared, noteUndefined, noteFault))
  const alternatives = parsed.filter((alternative) => alternative !== undefined)
  return alternatives.length < parsed.length ? undefined : createList(alternatives)
}

function createList(alternatives: readonly Alternative[]): RequirementList {
  const distinct = withoutRepetitions(alternatives)
  return Object.freeze({
    security: Object.freeze(alternatives.map(toSecurity)),
    alternatives: Object.freeze(distinct),
    hasRepetitions: distinct.length < alternatives.length,
  })
}

type NoteFault = (fault: SecurityFault, at: Node) => void

function faultOfList(value: unknown): SecurityFault | undefined {
  if (value === null) return 'null'
  if (!Array.isArray(value)) return 'no list'
  return value.length > MAX_ALTERNATIVES ? 'too long' : undefined
}

function parseAlternative(
  entry: Node,
  declared: ReadonlySet<string>,
  noteUndefined: (name: string, place: Place) => void,
  noteFault: NoteFault,
): Alternative | undefined {
  const fault = faultOfAlternative(entry.value)
  if (fault !== undefined) {
    noteFault(fault, entry)
    return undefined
  }
  const demands: Demand[] = []
  let sound = true
  for (const [scheme, scopes] of members(entry)) {
    const fault = faultOfScopes(scopes.value)
    const known = declared.has(scheme)
    if (fault !== undefined) noteFault(fault, scopes)
    if (!known) noteUndefined(scheme, scopes.place)
    if (fault === undefined && known) demands.push(Object.freeze({ scheme, scopes: frozenTexts(scopes.value) }))
    else sound = false
  }
  return sound ? Object.freeze(demands) : undefined
}

function faultOfAlternative(value: unknown): SecurityFault | undefined {
  if (!isMapping(value)) return 'no requirement'
  return Object.keys(value).length > MAX_SCHEMES ? 'too long' : undefined
}

function faultOfScopes(value: unknown): SecurityFault | undefined {
  if (!Array.isArray(value)) return 'no scope list'
  if (value.length > MAX_SCOPES) return 'too long'
  return value.every((scope) => typeof scope === 'string' && scope !== '') ? undefined : 'no scope'
}

function frozenTexts(value: unknown): readonly string[] {
  return Object.freeze(Array.isArray(value) ? value.map(String) : [])
}

function withoutRepetitions(alternatives: readonly Alternative[]): readonly Alternative[] {
  const seen = new Map<string, Alternative>()
  for (const alternative of alternatives) {
    const key = alternativeKey(alternative)
    if (!seen.has(key)) seen.set(key, alternative)
  }
  return [...seen.values()]
}

/** `fromEntries` makes own properties, whatever their name: `__proto__` is a scheme's name like any other. */
function toSecurity(alternative: Alternative): Operation['security'][number] {
  return Object.freeze(Object.fromEntries(alternative.map(({ scheme, scopes }) => [scheme, scopes])))
}
