import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { withSource } from '../document/place.ts'
import type { ResolvedDocument } from '../document/types.ts'
import { createFindings, type Note, type Spot } from './findings/finding.ts'
import { pathsEmpty } from './findings/operations.ts'
import { checkNames } from './names/check-names.ts'
import {
  checkClaimRules,
  checkMethods,
  checkOperationIds,
  checkParameters,
  checkPublicOperations,
  checkRefusals,
} from './operations/check-operations.ts'
import { type CompiledOperation, compileOperations, rootListName } from './operations/compile-operations.ts'
import { checkPaths } from './paths/check-paths.ts'
import { createRequirementJudge } from './requirements/judge-requirements.ts'
import { createRequirementReader } from './requirements/parse-requirements.ts'
import { checkSchemes, compileSchemes, type Schemes } from './schemes/compile-schemes.ts'
import type { CompiledPolicy, ParsedPolicyOptions, Policy, PolicyScheme } from './types.ts'

/**
 * Compiles a document into rules. What is wrong or odd is reported, all at once and grouped; undefined where an error is
 * among it. Everything handed out is frozen, and the same document gives the same bytes.
 *
 * `soft` is for report mode, which only an unreadable document stops: errors are told as warnings, and an operation that
 * cannot be compiled is left out.
 */
export function compilePolicy(
  document: ResolvedDocument,
  options: ParsedPolicyOptions,
  report: Report,
  soft = false,
): CompiledPolicy | undefined {
  const { note, tell } = createFindings()
  const schemes = compileSchemes(document.schemes)
  const { operations, bases } = compileOperations(
    document,
    options.basePath,
    createRequirementReader(schemes.declared, note),
    note,
  )
  checkDocument(document, schemes, operations, options, note)

  const diagnostics: Diagnostic[] = []
  const failed = tell((found) => {
    const diagnostic = soft ? soften(found) : found
    diagnostics.push(diagnostic)
    report(diagnostic)
  })
  if (failed && !soft) return undefined
  const rules = Object.freeze(operations.map(({ rule }) => rule))
  const policy: Policy = Object.freeze({
    openapi: document.openapi,
    operations: Object.freeze(rules.map(({ operation }) => operation)),
    schemes: publicSchemes(schemes),
    connections: Object.freeze([...new Set(rules.flatMap(({ operation }) => operation.connection ?? []))]),
    diagnostics: Object.freeze(diagnostics),
  })
  return Object.freeze({ policy, rules, schemes: schemes.declarations, bases, routing: options.routing })
}

function soften(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.severity === 'error' ? Object.freeze({ ...diagnostic, severity: 'warning' }) : diagnostic
}

function checkDocument(
  document: ResolvedDocument,
  schemes: Schemes,
  operations: readonly CompiledOperation[],
  { publicOperations, routing }: ParsedPolicyOptions,
  note: Note,
): void {
  const { declarations } = schemes
  checkNames(document, note)
  if (document.pathItems.every((item) => item.operations.length === 0)) note(pathsEmpty(placeOfPaths(document)))
  checkPublicOperations(operations, publicOperations, note)
  checkSchemes(schemes, schemesInUse(operations), note)
  checkRequirements(operations, document, schemes, note)
  checkClaimRules(operations, declarations, note)
  checkMethods(operations, note)
  checkRefusals(operations, note)
  checkPaths(new Map(operations.map(({ rule, spot }) => [rule, spot])), routing, note)
  checkOperationIds(operations, note)
  checkParameters(document.pathItems, note)
}

/** A list at the root is told of once, and not at each operation that takes it over. */
function checkRequirements(
  operations: readonly CompiledOperation[],
  { minor }: ResolvedDocument,
  { declarations }: Schemes,
  note: Note,
): void {
  const judge = createRequirementJudge(minor, declarations)
  const fromRoot = operations.find(({ security }) => security.origin === 'root')
  const own = operations.filter(({ security }) => security.origin === 'own')
  for (const { rule, security, spot } of fromRoot === undefined ? own : [fromRoot, ...own]) {
    const name = security.origin === 'root' ? rootListName : spot.name
    for (const toFinding of judge(security.list, rule.extension.scopeMatch ?? 'all')) {
      note(toFinding({ name, place: security.place }))
    }
  }
}

function schemesInUse(operations: readonly CompiledOperation[]): ReadonlySet<string> {
  const lists = new Set(operations.map(({ security }) => security.list))
  return new Set([...lists].flatMap(({ alternatives }) => alternatives.flat().map(({ scheme }) => scheme)))
}

function placeOfPaths({ root }: ResolvedDocument): Spot {
  return { name: '`paths`', place: root.fields.get('paths')?.place ?? root.place }
}

function publicSchemes({ declarations }: Schemes): Policy['schemes'] {
  const schemes: Record<string, PolicyScheme> = Object.create(null)
  for (const { name, type, place } of Object.values(declarations)) {
    schemes[name] = Object.freeze(withSource({ name, type }, place))
  }
  return Object.freeze(schemes)
}
