import assert from 'node:assert/strict'
import { noExtension } from '../../src/policy/operations/parse-extension.ts'
import { type PathTemplate, parsePathTemplate } from '../../src/policy/path-template.ts'
import type { CompiledPolicy, Operation, Rule } from '../../src/policy/types.ts'

export type RoutingPolicy = Pick<CompiledPolicy, 'rules' | 'bases' | 'routing'>

export interface PolicyShape {
  /** `GET /users/{id}`; in brackets with base paths of its own. */
  operations: readonly (string | readonly [operation: string, ...bases: string[]])[]
  bases?: readonly string[]
  routing?: Partial<CompiledPolicy['routing']>
}

/** A policy as far as the matcher needs one. */
export function policyOf({ operations, bases = [''], routing }: PolicyShape): RoutingPolicy {
  const rules = operations.map((entry) => {
    const [operation, ...own] = typeof entry === 'string' ? [entry] : entry
    const [method = '', path = ''] = operation.split(/ (.*)/s)
    return ruleOf(method, path, own.length === 0 ? bases : own)
  })
  const all = new Set([...bases, ...rules.flatMap((rule) => rule.bases)])
  return { rules, bases: [...all], routing: { caseSensitive: false, strict: false, ...routing } }
}

export function templateOf(path: string): PathTemplate {
  const parsed = parsePathTemplate(path)
  assert.ok(parsed.ok, `${path} is no path template`)
  return parsed.template
}

export function ruleOf(method: string, path: string, bases: readonly string[]): Rule {
  const source = { file: '<document>', line: 1, column: 1 }
  const operation: Operation = { method: method.toLowerCase(), path, security: [], source }
  return { operation, method, template: templateOf(path), bases, alternatives: [], extension: noExtension }
}
