import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type JsonFault, parseStrictJson } from '../../src/json/parse-strict-json.ts'

const limits = { maxDepth: 20 }

function faultOf(text: string): JsonFault | undefined {
  const result = parseStrictJson(text, limits)
  if (result.ok) return undefined
  const { ok, ...fault } = result
  return fault
}

describe('parseStrictJson accepts', () => {
  const rows: readonly [string, unknown][] = [
    ['{}', {}],
    ['[]', []],
    ['null', null],
    ['"a: {[ \\" b"', 'a: {[ " b'],
    [' {"a" : {"a" : 1}, "b" : [{"a": 1}, {"a": 2}]} ', { a: { a: 1 }, b: [{ a: 1 }, { a: 2 }] }],
    ['{"a":"\\\\","b":"\\\\\\""}', { a: '\\', b: '\\"' }],
    ['{"":1," ":2}', { '': 1, ' ': 2 }],
    [`${'['.repeat(20)}${']'.repeat(20)}`, JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`)],
  ]
  for (const [text, value] of rows) {
    it(text, () => assert.deepEqual(parseStrictJson(text, limits), { ok: true, value }))
  }

  it('__proto__ as the name it is', () => {
    const result = parseStrictJson('{"__proto__": {"admin": true}, "constructor": 1}', limits)
    assert.ok(result.ok)
    assert.deepEqual(Object.keys(Object(result.value)), ['__proto__', 'constructor'])
  })
})

describe('parseStrictJson refuses a repeated name', () => {
  const rows: readonly [string, number, string][] = [
    ['{"a":1,"a":2}', 7, 'a'],
    ['{"a":1,"b":{"c":1,"c":1}}', 18, 'c'],
    ['[{"x":1},{"x":1,"y":{},"x":2}]', 23, 'x'],
    ['{"a":1,"\\u0061":2}', 7, 'a'],
    ['{"\\n":1,"\\u000a":2}', 8, '\n'],
    ['{"":1,"":2}', 6, ''],
    ['{"__proto__":1,"__proto__":1}', 15, '__proto__'],
    ['{"1":0,"1":0}', 7, '1'],
    ['{"a":{"deep":[1,{"gone":1}]},"a":null}', 29, 'a'],
    ['{"exp":1,"sub":"\\"exp\\":2","exp" : 9}', 27, 'exp'],
  ]
  for (const [text, offset, name] of rows) {
    it(`S-15 ${text}`, () => assert.deepEqual(faultOf(text), { problem: 'repeated-name', offset, name }))
  }
})

describe('parseStrictJson refuses depth', () => {
  it('of one level too many, at the place where it shows', () => {
    assert.deepEqual(faultOf(`${'['.repeat(21)}${']'.repeat(21)}`), { problem: 'too-deep', offset: 20 })
    assert.deepEqual(faultOf(`${'{"a":'.repeat(20)}[]${'}'.repeat(20)}`), { problem: 'too-deep', offset: 100 })
  })

  for (const depth of [7_000, 1_000_000]) {
    it(`S-16 of ${depth} levels, closed or not, without a RangeError`, () => {
      assert.equal(faultOf('['.repeat(depth) + ']'.repeat(depth))?.problem, 'too-deep')
      assert.equal(faultOf('{"a":'.repeat(depth))?.problem, 'too-deep')
    })
  }

  it('only where it is structure', () => {
    assert.equal(faultOf(JSON.stringify('['.repeat(100))), undefined)
  })
})

/** Any JSON value, as text in which the names of an object may repeat. */
const jsonText = fc.letrec<{ value: string; object: string; array: string; leaf: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('object'), tie('array')),
  leaf: fc
    .oneof(fc.jsonValue({ maxDepth: 0 }), fc.constantFrom('{"a":1,"a":1}', '\\', ':', '\\"'))
    .map((v) => JSON.stringify(v)),
  array: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(' ,')}]`),
  object: fc
    .array(fc.tuple(fc.constantFrom('a', '\\u0061', 'b', '', '__proto__', '1', '\\"'), tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([name, value]) => `"${name}" : ${value}`).join(',\n')}}`),
})).value

/** Counts through a reviver-like walk of its own: a reader that is slow and plain. */
function hasRepeatedName(text: string): boolean {
  let offset = 0
  let repeated = false
  const skip = (pattern: RegExp): string => {
    const match = new RegExp(pattern.source, 'y')
    match.lastIndex = offset
    const found = match.exec(text)?.[0] ?? ''
    offset += found.length
    return found
  }
  const readString = (): unknown => JSON.parse(skip(/"(?:[^"\\]|\\.)*"/))
  const read = (): void => {
    skip(/\s*/)
    if (skip(/\{/)) {
      const names: unknown[] = []
      for (skip(/\s*/); !skip(/\}/); skip(/\s*,?\s*/)) {
        const name = readString()
        if (names.includes(name)) repeated = true
        names.push(name)
        skip(/\s*:/)
        read()
        skip(/\s*/)
      }
    } else if (skip(/\[/)) {
      for (skip(/\s*/); !skip(/\]/); skip(/\s*,?\s*/)) {
        read()
        skip(/\s*/)
      }
    } else if (text[offset] === '"') readString()
    else skip(/[^\s,\]}]+/)
  }
  read()
  return repeated
}

describe('parseStrictJson agrees', () => {
  it('with a plain reader on which texts repeat a name', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        assert.equal(faultOf(text)?.problem === 'repeated-name', hasRepeatedName(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('with JSON.parse on every text without repetition', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        assert.deepEqual(parseStrictJson(text, limits), { ok: true, value: JSON.parse(text) })
      }),
      { numRuns: 1000 },
    )
  })
})
