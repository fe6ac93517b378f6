import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { findSyntaxFault } from '../../src/json/find-syntax-fault.ts'

describe('findSyntaxFault says where and what', () => {
  const rows: readonly [string, number, string][] = [
    ['', 0, 'a value'],
    ['   ', 3, 'a value'],
    ['{', 1, 'a member name in double quotes or "}"'],
    ['{a: 1}', 1, 'a member name in double quotes or "}"'],
    ["{'a': 1}", 1, 'a member name in double quotes or "}"'],
    ['{"a" 1}', 5, '":"'],
    ['{"a": }', 6, 'a value'],
    ['{"a": 1,}', 8, 'a member name in double quotes'],
    ['{"a": 1 "b": 2}', 8, '"," or "}"'],
    ['{"a": [1 2]}', 9, '"," or "]"'],
    ['[1,]', 3, 'a value'],
    ['[,]', 1, 'a value or "]"'],
    ['{"a": 1]', 7, '"," or "}"'],
    ['{"a": 1}}', 8, 'the end of the text'],
    ['{} // note', 3, 'the end of the text'],
    ['[01]', 2, '"," or "]"'],
    ['[1.]', 2, '"," or "]"'],
    ['[-]', 1, 'a value or "]"'],
    ['[+1]', 1, 'a value or "]"'],
    ['[NaN]', 1, 'a value or "]"'],
    ['nulls', 4, 'the end of the text'],
    ['"a', 2, 'the closing quote of a string'],
    ['"a\nb"', 2, 'the closing quote before the control character or line break'],
    ['"a\\x"', 2, 'an escape that JSON knows, such as \\n or \\u0041'],
    ['"\\u00g0"', 1, 'an escape that JSON knows, such as \\n or \\u0041'],
    ['"\\', 1, 'an escape that JSON knows, such as \\n or \\u0041'],
    ['{"a": {"b": [1, {"c": tru}]}}', 22, 'a value'],
    ['\uFEFF{}', 0, 'a value'],
  ]
  for (const [text, offset, expected] of rows) {
    it(JSON.stringify(text), () => {
      assert.throws(() => JSON.parse(text))
      assert.deepEqual(findSyntaxFault(text), { offset, expected })
    })
  }
})

describe('findSyntaxFault is never wrong about the part in front', () => {
  /** Texts that JSON.parse refuses: JSON with one character put in, taken out or replaced. */
  const broken = fc
    .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', ...'{}[]",:\\ 01e.-tn\u0000\n'), fc.boolean())
    .map(([text, at, put, replace]) => {
      const offset = at % (text.length + 1)
      return text.slice(0, offset) + put + text.slice(offset + (replace ? 1 : 0))
    })
    .filter((text) => !isJson(text))

  it('a text that is cut there can still become JSON, one character later no more', () => {
    fc.assert(
      fc.property(broken, (text) => {
        const { offset } = findSyntaxFault(text)
        assert.ok(offset <= text.length)
        // An end of the text is where the fault is when every character so far was right.
        const head = findSyntaxFault(`${text.slice(0, offset)}\u0000`)
        assert.equal(head.offset, offset)
      }),
      { numRuns: 2000 },
    )
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
