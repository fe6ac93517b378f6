import type { Decision, Refused } from '../../../src/index.ts'
import type { Answer } from './reference.ts'

/** A verdict in the words in which a gate's and the reference's can be compared. */
export type Comparable = Record<string, unknown>

/**
 * One answer, or several where the design leaves open which. Without the place in the list, which a decision does not
 * tell: its schemes and scopes do.
 */
export function expectedAnswers(answer: Answer): Comparable[] {
  if (answer.allowed) return [answer.because === 'operation' ? entry(answer) : { ...answer }]
  if (answer.error === 'missing_credentials') return [{ ...answer, challenged: [...answer.challenged].sort() }]
  if (answer.status !== 403) return [{ ...answer }]
  return answer.scopes.map((byCarrier) => ({ ...answer, scopes: [...new Set(Object.values(byCarrier).flat())].sort() }))
}

function entry({ scheme, callers }: Extract<Answer, { because: 'operation' }>): Comparable {
  const sorted = Object.entries(callers).map(([name, caller]) => [name, inOrder(caller.name, caller.scopes)])
  return { allowed: true, because: 'operation', scheme, callers: Object.fromEntries(sorted) }
}

export function givenAnswer(decision: Decision): Comparable {
  if (!decision.allowed) return refusal(decision)
  const { because, auth } = decision
  if (auth === undefined) return { allowed: true, because }
  const callers = Object.entries(auth.schemes).map(([name, one]) => [name, inOrder(one.name, one.scopes)])
  return { allowed: true, because, scheme: auth.scheme, callers: Object.fromEntries(callers) }
}

function inOrder(name: string, scopes: Iterable<string>): object {
  return { name, scopes: [...scopes].sort() }
}

function refusal(decision: Refused): Comparable {
  const { status, error } = decision
  if (status === 403) return { allowed: false, status, error, scopes: challengedScopes(decision) }
  if (error === 'missing_credentials')
    return { allowed: false, status, error, challenged: challengedCarriers(decision) }
  return { allowed: false, status, error }
}

function challengesOf({ headers }: Refused): readonly string[] {
  return [headers['www-authenticate'] ?? []].flat()
}

/** The scopes of every challenge that says `insufficient_scope`. */
function challengedScopes(decision: Refused): string[] {
  const scopes = challengesOf(decision)
    .filter((challenge) => challenge.includes('error="insufficient_scope"'))
    .flatMap((challenge) => /scope="([^"]*)"/.exec(challenge)?.[1]?.split(' ') ?? [])
  return [...new Set(scopes)].sort()
}

/** The headers that the challenges ask for. */
function challengedCarriers(decision: Refused): string[] {
  const carriers = challengesOf(decision).map((challenge) => {
    if (challenge.startsWith('Bearer ')) return 'authorization'
    return /^ApiKey .*in="header", name="([^"]*)"/.exec(challenge)?.[1]?.toLowerCase() ?? challenge
  })
  return [...new Set(carriers)].sort()
}

/** Where a refusal is not of the form that design 2.5 gives it. */
export function faultsOfForm(decision: Decision): string[] {
  if (decision.allowed) return []
  const { status, error, headers, body } = decision
  const challenges = challengesOf(decision).join(', ')
  const named = challenges.includes(`error="${error}"`)
  const faults = {
    'the body says something else': body.status !== status || body.error !== error,
    'it may be stored': headers['cache-control'] !== 'no-store',
    'a bare challenge has an error': error === 'missing_credentials' && challenges.includes('error='),
    'the challenge does not say why':
      ['invalid_request', 'invalid_token', 'insufficient_scope'].includes(error) && !named,
    'when to try again is not said': status === 503 && headers['retry-after'] === undefined,
    'a token that was not judged is called invalid': status === 503 && challenges.includes('invalid_token'),
  }
  return Object.entries(faults).flatMap(([fault, is]) => (is ? [fault] : []))
}
