import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Piece } from '../../src/policy/path-template.ts'
import { compilePattern, findValues, type Pattern } from '../../src/routing/pattern.ts'
import { canBeCut } from './reference-matcher.ts'

/** `{a}-{b}` as pieces; written here so that parameters may touch, which documents may not have. */
function piecesOf(text: string): Piece[] {
  return [...text.matchAll(/\{(\w+)\}|[^{]+/g)].map(([whole, name]) =>
    name === undefined ? { text: whole } : { parameter: name },
  )
}

function compiled(text: string): Pattern {
  const pattern = compilePattern(piecesOf(text), false)
  assert.ok(pattern)
  return pattern
}

function valuesIn(segment: string, pattern: Pattern): string[] | undefined {
  const places = findValues(pattern, segment.toLowerCase())
  if (places === undefined) return undefined
  const values: string[] = []
  for (let at = 0; at < places.length; at += 2) values.push(segment.slice(places[at], places[at + 1]))
  return values
}

/** Pattern, segment, and its values; none where it does not match. */
const cuts: readonly (readonly [pattern: string, segment: string, ...values: string[]])[] = [
  ['{id}.json', 'a.json', 'a'],
  ['{id}.json', 'A.JSON', 'A'],
  ['{id}.json', 'a.json.json', 'a.json'],
  ['{id}.json', '.json'],
  ['{id}.json', 'a.jso'],
  ['{id}.json', 'a.json5'],
  ['thumbnail.{extension}', 'thumbnail.tar.gz', 'tar.gz'],
  ['thumbnail.{extension}', 'thumbnail.'],
  ['{a}-{b}', 'x-y', 'x', 'y'],
  ['{a}-{b}', 'x-y-z', 'x', 'y-z'],
  ['{a}-{b}', '--x', '-', 'x'],
  ['{a}-{b}', '---', '-', '-'],
  ['{a}-{b}', '-x'],
  ['{a}-{b}', 'x-'],
  ['{a}-{b}', '-'],
  ['{base}...{head}', 'main...dev', 'main', 'dev'],
  ['{base}...{head}', '.......', '.', '...'],
  ['{base}...{head}', '....'],
  ['{name}:deleteRevision', 'x:DELETErevision', 'x'],
  [
    'certificates(thumbprintAlgorithm={a},thumbprint={b})',
    'certificates(thumbprintAlgorithm=sha1,thumbprint=0f)',
    'sha1',
    '0f',
  ],
  ['certificates(thumbprintAlgorithm={a},thumbprint={b})', 'certificates(thumbprintAlgorithm=,thumbprint=0f)'],
  ['{a}aba{b}aba', 'xabayaba', 'x', 'y'],
  ['{a}aba{b}aba', 'xababa'],
  ['ab{a}ba', 'aba'],
  ['ab{a}ba', 'abba'],
  ['ab{a}ba', 'abxba', 'x'],
  ['{a}{b}', 'xyz', 'x', 'yz'],
  ['{a}{b}', 'x'],
  ['{a}{b}-{c}', 'x--y', 'x', '-', 'y'],
  ['{a} {b}', 'x%20y', 'x', 'y'],
  ['{a}0{b}', 'x%20y'],
  ['{a}0{b}', 'x%20y0z', 'x%20y', 'z'],
  ['{a}2', 'x%22'],
  ['{a}{b}', '%C3%A9'],
  ['{a}{b}', '%c3%a9x', '%c3%a9', 'x'],
  ['{a}\u00e9', 'x%c3%a9', 'x'],
  ['{a}%c3%a9{b}', '%C3%A9%C3%A9%C3%A9', '%C3%A9', '%C3%A9'],
]

describe('findValues', () => {
  for (const [pattern, segment, ...values] of cuts) {
    it(`${pattern} in ${segment}`, () => {
      assert.deepEqual(valuesIn(segment, compiled(pattern)), values.length === 0 ? undefined : values)
    })
  }

  it('is not compiled from text that is half a character, which no target holds', () => {
    assert.equal(compilePattern(piecesOf('{a}%A9'), false), undefined)
  })

  it('matches exactly where some cut leaves no value empty', () => {
    const text = fc.constantFrom('a', 'b', 'ab', 'aa', '2', '%20', '\u00e9')
    const piece = fc.oneof(text, fc.constant('{p}'))
    const segment = fc.array(fc.constantFrom('a', 'b', '2', '0', '%20', '%22', '%C3%A9'), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), segment, (pieces, characters) => {
        const pattern = piecesOf(pieces.join(''))
        const expected = canBeCut(characters.join(''), pattern)
        assert.equal(findValues(compiled(pieces.join('')), characters.join('').toLowerCase()) !== undefined, expected)
      }),
      { numRuns: 5000 },
    )
  })

  it('leaves values that can be decoded and join to the segment again', () => {
    const character = fc.constantFrom('a', '-', '.', '%20', '%2D', '%C3%A9', '%F0%9F%98%80')
    fc.assert(
      fc.property(fc.array(character, { minLength: 1, maxLength: 10 }), (characters) => {
        const segment = characters.join('')
        const values = valuesIn(segment, compiled('{a}-{b}.{c}{d}'))
        if (values === undefined) return
        assert.doesNotThrow(() => values.map(decodeURIComponent))
        const [a, b, c, d] = values
        assert.equal(`${a}-${b}.${c}${d}`, segment)
      }),
    )
  })
})
