import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { RequestHead } from '../../src/schemes/credential-request.ts'
import type { Credential } from '../../src/schemes/types.ts'
import { configureBearer, create, read } from './configured.ts'

const scheme = create(configureBearer({}))

const absent: Credential = { kind: 'absent' }
const malformed: Credential = { kind: 'malformed', reason: 'credential.malformed' }
const repeated: Credential = { kind: 'malformed', reason: 'credential.repeated' }
const several: Credential = { kind: 'malformed', reason: 'credential.several' }
const presented = (value: string): Credential => ({ kind: 'presented', value })

/** One `Authorization` field. */
const field = (authorization: string): Partial<RequestHead> => ({ headers: { authorization } })
const withQuery = (query: string, authorization?: string): Partial<RequestHead> => ({
  target: `/orders?${query}`,
  headers: authorization === undefined ? {} : { authorization },
})

const rows: readonly (readonly [string, Partial<RequestHead>, Credential])[] = [
  ['H-01 no header', {}, absent],
  ['H-02 an empty value', field(''), absent],
  ['H-03 the word alone', field('Bearer'), malformed],
  ['H-03 the word and a space', field('Bearer '), malformed],
  ['H-04 lower case', field('bearer x.y.z'), presented('x.y.z')],
  ['H-04 upper case', field('BEARER x.y.z'), presented('x.y.z')],
  ['H-05 two spaces are what the grammar allows', field('Bearer  a.b.c'), presented('a.b.c')],
  ['H-06 a tab', field('Bearer\ta.b.c'), malformed],
  ['H-06 a space and a tab', field('Bearer \ta.b.c'), malformed],
  ['H-07 a comma', field('Bearer a,b'), malformed],
  ['H-07 a quote', field('Bearer "a"'), malformed],
  ['H-07 a space inside', field('Bearer a b'), malformed],
  ['H-07 a space at the end', field('Bearer a '), malformed],
  ['H-07 latin-1', field('Bearer \u00e9'), malformed],
  ['H-07 padding in the middle', field('Bearer a=b'), malformed],
  ['H-07 padding alone', field('Bearer ='), malformed],
  ['H-07 every character of b64token', field('Bearer aZ09-._~+/=='), presented('aZ09-._~+/==')],
  ['H-07 no-break space', field('Bearer\u00a0a'), malformed],
  ['H-08 two credentials in one field', field('Bearer a, Bearer b'), malformed],
  ['H-08 without a space', field('Bearer a,Bearer b'), malformed],
  [
    'H-09 two fields',
    { ...field('Bearer a'), rawHeaders: ['Authorization', 'Bearer a', 'authorization', 'b'] },
    repeated,
  ],
  [
    'H-10 Basic, then Bearer',
    { ...field('Basic a'), rawHeaders: ['Authorization', 'Basic a', 'AUTHORIZATION', 'x'] },
    repeated,
  ],
  ['H-10 both in one field', field('Basic YTpi, Bearer a'), malformed],
  ['H-10 a list that begins empty', field(', Bearer a'), malformed],
  ['H-10 a space in front', field(' Bearer a'), malformed],
  ['H-20 header and query', withQuery('access_token=b', 'Bearer a'), several],
  ['H-20 header and an empty parameter', withQuery('a=1&access_token', 'Bearer a'), several],
  ['H-20 the name encoded', withQuery('access%5Ftoken=b', 'Bearer a'), several],
  ['H-20 the name as a list', withQuery('access_token%5B%5D=b', 'Bearer a'), several],
  ['H-20 under DPoP', withQuery('access_token=b', 'DPoP a'), { ...several, word: 'DPoP' }],
  ['H-20 a malformed header', withQuery('access_token=b', 'Bearer'), malformed],
  ['H-21 query alone', withQuery('access_token=b'), absent],
  ['H-21 query and another word', withQuery('access_token=b', 'Basic YTpi'), absent],
  ['H-23 twice in the query', withQuery('access_token=a&access_token=b'), repeated],
  ['H-23 twice, once encoded', withQuery('access_token=a&%61ccess_token=b'), repeated],
  ['other names beside a header', withQuery('access_tokens=b&xaccess_token=c&%zz=d', 'Bearer a'), presented('a')],
  ['H-28 Proxy-Authorization', { headers: { 'proxy-authorization': 'Bearer a' } }, absent],
  ['another word', field('Basic YTpi'), absent],
  ['a longer word', field('Bearerx a'), absent],
  ['a word with more in it', field('Bearer=a'), malformed],
  ['a key without a word', field('0123456789abcdef='), absent],
  ['O-30 the word DPoP counts as presented', field('dpop a.b.c'), { kind: 'presented', value: 'a.b.c', word: 'DPoP' }],
  ['DPoP without a token', field('DPoP'), { ...malformed, word: 'DPoP' }],
]

describe('the token of a request', () => {
  for (const [name, head, expected] of rows) it(name, () => assert.deepEqual(read(scheme, head), expected))

  it('never makes read throw, and presents nothing but b64token (property)', () => {
    const credential = fc.tuple(
      fc.constantFrom('Bearer', 'bearer', 'DPoP', 'Basic', ''),
      fc.constantFrom(' ', '  ', '\t', ',', ''),
      fc.oneof(fc.base64String(), fc.string({ unit: 'binary' })),
    )
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      credential.map((parts) => parts.join('')),
    )
    const headers = fc.dictionary(
      fc.constantFrom('authorization', 'Authorization', 'AUTHORIZATION', '__proto__', 'x'),
      fc.oneof(value, fc.array(value, { maxLength: 3 })),
    )
    const rawHeaders = fc.array(fc.oneof(value, fc.constant('Authorization')), { maxLength: 6 })
    const target = fc.string({ unit: 'binary' }).map((query) => `/?${query}`)
    fc.assert(
      fc.property(headers, rawHeaders, target, (...[given, raw, at]) => {
        const found = read(scheme, { headers: given, rawHeaders: raw, target: at })
        if (found.kind === 'presented') assert.match(found.value, /^[\w.~+/-]+=*$/)
      }),
      { numRuns: 500 },
    )
  })
})
