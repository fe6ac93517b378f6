import { ImmutableSet } from '../jwt/immutable-set.ts'
import type { Principal } from './types.ts'

/** Somebody whom an entry of the options names. */
export function namedPrincipal(
  { scheme, type }: Pick<Principal, 'scheme' | 'type'>,
  { name, scopes }: { readonly name: string; readonly scopes: readonly string[] },
): Principal {
  return Object.freeze({ scheme, type, name, claims: Object.freeze({}), scopes: new ImmutableSet(scopes) })
}
