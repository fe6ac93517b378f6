import type { KeySource, TrustedIssuer } from '../types.ts'
import { createFixedKeySource } from './fixed-key-source.ts'
import { importSecret, selectSecret } from './import-secret.ts'
import type { ObserveKeys } from './key-event.ts'
import { importKeySet } from './key-set.ts'
import { defaultLimits, type KeyLimits } from './limits.ts'
import { loadKeySet } from './load-key-set.ts'
import { parseKeySet } from './parse-key-set.ts'
import { RemoteKeySource } from './remote-key-source.ts'
import { selectKey } from './select-key.ts'

/**
 * The source of one issuer's keys. Nothing is fetched before it is asked for a key or `ready()` is called. A fixed set
 * is read now, so that a later change of the object changes no key; throws where it is no key set, holds too many keys
 * or a private one.
 */
export function createKeySource(
  trusted: TrustedIssuer,
  limits: Partial<KeyLimits> = {},
  observe: ObserveKeys = () => {},
): KeySource {
  const { issuer, algorithms, keys: origin } = trusted
  const complete = { ...defaultLimits, ...limits }
  switch (origin.kind) {
    case 'jwks':
      return createFixedKeySource(issuer, importFixedSet(issuer, origin.keys, algorithms, complete), selectKey)
    case 'secret':
      return createFixedKeySource(issuer, Promise.resolve(importSecret(origin.secret, algorithms)), selectSecret)
    default:
      return new RemoteKeySource(
        issuer,
        (held, signal) => loadKeySet(trusted, origin, complete, held, signal),
        complete,
        observe,
      )
  }
}

function importFixedSet(
  issuer: string,
  keys: readonly object[],
  algorithms: readonly string[],
  { maxKeys }: KeyLimits,
): ReturnType<typeof importKeySet> {
  const parsed = parseKeySet({ keys }, algorithms, maxKeys)
  if (!parsed.ok) throw new TypeError(`the key set of ${issuer} cannot be used: ${parsed.fault}`)
  return importKeySet(parsed.value)
}
