import fc from 'fast-check'
import type { DecisionRequest } from '../../../src/index.ts'
import { apiKey, bearer, type Exhibit, judgeKey, judgeToken, nothing, oddApiKey, oddAuthorization } from './exhibits.ts'
import type { Presented, RequirementList } from './reference.ts'
import { pathOf } from './start-gate.ts'
import type { Token } from './tokens.ts'
import { apiKeys, type Universe } from './universe.ts'

/** What chance decides about a request. */
export interface RequestPlan {
  /** The alternative that the caller has in mind. */
  readonly aim: number
  /** One for `Authorization` and one for each header of API keys. */
  readonly dice: readonly Dice[]
  /** Whether single headers are also told in Node's flat form. */
  readonly raw: boolean
}

interface Dice {
  /** What the caller does about this header: mostly what the alternative wants. */
  readonly fate: 'aimed' | 'any good' | 'any' | 'odd' | 'nothing'
  readonly pick: number
}

function repeated<Fate extends Dice['fate']>(fate: Fate, times: number): Fate[] {
  return Array.from({ length: times }, () => fate)
}

const dice: fc.Arbitrary<Dice> = fc.record({
  fate: fc.constantFrom(...repeated('aimed', 6), ...repeated('any good', 2), 'any', 'odd', 'nothing'),
  pick: fc.nat(),
})

export const requestPlan: fc.Arbitrary<RequestPlan> = fc.record({
  aim: fc.nat(),
  dice: fc.array(dice, { minLength: 3, maxLength: 3 }),
  raw: fc.boolean(),
})

export interface ComposedRequest {
  readonly request: DecisionRequest
  readonly carriers: Readonly<Record<string, Presented>>
}

/** A request for one operation of the document, and what it brings on each carrier. */
export function composeRequest(
  universe: Universe,
  tokens: readonly Token[],
  operation: number,
  security: RequirementList,
  plan: RequestPlan,
): ComposedRequest {
  const wanted = pick(security, plan.aim) ?? {}
  const exhibits: Record<string, Exhibit> = {}
  for (const [index, header] of ['authorization', ...keyHeaders(universe)].entries()) {
    const dice = plan.dice[index] ?? { fate: 'aimed', pick: 0 }
    exhibits[header] =
      index === 0 ? chooseAuthorization(universe, tokens, wanted, dice) : chooseApiKey(universe, header, wanted, dice)
  }
  return {
    request: onTheWire(operation, exhibits, plan.raw),
    carriers: Object.fromEntries(Object.entries(exhibits).map(([header, { presented }]) => [header, presented])),
  }
}

function keyHeaders({ schemes }: Universe): string[] {
  const plans = Object.values(schemes)
  return [...new Set(plans.flatMap((plan) => (plan.type === 'apiKey' ? [plan.header.toLowerCase()] : [])))]
}

type Wanted = RequirementList[number]

function chooseAuthorization({ schemes }: Universe, tokens: readonly Token[], wanted: Wanted, dice: Dice): Exhibit {
  const word = pick(['Bearer', 'Bearer', 'bearer', 'BEARER'], dice.pick) ?? 'Bearer'
  const good = tokens.filter(({ state }) => state === 'good')
  const aimed = good.filter((token) => fits(schemes, wanted, token))
  const asked = Object.keys(wanted).some((name) => schemes[name]?.type === 'token')
  if (dice.fate === 'odd') return pick(oddAuthorization(pick(good, dice.pick) ?? never()), dice.pick) ?? never()
  if (dice.fate === 'nothing' || (dice.fate === 'aimed' && !asked)) return nothing
  const choice = dice.fate === 'any' ? tokens : dice.fate === 'aimed' && aimed.length > 0 ? aimed : good
  return bearer(pick(choice, dice.pick) ?? never(), word, schemes)
}

/** Whether a token gets past all token schemes that are wanted, as far as can be known without keys. */
function fits(schemes: Universe['schemes'], wanted: Wanted, token: Token): boolean {
  return Object.entries(wanted).every(([name, scopes]) => {
    const plan = schemes[name]
    if (plan?.type !== 'token') return true
    return judgeToken(token, plan).kind !== 'wrong' && scopes.every((scope) => token.scopes.includes(scope))
  })
}

function chooseApiKey({ schemes }: Universe, header: string, wanted: Wanted, dice: Dice): Exhibit {
  const demands = Object.entries(wanted).flatMap(([name, scopes]) => {
    const plan = schemes[name]
    return plan?.type === 'apiKey' && plan.header.toLowerCase() === header ? [{ plan, scopes }] : []
  })
  const aimed = apiKeys.filter((key) =>
    demands.every(({ plan, scopes }) => {
      const verdict = judgeKey(key, plan)
      return verdict.kind === 'valid' && scopes.every((scope) => verdict.caller.scopes.includes(scope))
    }),
  )
  const known = apiKeys.filter((key) => demands.every(({ plan }) => judgeKey(key, plan).kind === 'valid'))
  const any = pick(apiKeys, dice.pick) ?? never()
  if (dice.fate === 'odd') return pick(oddApiKey(any), dice.pick) ?? never()
  if (dice.fate === 'nothing' || (dice.fate === 'aimed' && demands.length === 0)) return nothing
  if (dice.fate === 'aimed') return apiKey(pick(aimed, dice.pick) ?? pick(known, dice.pick) ?? any, header, schemes)
  return apiKey(any, header, schemes)
}

/** As Node hands a request over: the first of several `Authorization`, all of another header joined. */
function onTheWire(operation: number, exhibits: Readonly<Record<string, Exhibit>>, raw: boolean): DecisionRequest {
  const headers: Record<string, string> = {}
  const rawHeaders: string[] = []
  let target = pathOf(operation)
  for (const [header, { lines, query }] of Object.entries(exhibits)) {
    const [first] = lines
    if (first !== undefined) headers[header] = header === 'authorization' ? first : lines.join(', ')
    for (const line of lines) rawHeaders.push(header, line)
    target += query ?? ''
  }
  const repeated = Object.values(exhibits).some(({ lines }) => lines.length > 1)
  return { method: 'GET', target, headers, ...(raw || repeated ? { rawHeaders } : {}) }
}

function pick<Item>(items: readonly Item[], where: number): Item | undefined {
  return items[where % items.length]
}

function never(): never {
  throw new Error('the lists to choose from are never empty')
}
