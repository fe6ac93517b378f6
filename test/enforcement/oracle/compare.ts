import { inspect, isDeepStrictEqual } from 'node:util'
import { expectedAnswers, faultsOfForm, givenAnswer } from './answer-of.ts'
import { type Answer, judge } from './reference.ts'
import { composeRequest, type RequestPlan } from './request.ts'
import { startGate } from './start-gate.ts'
import type { TokenPool } from './tokens.ts'
import { referenceSchemes, type Universe } from './universe.ts'

/** What the two sides say differently, each told in full: an operation, a request, both answers. */
export async function compare(
  one: Universe,
  plans: readonly (readonly RequestPlan[])[],
  pool: TokenPool,
  told: Map<string, number>,
): Promise<string[]> {
  const gate = await startGate(one, pool)
  const schemes = referenceSchemes(one.schemes)
  const disagreements: string[] = []
  for (const [index, { own, anyScope }] of one.operations.entries()) {
    const security = own ?? one.root ?? []
    for (const plan of plans[index] ?? []) {
      const { request, carriers } = composeRequest(one, pool.tokens, index, security, plan)
      const answer = judge({ security, anyScope, schemes, carriers })
      const expected = expectedAnswers(answer)
      const decision = await gate.decide(request)
      const given = givenAnswer(decision)
      told.set(inWords(answer), (told.get(inWords(answer)) ?? 0) + 1)
      const faults = faultsOfForm(decision)
      if (expected.some((one) => isDeepStrictEqual(given, one)) && faults.length === 0) continue
      const reason = decision.allowed ? undefined : decision.reason
      disagreements.push(
        tell({ security, anyScope, schemes: one.schemes, request, carriers, expected, given, reason, faults }),
      )
    }
  }
  await gate.close()
  return disagreements
}

function inWords(answer: Answer): string {
  return answer.allowed ? answer.because : `${answer.status} ${answer.error}`
}

function tell(disagreement: object): string {
  return inspect(disagreement, { depth: 8, breakLength: 120, maxStringLength: 60 })
}
