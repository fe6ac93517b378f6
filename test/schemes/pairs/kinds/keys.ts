import type { PairKind, Show } from '../kind.ts'
import { check, header, verify } from './showing.ts'

export function headerKeyKind(name: string, parameter: string): PairKind {
  const key = (caller: string): string => `${name}-${caller}-0123456789`
  const named = (caller: string, scopes: string[] = ['read']) => ({ name: caller, key: key(caller), scopes })
  return {
    name,
    declaration: { type: 'apiKey', in: 'header', name: parameter },
    options: { keys: [named('till'), named('clerk', []), named('thrower'), named('sleeper')], check },
    field: parameter.toLowerCase(),
    accepts: name,
    ambient: false,
    words: ['apikey'],
    show: {
      good: header(parameter, key('till')),
      poor: header(parameter, key('clerk')),
      wrong: header(parameter, key('nobody')),
      malformed: header(parameter, 'k\u00e9y'),
      repeated: header(parameter, key('till'), key('till')),
      oversized: header(parameter, 'a'.repeat(5000)),
      throwing: header(parameter, key('thrower')),
    },
    slow: header(parameter, key('sleeper')),
  }
}

const query =
  (name: string, ...values: readonly string[]): Show =>
  ({ query: parts }) =>
    void parts.push(...values.map((value) => `${name}=${encodeURIComponent(value)}`))

export function queryKeyKind(name: string, parameter: string): PairKind {
  const key = (caller: string): string => `${name}-${caller}-0123456789`
  return {
    name,
    declaration: { type: 'apiKey', in: 'query', name: parameter },
    options: { verify },
    field: `query ${parameter}`,
    accepts: name,
    ambient: false,
    words: ['apikey'],
    show: {
      good: query(parameter, key('till')),
      poor: query(parameter, key('clerk')),
      wrong: query(parameter, key('nobody')),
      malformed: query(parameter, 'k\u00e9y'),
      repeated: query(parameter, key('till'), key('till')),
      oversized: query(parameter, 'a'.repeat(5000)),
      throwing: query(parameter, key('thrower')),
    },
    slow: query(parameter, key('sleeper')),
  }
}

const cookie =
  (name: string, ...values: readonly string[]): Show =>
  ({ cookies }) =>
    void cookies.push(...values.map((value) => `${name}=${value}`))

export function cookieKeyKind(name: string, parameter: string): PairKind {
  const { options } = headerKeyKind(name, 'unused')
  const key = (caller: string): string => `${name}-${caller}-0123456789`
  return {
    name,
    declaration: { type: 'apiKey', in: 'cookie', name: parameter },
    options,
    field: `cookie ${parameter}`,
    accepts: name,
    ambient: true,
    words: ['apikey'],
    show: {
      good: cookie(parameter, key('till')),
      poor: cookie(parameter, key('clerk')),
      wrong: cookie(parameter, key('nobody')),
      malformed: cookie(parameter, '%zz'),
      repeated: cookie(parameter, key('till'), key('till')),
      oversized: cookie(parameter, 'a'.repeat(5000)),
      throwing: cookie(parameter, key('thrower')),
    },
    slow: cookie(parameter, key('sleeper')),
  }
}
