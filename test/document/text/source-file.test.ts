import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { documentLimits } from '../../../src/document/limits.ts'
import { diagnose, jsonPointer, sourceLater, sourceOf } from '../../../src/document/place.ts'
import { createLinePositions } from '../../../src/document/text/line-positions.ts'
import { parseText } from '../../../src/document/text/parse-text.ts'
import { createSourceFile } from '../../../src/document/text/source-file.ts'
import type { Pointer } from '../../../src/document/types.ts'

function parse(name: string, text: string) {
  const parsed = parseText(name, text, documentLimits)
  assert.ok(parsed.ok)
  return parsed
}

function at(name: string, text: string, pointer: Pointer): string {
  const { line, column } = parse(name, text).source.locate(pointer)
  return `${line}:${column}`
}

const yaml = `# a comment
openapi: 3.1.0
paths:
  "/a/b": &item
    get:
      security:
        - one: []
        - two: [x, y]
  /c: *item
x: [1, {y: 2}]
`
const json =
  '\n{\n  "openapi": "3.1.0",\n  "paths": { "/a/b": { "get": {\n    "security": [ {}, { "t\\u0077o": ["x"] } ] } } } }'

describe('a place in YAML is', () => {
  const rows: readonly [readonly string[], string][] = [
    [[], '1:1'],
    [['openapi'], '2:1'],
    [['paths', '/a/b'], '4:3'],
    [['paths', '/a/b', 'get', 'security'], '6:7'],
    [['paths', '/a/b', 'get', 'security', '1'], '8:11'],
    [['paths', '/a/b', 'get', 'security', '1', 'two', '1'], '8:20'],
    [['paths', '/c'], '9:3'],
    [['paths', '/c', 'get'], '5:5'],
    [['x', '1', 'y'], '10:9'],
    [['paths', 'nowhere', 'x'], '3:1'],
  ]
  for (const [pointer, expected] of rows) {
    it(`${expected} for "${jsonPointer(pointer)}"`, () => assert.equal(at('/a.yaml', yaml, pointer), expected))
  }
})

describe('a place in JSON is', () => {
  const rows: readonly [readonly string[], string][] = [
    [[], '1:1'],
    [['openapi'], '3:3'],
    [['paths', '/a/b', 'get'], '4:24'],
    [['paths', '/a/b', 'get', 'security', '1'], '5:23'],
    [['paths', '/a/b', 'get', 'security', '1', 'two'], '5:25'],
    [['paths', '/a/b', 'get', 'security', '1', 'two', '0'], '5:38'],
  ]
  for (const [pointer, expected] of rows) {
    it(`${expected} for "${jsonPointer(pointer)}"`, () => assert.equal(at('/a.json', json, pointer), expected))
  }
})

describe('a place', () => {
  it('is the same in JSON that is read as JSON and as YAML', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const text = JSON.stringify(value, undefined, 2)
        const [asJson, asYaml] = [parse('/a.json', text), parse('/a.yaml', text)]
        for (const pointer of pointersOf(JSON.parse(text), [])) {
          assert.deepEqual(asJson.source.locate(pointer), asYaml.source.locate(pointer))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('in YAML is where the text of the key begins', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 2 })), (value) => {
        // The library writes this key without quotes, which makes it a merge key, and refused.
        fc.pre(!JSON.stringify(value).includes('"<<":'))
        const text = stringify(JSON.parse(JSON.stringify(value)))
        const lines = text.split('\n')
        const { source } = parse('/a.yaml', text)
        for (const key of Object.keys(value)) {
          const { line, column } = source.locate([key])
          assert.match(lines[line - 1]?.slice(column - 1) ?? '', new RegExp(`^"?${key}"?:`))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('is told with its file and its pointer', () => {
    const place = { file: parse('/a.yaml', yaml).source, pointer: ['paths', '/a/b'] }
    assert.deepEqual(sourceOf(place), { file: '/a.yaml', line: 4, column: 3 })
    assert.deepEqual(diagnose(place, { severity: 'hint', code: 'some.code', message: 'so it is' }), {
      severity: 'hint',
      code: 'some.code',
      message: 'so it is',
      file: '/a.yaml',
      line: 4,
      column: 3,
      pointer: '/paths/~1a~1b',
    })
  })
})

describe('after release', () => {
  for (const [name, text] of [
    ['/a.yaml', yaml],
    ['/a.json', json],
  ] as const) {
    it(`every place of ${name} is still known`, () => {
      const parsed = parse(name, text)
      const pointers = pointersOf(parsed.value, [])
      const before = pointers.map((pointer) => parsed.source.locate(pointer))
      parsed.source.release()
      assert.deepEqual(
        pointers.map((pointer) => parsed.source.locate(pointer)),
        before,
      )
    })
  }

  it('what was pinned needs no second look at the text, and the rest one', () => {
    let opened = 0
    const locator = { locate: () => 4 }
    const open = () => {
      opened++
      return locator
    }
    const source = createSourceFile('/a.yaml', 'one\ntwo', open, locator)
    const later = sourceLater({ file: source, pointer: ['a'] })
    source.release()
    assert.deepEqual(later(), { file: '/a.yaml', line: 2, column: 1 })
    assert.equal(later(), later())
    assert.equal(opened, 0)
    source.locate(['b'])
    source.locate(['c'])
    assert.equal(opened, 1)
  })

  it('a file that is cheap to search is not pinned', () => {
    let opened = 0
    const source = createSourceFile('/a.json', '{}', () => {
      opened++
      return { locate: () => 1 }
    })
    const later = sourceLater({ file: source, pointer: ['a'] })
    assert.equal(opened, 0)
    assert.deepEqual(later(), { file: '/a.json', line: 1, column: 2 })
  })
})

describe('createLinePositions', () => {
  it('agrees with counting line breaks', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', '😀'), maxLength: 40 }), (text) => {
        const positionOf = createLinePositions(text)
        for (let offset = 0; offset <= text.length; offset++) {
          const lines = text.slice(0, offset).split('\n')
          assert.deepEqual(positionOf(offset), { line: lines.length, column: (lines.at(-1) ?? '').length + 1 })
        }
      }),
    )
  })
})

function pointersOf(value: unknown, pointer: Pointer): Pointer[] {
  if (typeof value !== 'object' || value === null) return [pointer]
  return [pointer, ...Object.entries(value).flatMap(([name, member]) => pointersOf(member, [...pointer, name]))]
}
