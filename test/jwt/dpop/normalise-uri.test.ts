import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { normaliseUri } from '../../../src/jwt/dpop/normalise-uri.ts'

const rows: readonly (readonly [given: string, normal: string])[] = [
  ['https://api.example', 'https://api.example/'],
  ['https://api.example?a', 'https://api.example/'],
  ['https://api.example#a', 'https://api.example/'],
  ['HTTPS://API.Example:443/A', 'https://api.example/A'],
  ['http://a:80/', 'http://a/'],
  ['http://a:443/', 'http://a:443/'],
  ['https://a:/', 'https://a/'],
  ['https://a:08443/', 'https://a:8443/'],
  ['https://a/%7Eb/%7eb/~b', 'https://a/~b/~b/~b'],
  ['https://a/%2f/%2F', 'https://a/%2F/%2F'],
  ['https://a/%c3%A9', 'https://a/%C3%A9'],
  ['https://a/b/../c', 'https://a/c'],
  ['https://a/b/./c/.', 'https://a/b/c/'],
  ['https://a/b/c/..', 'https://a/b/'],
  ['https://a/../../b', 'https://a/b'],
  ['https://a/%2e%2E/b', 'https://a/b'],
  ['https://a/...', 'https://a/...'],
  ['https://a//b/', 'https://a//b/'],
  ['https://[2001:DB8::1]:443/', 'https://[2001:db8::1]/'],
  ['https://a.b%2De/', 'https://a.b-e/'],
  ['https://a/b|c[d]^', 'https://a/b|c[d]^'],
  // RFC 3986 §6.2.2, as far as http goes.
  ['http://example/a/./b/../b/%63/%7bfoo%7d', 'http://example/a/b/c/%7Bfoo%7D'],
]

const none: readonly string[] = [
  '',
  'api.example/a',
  '//api.example/a',
  '/a',
  'ftp://a/b',
  'https:/a/b',
  'https:///a',
  'https://',
  'https://user@a/',
  'https://user:secret@a/',
  'https://a:b/',
  'https://a:65536/',
  'https://a:123456/',
  'https://a b/',
  'https://a/b c',
  'https://a/b\\c',
  'https://a\\b/',
  'https://a/%zz',
  'https://a/%2',
  'https://a/\u00e9',
  'https://\u00e9/',
  'https://[::1/',
  'https://[x]/',
  'https://::1/',
  ' https://a/',
  'https://a/\n',
]

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`

/** The same address in other words: what RFC 3986 §6.2.2 and §6.2.3 say changes nothing. */
const respelt = (scheme: 'http' | 'https', host: string, segments: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      upper: fc.boolean(),
      port: fc.constantFrom('', ':', scheme === 'http' ? ':80' : ':443', scheme === 'http' ? ':080' : ':0443'),
      dots: fc.array(fc.constantFrom('', './', 'x/../', '%2e/', 'x/%2E./'), { minLength: segments.length }),
      escaped: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      tail: fc.constantFrom('', '?', '?a=b', '#c', '?a#b'),
    })
    .map(({ upper, port, dots, escaped, tail }) => {
      let index = 0
      const spelt = (text: string): string => [...text].map((one) => (escaped[index++ % 40] ? hex(one) : one)).join('')
      const path = segments.map((segment, at) => `/${dots[at] ?? ''}${spelt(segment)}`).join('')
      const origin = `${scheme}://${host}`
      return (upper ? origin.toUpperCase() : origin) + port + path + tail
    })

const segment = fc.stringMatching(/^[a-zA-Z0-9_~-][a-zA-Z0-9._~-]{0,6}$/)
const address = fc.record({
  scheme: fc.constantFrom('http' as const, 'https' as const),
  host: fc.stringMatching(/^[a-z0-9-]{1,8}(\.[a-z0-9]{1,4}){0,2}$/),
  segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
})

describe('the normal form of a URI', () => {
  for (const [given, normal] of rows) it(given, () => assert.equal(normaliseUri(given), normal))
  for (const given of none) it(`none: ${JSON.stringify(given)}`, () => assert.equal(normaliseUri(given), undefined))

  it('D-18 is one for all spellings of one address (property)', () => {
    fc.assert(
      fc.property(
        address.chain((one) => fc.tuple(fc.constant(one), respelt(one.scheme, one.host, one.segments))),
        ([{ scheme, host, segments }, spelling]) => {
          assert.equal(normaliseUri(spelling), `${scheme}://${host}/${segments.join('/')}`)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is its own normal form, whatever it is made of (property)', () => {
    const text = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string({ unit: 'binary' }).map((path) => `https://a/${path}`),
      fc
        .string({ unit: fc.constantFrom('%', '2', 'e', 'f', '7', '.', '/', 'a', ':', '@') })
        .map((end) => `http://a${end}`),
    )
    fc.assert(
      fc.property(text, (given) => {
        const normal = normaliseUri(given)
        if (normal !== undefined) assert.equal(normaliseUri(normal), normal)
      }),
      { numRuns: 5000 },
    )
  })

  it('differs where WHATWG reads another address (property)', () => {
    const text = fc
      .string({ unit: fc.constantFrom('%2f', '%2F', 'a', 'A', '.', '/', '%41', ';', 'b') })
      .map((path) => `https://a/${path}`)
    fc.assert(
      fc.property(text, text, (one, other) => {
        const equal = normaliseUri(one) === normaliseUri(other)
        const decoded = (given: string) => new URL(given).pathname.replace(/%2f/gi, '%2F').replace(/%41/g, 'A')
        assert.equal(equal, decoded(one) === decoded(other))
      }),
      { numRuns: 2000 },
    )
  })

  it('is found quickly in a long text', () => {
    const before = performance.now()
    for (const piece of ['%', '../', '%2e%2e/', 'a', ':', '[', '@']) normaliseUri(`https://a/${piece.repeat(8000)}`)
    for (const piece of ['%41', 'a', '[', '.', ':1']) normaliseUri(`https://${piece.repeat(8000)}`)
    assert.ok(performance.now() - before < 200)
  })
})
