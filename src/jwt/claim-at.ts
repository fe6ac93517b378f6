import { isJsonObject, type JsonObject, ownValue } from '../json/json-object.ts'

/** The claim at a path of member names, one name a level; undefined where a level is missing or is no object. */
export function claimAt(claims: JsonObject, path: readonly string[]): unknown {
  let value: unknown = claims
  for (const name of path) value = isJsonObject(value) ? ownValue(value, name) : undefined
  return value
}
