import { nearestName } from '../../diagnostics/nearest.ts'
import { plain, quote } from '../../diagnostics/words.ts'
import { members } from '../../document/node.ts'
import { isMapping } from '../../document/plain-data.ts'
import type { Fields, Node, ResolvedDocument, ResolvedPathItem } from '../../document/types.ts'
import { writtenFields } from '../../document/written-fields.ts'
import { extensionMisplaced, extensionMisspelt } from '../findings/extension.ts'
import type { Finding, Note, Spot } from '../findings/finding.ts'
import { nameAnyMethod, nameMisplaced, nameMisspelt, nameTooNew } from '../findings/names.ts'
import { operationForeignExtension } from '../findings/operations.ts'
import { operationName } from '../operations/operation-name.ts'
import {
  componentsFields,
  type KnownFields,
  operationFields,
  pathItemFields,
  pathsFields,
  rootFields,
  schemeFields,
} from './known-fields.ts'

const ourExtension = 'x-portcullis'

/** Words in other gateways' extensions that are about who may call. */
const accessWords = /scope|permission|authori[sz]|authz/i

/** Notes what readers of OpenAPI would overlook, and with it the protection that it was to give (O-05, O-26). */
export function checkNames({ root, schemes, pathItems, minor }: ResolvedDocument, note: Note): void {
  const check = createMemberCheck(note)
  const paths = root.fields.get('paths')
  const components = root.fields.get('components')
  check(root.fields, rootFields, () => 'the root')
  if (paths !== undefined) check(extensionsOf(paths), pathsFields, () => '`paths`')
  if (components !== undefined) check(writtenFields(components), componentsFields, () => '`components`')
  for (const scheme of schemes) check(scheme.fields, schemeFields, () => quote(scheme.name))
  for (const item of pathItems) {
    check(item.fields, pathItemFields, () => plain(item.path))
    checkPathItem(item, minor, note)
    for (const operation of item.operations) {
      check(operation.fields, operationFields, () => operationName(operation, item))
    }
  }
}

/** The keys of `paths` are paths, and only its extensions are names. */
function extensionsOf(paths: Node): Fields {
  return new Map([...members(paths)].filter(([key]) => isExtension(key)))
}

function checkPathItem(item: ResolvedPathItem, minor: 0 | 1 | 2, note: Note): void {
  const name = plain(item.path)
  for (const key of ['query', 'additionalOperations']) {
    const member = item.fields.get(key)
    if (minor < 2 && member !== undefined) note(nameTooNew(key, { name, place: member.place }))
  }
  const any = item.fields.get('x-amazon-apigateway-any-method')
  if (any !== undefined) note(nameAnyMethod({ name, place: any.place }))
}

type CheckMembers = (members: Fields, known: KnownFields, nameOf: () => string) => void

/** Makes the finding about a key, where its value does not show that nothing is wrong. */
type Judge = (spot: Spot, value: unknown) => Finding | undefined

/** A document has few distinct keys, and each is compared with all that are known once. */
function createMemberCheck(note: Note): CheckMembers {
  const judges = new Map<KnownFields, Map<string, Judge | undefined>>()
  return (members, known, nameOf) => {
    const byKey = judges.get(known) ?? new Map<string, Judge | undefined>()
    judges.set(known, byKey)
    for (const key of members.keys()) {
      if (known.fields.has(key)) continue
      if (!byKey.has(key)) byKey.set(key, judgeOf(key, known))
      const judge = byKey.get(key)
      // Most keys are extensions that nobody judges, and looking one up makes a node.
      if (judge === undefined) continue
      const member = members.get(key)
      const finding = member && judge({ name: nameOf(), place: member.place }, member.value)
      if (finding !== undefined) note(finding)
    }
  }
}

function judgeOf(key: string, known: KnownFields): Judge | undefined {
  if (key === ourExtension) return known.extensible ? undefined : extensionMisplaced
  if (isNearOurExtension(key)) return (spot) => extensionMisspelt(key, spot)
  if (!isExtension(key)) return judgeOfField(key, known)
  return known.saysWhoMayCall && accessWords.test(key) ? (spot) => operationForeignExtension(key, spot) : undefined
}

function judgeOfField(key: string, { fields, methods, vital, misplaced }: KnownFields): Judge | undefined {
  const meant = nearestName(key, [...fields, ...misplaced.keys()])
  if (meant === undefined) return undefined
  const fix = misplaced.get(meant)
  if (fix !== undefined) return (spot) => nameMisplaced(key, fix, spot)
  if (vital.has(meant)) return (spot) => nameMisspelt(key, meant, spot)
  // What stands under nearly the name of a method, and is no mapping, was never an operation.
  return methods.has(meant)
    ? (spot, value) => (isMapping(value) ? nameMisspelt(key, meant, spot) : undefined)
    : undefined
}

function isExtension(key: string): boolean {
  return /^x[-_]/i.test(key)
}

function isNearOurExtension(key: string): boolean {
  return key.toLowerCase().startsWith(ourExtension) || nearestName(key, [ourExtension]) !== undefined
}
