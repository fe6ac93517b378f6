import type { PairKind, Show } from '../kind.ts'
import { check, header, keyOf, showKeys, verify } from './showing.ts'

type Place = (name: string, ...values: readonly string[]) => Show

/** A key of the table, wherever it stands. */
function keyKind(
  name: string,
  place: Place,
  { in: where, parameter, malformed }: { in: string; parameter: string; malformed: string },
): Omit<PairKind, 'options' | 'field'> {
  const show = (...keys: readonly string[]): Show => place(parameter, ...keys)
  return {
    name,
    declaration: { type: 'apiKey', in: where, name: parameter },
    accepts: name,
    ambient: where === 'cookie',
    words: ['apikey'],
    ...showKeys(name, show, { malformed: show(malformed), oversized: show('a'.repeat(5000)) }),
  }
}

function keysOf(name: string): PairKind['options'] {
  const named = (caller: string, scopes: string[] = ['read']) => ({ name: caller, key: keyOf(name, caller), scopes })
  return { keys: [named('till'), named('clerk', []), named('thrower'), named('sleeper')], check }
}

export function headerKeyKind(name: string, parameter: string): PairKind {
  const kind = keyKind(name, header, { in: 'header', parameter, malformed: 'k\u00e9y' })
  return { ...kind, options: keysOf(name), field: parameter.toLowerCase() }
}

const query: Place =
  (name, ...values) =>
  ({ query: parts }) =>
    void parts.push(...values.map((value) => `${name}=${encodeURIComponent(value)}`))

export function queryKeyKind(name: string, parameter: string): PairKind {
  const kind = keyKind(name, query, { in: 'query', parameter, malformed: 'k\u00e9y' })
  return { ...kind, options: { verify }, field: `query ${parameter}` }
}

const cookie: Place =
  (name, ...values) =>
  ({ cookies }) =>
    void cookies.push(...values.map((value) => `${name}=${value}`))

export function cookieKeyKind(name: string, parameter: string): PairKind {
  const kind = keyKind(name, cookie, { in: 'cookie', parameter, malformed: '%zz' })
  return { ...kind, options: keysOf(name), field: `cookie ${parameter}` }
}
