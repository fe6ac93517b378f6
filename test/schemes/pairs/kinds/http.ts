import type { PairKind, Show } from '../kind.ts'
import { header, showKeys, verify } from './showing.ts'

/** Fields under a word of the Authorization header. */
const under =
  (word: string, encode: (credential: string) => string = (credential) => credential) =>
  (...credentials: readonly string[]): Show =>
    header('Authorization', ...credentials.map((credential) => `${word} ${encode(credential)}`))

/** What only the application can judge, behind a word of the Authorization header. */
export function ownHttpKind(name: string, word: string): PairKind {
  const own = under(word)
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
    ...showKeys(name, own, { malformed: own('k\u00e9y'), oversized: own('a'.repeat(9000)) }),
  }
}

/** A name and a password, judged by the application: hashes would take minutes over the whole table. */
export function basicKind(name: string): PairKind {
  const basic = under('Basic', (password) => Buffer.from(`ann:${password}`).toString('base64'))
  const malformed = header('Authorization', 'Basic YW5u')
  return {
    ...ownHttpKind(name, 'Basic'),
    options: { verify: (_name: string, password: string) => verify(password) },
    ambient: true,
    ...showKeys(name, basic, { malformed, oversized: basic('a'.repeat(2048)) }),
  }
}
