import fc from 'fast-check'
import type { ReferenceSchemes, RequirementList } from './reference.ts'
import { canBePassed } from './reference-start.ts'
import { audiences, issuers, scopes, type Trust } from './tokens.ts'

/** A document's security, and how its schemes are configured: all that chance decides before a gate is made. */
export interface Universe {
  readonly openapi: string
  readonly schemes: Readonly<Record<string, SchemePlan>>
  /** The root's `security`; undefined: absent. */
  readonly root: RequirementList | undefined
  readonly operations: readonly OperationPlan[]
}

export interface OperationPlan {
  /** undefined: the root's holds. */
  readonly own: RequirementList | undefined
  readonly anyScope: boolean
}

export type SchemePlan = TokenPlan | KeyPlan

export interface TokenPlan {
  readonly type: 'token'
  readonly form: 'http' | 'oauth2' | 'openIdConnect'
  readonly trusts: readonly Trust[]
  readonly audiences: readonly string[]
  /** Where `any` is written. */
  readonly any: 'nowhere' | 'options' | 'extension'
}

export interface KeyPlan {
  readonly type: 'apiKey'
  /** As the document writes it. */
  readonly header: string
  readonly entries: readonly KeyEntry[]
}

export interface KeyEntry {
  readonly key: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly expired: boolean
  readonly digest: boolean
}

/** So few that schemes share them. */
export const apiKeys: readonly string[] = ['1', '2', '3', '4'].map((digit) => `key-${digit}-${digit.repeat(40)}`)

/** Two that differ by case only, which is one header (H-26). */
const headers = ['X-Api-Key', 'x-api-KEY', 'X-Other-Key']

/** Names as documents have them, and two that every object has (S-18). */
const names = ['auth0', 'JWT Authentication', 'constructor', 'Bearer-DPoP', 'toString', 'api_key', 'partner.v2']

const someScopes = fc.uniqueArray(fc.constantFrom(...scopes), { maxLength: 3 })

const trust: fc.Arbitrary<Trust> = fc
  .tuple(fc.constantFrom(...issuers), fc.integer({ min: 1, max: 10 }))
  .map(([issuer, dice]) => ({ issuer, keys: issuer === issuers[2] && dice > 2 ? 'unreachable' : 'inline' }))

const tokenPlan: fc.Arbitrary<TokenPlan> = fc.record({
  type: fc.constant('token' as const),
  form: fc.constantFrom('http', 'oauth2', 'openIdConnect'),
  trusts: fc.uniqueArray(trust, { minLength: 1, maxLength: 2, selector: ({ issuer }) => issuer }),
  audiences: fc.uniqueArray(fc.constantFrom(...audiences), { minLength: 1, maxLength: 2 }),
  any: fc.constantFrom('nowhere', 'nowhere', 'nowhere', 'nowhere', 'options', 'extension'),
})

const keyPlan: fc.Arbitrary<KeyPlan> = fc
  .record({
    header: fc.constantFrom(...headers),
    keys: fc.uniqueArray(fc.constantFrom(...apiKeys), { minLength: 1, maxLength: 3 }),
    scopes: fc.array(someScopes, { minLength: 3, maxLength: 3 }),
    dice: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ header, keys, scopes, dice }) => ({
    type: 'apiKey',
    header,
    entries: keys.map((key, index) => ({
      key,
      name: `holder ${index} of ${key.slice(0, 5)}`,
      scopes: scopes[index] ?? [],
      expired: dice[index] === 1,
      digest: (dice[index] ?? 0) > 6,
    })),
  }))

/** At least one of each type, so that requirements can combine them. */
const schemePlans: fc.Arbitrary<Record<string, SchemePlan>> = fc
  .record({
    tokens: fc.array(tokenPlan, { minLength: 1, maxLength: 4 }),
    keys: fc.array(keyPlan, { minLength: 1, maxLength: 3 }),
    order: fc.shuffledSubarray(names, { minLength: names.length }),
  })
  .map(({ tokens, keys, order }) =>
    Object.fromEntries([...tokens, ...keys].map((plan, index) => [order[index] ?? 'none', plan])),
  )

/** What the reference knows of the schemes. */
export function referenceSchemes(schemes: Universe['schemes']): ReferenceSchemes {
  return Object.fromEntries(
    Object.entries(schemes).map(([name, plan]) => [
      name,
      plan.type === 'token'
        ? {
            type: 'token',
            carrier: 'authorization',
            scopeMatch: plan.any === 'nowhere' ? 'all' : 'any',
            accepts: plan.trusts.map(({ issuer }) => issuer),
          }
        : {
            type: 'apiKey',
            carrier: plan.header.toLowerCase(),
            scopeMatch: 'all',
            accepts: plan.entries.map(({ key }) => key),
          },
    ]),
  )
}

type Alternative = RequirementList[number]

/** One to four schemes that somebody can satisfy together. */
function alternative(schemes: ReferenceSchemes): fc.Arbitrary<Alternative> {
  const demand = fc.tuple(fc.constantFrom(...Object.keys(schemes)), someScopes)
  const count = fc.constantFrom(1, 1, 1, 2, 2, 3, 4)
  return count
    .chain((maxLength) => fc.uniqueArray(demand, { minLength: 1, maxLength, selector: ([name]) => name }))
    .map((demands) => {
      let kept: typeof demands = []
      for (const demand of demands) {
        const more = [...kept, demand]
        const together = more.map(([name]) => name)
        if (canBePassed(together, schemes)) kept = more
      }
      return Object.fromEntries(kept)
    })
}

function requirementList(schemes: ReferenceSchemes): fc.Arbitrary<RequirementList> {
  const demanding = fc.array(alternative(schemes), { minLength: 1, maxLength: 4 })
  const optional = fc.tuple(demanding, fc.nat()).map(([list, where]) => {
    const place = where % (list.length + 1)
    return [...list.slice(0, place), {}, ...list.slice(place)]
  })
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constant([{}]) },
    { weight: 14, arbitrary: demanding },
    { weight: 6, arbitrary: optional },
  )
}

/** Documents that a gate has to start with. The last operation has every scheme, so that none is configured in vain. */
export const universe: fc.Arbitrary<Universe> = schemePlans.chain((plans) => {
  const schemes = referenceSchemes(plans)
  const list = requirementList(schemes)
  const operation = (own: fc.Arbitrary<RequirementList | undefined>): fc.Arbitrary<OperationPlan> =>
    fc.record({ own, anyScope: fc.integer({ min: 1, max: 10 }).map((dice) => dice > 8) })
  const last = { own: Object.keys(plans).map((name) => ({ [name]: [] })), anyScope: false }
  return fc.option(list, { nil: undefined }).chain((root) => {
    const own = root === undefined ? list : fc.oneof({ weight: 9, arbitrary: list }, fc.constant(undefined))
    return fc.record({
      openapi: fc.constantFrom('3.0.3', '3.1.0', '3.2.0'),
      schemes: fc.constant(plans),
      root: fc.constant(root),
      operations: fc.array(operation(own), { minLength: 19, maxLength: 19 }).map((operations) => [...operations, last]),
    })
  })
})

/** Documents that a gate may have to refuse: any schemes in AND, and what else has been seen under `security`. */
export interface WildUniverse extends Pick<Universe, 'openapi' | 'schemes'> {
  readonly root: unknown
  /** Each operation's own; undefined: absent. */
  readonly operations: readonly unknown[]
}

/** Where the root has a list, the first operation has none of its own, so that it counts. The last one has every scheme. */
export const wildUniverse: fc.Arbitrary<WildUniverse> = schemePlans.chain((plans) => {
  const all = Object.keys(plans)
  const demand = fc.tuple(fc.constantFrom(...all), someScopes)
  const sound = fc.uniqueArray(demand, { maxLength: 4, selector: ([name]) => name }).map(Object.fromEntries)
  const unsound = fc.constantFrom(null, [], 'auth0', { Auth0: [] }, { __proto__: null, [all[0] ?? '']: null })
  const alternative = fc.oneof({ weight: 20, arbitrary: sound }, { weight: 1, arbitrary: unsound })
  const list = fc.array(alternative, { maxLength: 3 })
  const security = fc.oneof({ weight: 20, arbitrary: list }, fc.constantFrom(null, {}, 'auth0', { auth0: [] }))
  const last = all.map((name) => ({ [name]: [] }))
  return fc.option(security, { freq: 4, nil: undefined }).chain((root) =>
    fc.record({
      openapi: fc.constantFrom('3.0.3', '3.1.0', '3.2.0'),
      schemes: fc.constant(plans),
      root: fc.constant(root),
      operations: fc
        .tuple(root === undefined ? fc.option(security, { nil: undefined }) : fc.constant(undefined), security)
        .map((own) => [...own, last]),
    }),
  )
})
