import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { createFields, type Fields } from '../options/fields.ts'
import { namedValues } from '../options/named-values.ts'
import { type TestAlgorithm, testAlgorithms } from './signing-key.ts'

/** The options of a test issuer with their defaults. */
export interface IssuerOptions {
  readonly audience: string
  readonly algorithm: TestAlgorithm
  readonly listen: boolean
  readonly schemeName: string
}

export function readIssuerOptions(options: unknown): IssuerOptions {
  return readStrictly('createTestIssuer', options, ['audience', 'algorithm', 'listen', 'schemeName'], (fields) => ({
    audience: fields.text('audience') ?? 'https://api.test',
    algorithm: fields.choice('algorithm', testAlgorithms) ?? 'RS256',
    listen: fields.flag('listen') ?? false,
    schemeName: fields.text('schemeName') ?? 'auth0',
  }))
}

/** Judges the names of what a token is asked to say: `audience` beside `claims` would be a claim that nobody meant. */
export function checkTokenNames(token: unknown): void {
  const known = ['sub', 'scope', 'permissions', 'expiresIn', 'bound', 'claims', 'header']
  readStrictly('token', token, known, (fields) => {
    fields.number('expiresIn', -Infinity, Infinity)
    fields.flag('bound')
  })
}

/** The same of what a proof is asked to say. */
export function checkProofNames(proof: unknown): void {
  const known = ['method', 'url', 'accessToken', 'nonce', 'claims', 'header']
  const isNamed = readStrictly('dpop', proof, known, (fields) => {
    const [method, url] = [fields.text('method'), fields.text('url')]
    return method !== undefined && url !== undefined
  })
  if (!isNamed) throw new TypeError('dpop: a proof is for a method and a url.')
}

/** A wrong call is a wrong program: it throws, with every mistake in the message. */
function readStrictly<Value>(
  called: string,
  value: unknown,
  known: readonly string[],
  read: (fields: Fields) => Value,
): Value {
  const found: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void found.push(diagnostic)
  const given = { value, label: '', place: undefined }
  const result = read(createFields(namedValues(given, known, report), report))
  if (found.length === 0) return result
  throw new TypeError(
    [`${called}:`, ...found.map(({ message, fix }) => (fix ? `${message} ${fix}` : message))].join(' '),
  )
}
