import type { PairKind, Show } from '../kind.ts'
import { header, verify } from './showing.ts'

/** What only the application can judge, behind a word of the Authorization header. */
export function ownHttpKind(name: string, word: string): PairKind {
  const key = (caller: string): string => `${name}-${caller}-0123456789`
  const own = (...credentials: readonly string[]): Show =>
    header('Authorization', ...credentials.map((credential) => `${word} ${credential}`))
  return {
    name,
    declaration: { type: 'http', scheme: word },
    options: { verify },
    field: 'authorization',
    marked: word.toLowerCase(),
    accepts: name,
    ambient: false,
    words: [word.toLowerCase()],
    sees: { oversized: 'malformed' },
    show: {
      good: own(key('till')),
      poor: own(key('clerk')),
      wrong: own(key('nobody')),
      malformed: own('k\u00e9y'),
      repeated: own(key('till'), key('till')),
      oversized: own('a'.repeat(9000)),
      throwing: own(key('thrower')),
    },
    slow: own(key('sleeper')),
  }
}

/** A name and a password, judged by the application: hashes would take minutes over the whole table. */
export function basicKind(name: string): PairKind {
  const pair = (caller: string): string => Buffer.from(`ann:${name}-${caller}-0123456789`).toString('base64')
  const basic = (...pairs: readonly string[]): Show => header('Authorization', ...pairs.map((text) => `Basic ${text}`))
  return {
    ...ownHttpKind(name, 'Basic'),
    options: { verify: (_name: string, password: string) => verify(password) },
    ambient: true,
    show: {
      good: basic(pair('till')),
      poor: basic(pair('clerk')),
      wrong: basic(pair('nobody')),
      malformed: basic('YW5u'),
      repeated: basic(pair('till'), pair('till')),
      oversized: basic(Buffer.from(`ann:${'a'.repeat(2048)}`).toString('base64')),
      throwing: basic(pair('thrower')),
    },
    slow: basic(pair('sleeper')),
  }
}
