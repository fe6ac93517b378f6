import type { Presented, Verdict } from './reference.ts'
import type { Token } from './tokens.ts'
import { apiKeys, type KeyPlan, type SchemePlan, type TokenPlan, type Universe } from './universe.ts'

/** What one header of a request holds, on the wire and for the reference. */
export interface Exhibit {
  /** One for each time the header stands in the request. */
  readonly lines: readonly string[]
  readonly presented: Presented
  /** What the target's query says besides. */
  readonly query?: string
}

const absent: Presented = { kind: 'absent' }
const malformed: Presented = { kind: 'malformed' }

export const nothing: Exhibit = { lines: [], presented: absent }

/** A token under the word Bearer, in any case (H-04). */
export function bearer(token: Token, word: string, schemes: Universe['schemes']): Exhibit {
  const verdicts = verdictsOf(schemes, (plan) => (plan.type === 'token' ? judgeToken(token, plan) : wrong))
  return { lines: [`${word} ${token.text}`], presented: { kind: 'credential', verdicts } }
}

export function apiKey(key: string, header: string, schemes: Universe['schemes']): Exhibit {
  const verdicts = verdictsOf(schemes, (plan) =>
    plan.type === 'apiKey' && plan.header.toLowerCase() === header ? judgeKey(key, plan) : wrong,
  )
  return { lines: [key], presented: { kind: 'credential', verdicts } }
}

/** What else may stand in `Authorization`. */
export function oddAuthorization(token: Token): Exhibit[] {
  const text = token.text
  return [
    // H-03, H-06, H-07, H-08
    ...[
      'Bearer',
      'Bearer ',
      `Bearer\t${text}`,
      `Bearer ${text} x`,
      `Bearer ${text}, Bearer ${text}`,
      'Bearer \u00e9"',
    ].map((line) => ({ lines: [line], presented: malformed })),
    // H-09, H-10
    { lines: [`Bearer ${text}`, `Bearer ${text}`], presented: malformed },
    { lines: ['Basic dTpw', `Bearer ${text}`], presented: malformed },
    // H-20, H-21
    { lines: [`Bearer ${text}`], presented: malformed, query: `?access_token=${text}` },
    { lines: [], presented: absent, query: `?access_token=${text}` },
    // "The word `DPoP` counts as presented for every token scheme on the header"; here none takes it (O-30).
    { lines: [`DPoP ${text}`], presented: { kind: 'credential', verdicts: {} } },
    // "other words are absent"
    ...['Basic dTpw', 'Digest username="u"', `Token ${text}`, `Bearerx ${text}`].map((line) => ({
      lines: [line],
      presented: absent,
    })),
  ]
}

/** What else may stand in the header of an API key. */
export function oddApiKey(key: string): Exhibit[] {
  const near = [`${key}x`, key.slice(1), key.toUpperCase(), `${key} ${key}`, 'sha256:', apiKeys.join(',')]
  return [
    // H-17: also where both are the same
    { lines: [key, key], presented: malformed },
    { lines: [key, 'other'], presented: malformed },
    // H-25
    { lines: [''], presented: absent },
    ...near.map((line): Exhibit => ({ lines: [line], presented: { kind: 'credential', verdicts: {} } })),
  ]
}

const wrong: Verdict = { kind: 'wrong' }

function verdictsOf(schemes: Universe['schemes'], judge: (plan: SchemePlan) => Verdict): Record<string, Verdict> {
  return Object.fromEntries(Object.entries(schemes).map(([name, plan]) => [name, judge(plan)]))
}

/** "Cheap checks come before keys": only what fits in all other points needs the keys of an issuer that is down. */
export function judgeToken(token: Token, plan: TokenPlan): Verdict {
  const trust = plan.trusts.find(({ issuer }) => issuer === token.issuer)
  if (token.state === 'flawed' || trust === undefined) return wrong
  if (!plan.audiences.some((audience) => token.audiences.includes(audience))) return wrong
  if (trust.keys === 'unreachable') return { kind: 'unknowable' }
  return token.state === 'good' ? { kind: 'valid', caller: { name: token.name, scopes: token.scopes } } : wrong
}

export function judgeKey(key: string, plan: KeyPlan): Verdict {
  const entry = plan.entries.find((one) => one.key === key)
  return entry === undefined || entry.expired ? wrong : { kind: 'valid', caller: entry }
}
