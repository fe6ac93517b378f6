import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMatcher } from '../../src/routing/matcher.ts'
import type { Match } from '../../src/routing/types.ts'
import { type PolicyShape, policyOf } from './policy-of.ts'

/** A policy, and what it answers. */
export interface AnswerTable extends PolicyShape {
  /** Request and answer, each in one line: `GET /users/7`, `GET /users/{id}`. */
  answers: Readonly<Record<string, string>>
}

export function testAnswers(name: string, { answers, ...shape }: AnswerTable): void {
  describe(name, () => {
    const matcher = createMatcher(policyOf(shape))
    for (const [request, answer] of Object.entries(answers)) {
      const [method = '', target = ''] = request.split(/ (.*)/s)
      it(`${JSON.stringify(request).slice(1, -1)} → ${answer}`, () => {
        assert.equal(describeMatch(matcher.match(method, target)), answer)
      })
    }
  })
}

/** The operations by name, or the kind of the match and what it says. */
export function describeMatch(match: Match): string {
  if (match.kind === 'operation') {
    return match.rules.map(({ rule }) => `${rule.method} ${rule.operation.path}`).join(' + ')
  }
  if (match.kind === 'method') return `method: ${match.allow.join(', ')}`
  return match.kind === 'invalid' ? match.reason : match.kind
}
