import { isJsonObject, type JsonObject } from '../json/json-object.ts'
import type { Exhibit, Exhibits, Shown, Unknown } from './exhibits.ts'
import type { Facts, Requirements } from './judgement.ts'

/** What is unknown, in document order. */
export function unknownOf(exhibits: Exhibits): readonly Unknown[] {
  const unknown: Unknown[] = []
  for (const { shown } of exhibits.values()) if (shown.kind === 'unknown') unknown.push(shown)
  return unknown
}

/** The exhibits as they would be if all that is unknown were wrong. */
export function supposeWrong(exhibits: Exhibits): Exhibits {
  return supposeEach(exhibits, () => ({ kind: 'refused', reason: 'key.unknown' }))
}

/** The exhibits as they would be if all that is unknown were as good as the operation can wish. */
export function supposeGood(exhibits: Exhibits, { alternatives, extension }: Requirements, facts: Facts): Exhibits {
  const scopes = new Set(alternatives.flat().flatMap((demand) => demand.scopes))
  const login = { acr: extension.acr?.[0], auth_time: facts.now }
  const claims = facts.bound.reduce<JsonObject>((all, { claim, value }) => withClaim(all, claim, value), login)
  return supposeEach(exhibits, (scheme) => ({
    kind: 'principal',
    principal: { scheme, type: 'custom', name: '', claims, scopes },
    token: '',
  }))
}

function withClaim(claims: JsonObject, [name = '', ...below]: readonly string[], value: unknown): JsonObject {
  const inner = claims[name]
  return { ...claims, [name]: below.length === 0 ? value : withClaim(isJsonObject(inner) ? inner : {}, below, value) }
}

function supposeEach(exhibits: Exhibits, suppose: (scheme: string) => Shown): Exhibits {
  const supposed = ([scheme, exhibit]: [string, Exhibit]): [string, Exhibit] => [
    scheme,
    exhibit.shown.kind === 'unknown' ? { ...exhibit, shown: suppose(scheme) } : exhibit,
  ]
  return new Map([...exhibits].map(supposed))
}
