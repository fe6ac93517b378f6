import { plain } from '../../diagnostics/words.ts'
import { elements } from '../../document/node.ts'
import { isMapping } from '../../document/plain-data.ts'
import type { Resolved, ResolvedPathItem } from '../../document/types.ts'
import { httpToken } from '../../http/token.ts'
import { carriesClaims } from '../carrier.ts'
import { extensionNeedsClaims } from '../findings/extension.ts'
import type { Note } from '../findings/finding.ts'
import {
  operationAuthorizationParameter,
  operationIdRepeated,
  operationMethod,
  operationRefusalsUndocumented,
} from '../findings/operations.ts'
import { securityMissing, securityPublic, securityPublicByDefault } from '../findings/security.ts'
import { describeAlternative } from '../requirements/alternatives.ts'
import type { Alternative, OperationExtension, SchemeDeclaration } from '../types.ts'
import type { CompiledOperation } from './compile-operations.ts'
import { operationName } from './operation-name.ts'
import { noExtension } from './parse-extension.ts'

/** Notes which operations are public, and which have nothing that says whether they are (O-01, O-02). */
export function checkPublicOperations(
  operations: readonly CompiledOperation[],
  publicOperations: 'explicit' | 'implicit',
  note: Note,
): void {
  for (const { security, spot } of operations) {
    const isOpen = security.list.alternatives.every((alternative) => alternative.length === 0)
    if (security.origin === 'none') note(securityMissing(publicOperations, spot))
    else if (isOpen) note(securityPublic(spot))
    if (security.origin === 'root' && isOpen) note(securityPublicByDefault(spot))
  }
}

/** Notes rules about claims beside an alternative that has none (Z-01): they would hold for nobody who takes it. */
export function checkClaimRules(
  operations: readonly CompiledOperation[],
  declarations: Readonly<Record<string, SchemeDeclaration>>,
  note: Note,
): void {
  const hasClaims = (alternative: Alternative): boolean =>
    alternative.some(({ scheme }) => {
      const declaration = declarations[scheme]
      return declaration === undefined || carriesClaims(declaration)
    })
  for (const { rule, spot } of operations) {
    const keys = claimRules(rule.extension)
    if (keys.length === 0) continue
    const bare = rule.alternatives.find((alternative) => !hasClaims(alternative))
    if (bare === undefined && rule.alternatives.length > 0) continue
    const without = bare === undefined ? '`security: []`' : describeAlternative(bare)
    for (const key of keys) note(extensionNeedsClaims(key, without, spot))
  }
}

function claimRules(extension: OperationExtension): readonly string[] {
  if (extension === noExtension) return []
  const { acr, maxAge, bind } = extension
  return [
    ...(acr === undefined ? [] : ['acr']),
    ...(maxAge === undefined ? [] : ['maxAge']),
    ...(bind.length === 0 ? [] : ['bind']),
  ]
}

/** Notes names that logs and metrics cannot tell apart. */
export function checkOperationIds(operations: readonly CompiledOperation[], note: Note): void {
  const firsts = new Map<string, CompiledOperation>()
  const repeated = new Set<CompiledOperation>()
  for (const operation of operations) {
    const id = operation.rule.operation.operationId
    const first = id === undefined ? undefined : firsts.get(id)
    if (id !== undefined && first === undefined) firsts.set(id, operation)
    if (first !== undefined) repeated.add(first).add(operation)
  }
  for (const { rule, spot } of repeated) note(operationIdRepeated(rule.operation.operationId ?? '', spot))
}

const fieldMethods = new Set(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE', 'QUERY'])

/** Notes names under `additionalOperations` that are no methods, or that have a field of their own. */
export function checkMethods(operations: readonly CompiledOperation[], note: Note): void {
  for (const { written, spot } of operations) {
    const isField = fieldMethods.has(written.method)
    if (isField || !httpToken.test(written.method)) note(operationMethod(spot))
  }
}

/** Notes header parameters called Authorization, which OpenAPI ignores. */
export function checkParameters(items: readonly ResolvedPathItem[], note: Note): void {
  for (const item of items) {
    noteAuthorization(item, () => plain(item.path), note)
    for (const operation of item.operations) noteAuthorization(operation, () => operationName(operation, item), note)
  }
}

function noteAuthorization(owner: Resolved, nameOf: () => string, note: Note): void {
  const parameters = owner.fields.get('parameters')
  if (!Array.isArray(parameters?.value)) return
  const index = parameters.value.findIndex(isAuthorization)
  const found = index === -1 ? undefined : elements(parameters)[index]
  if (found !== undefined) note(operationAuthorizationParameter({ name: nameOf(), place: found.place }))
}

function isAuthorization(parameter: unknown): boolean {
  if (!isMapping(parameter) || !Object.hasOwn(parameter, 'in') || parameter.in !== 'header') return false
  return Object.hasOwn(parameter, 'name') && String(parameter.name).toLowerCase() === 'authorization'
}

/** Notes operations whose document does not say that they are refused without a credential, or without its scopes. */
export function checkRefusals(operations: readonly CompiledOperation[], note: Note): void {
  for (const { rule, spot, written } of operations) {
    if (rule.alternatives.length === 0) continue
    const responses = written.fields.get('responses')?.value
    if (!isMapping(responses) || isAnyOf(responses, ['default', '4XX', '4xx'])) continue
    const hasScopes = rule.alternatives.flat().some(({ scopes }) => scopes.length > 0)
    const missing = ['401', ...(hasScopes ? ['403'] : [])].filter((status) => !Object.hasOwn(responses, status))
    if (missing.length > 0) note(operationRefusalsUndocumented(missing.join(' and '), spot))
  }
}

function isAnyOf(responses: object, names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(responses, name))
}
