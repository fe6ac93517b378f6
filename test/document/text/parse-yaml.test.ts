import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { documentLimits } from '../../../src/document/limits.ts'
import { createLinePositions } from '../../../src/document/text/line-positions.ts'
import { parseYaml } from '../../../src/document/text/parse-yaml.ts'

function read(text: string): unknown {
  const parsed = parseYaml('/a.yaml', text, documentLimits)
  assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.fault))
  return parsed.value
}

/** `code line:column` of the fault. */
function faultOf(text: string, limits: Partial<typeof documentLimits> = {}): string {
  const parsed = parseYaml('/a.yaml', text, { ...documentLimits, ...limits })
  if (parsed.ok) return 'no fault'
  const { line, column } = createLinePositions(text)(parsed.fault.offset)
  return `${parsed.fault.code} ${line}:${column}`
}

describe('parseYaml reads', () => {
  const rows: readonly [string, string, unknown][] = [
    ['an empty file', '', null],
    ['comments alone', '# nothing\n', null],
    ['block and flow', 'a: 1\nb: [x, {c: y}]\n', { a: 1, b: ['x', { c: 'y' }] }],
    ['a document between its markers', '---\na: 1\n...\n', { a: 1 }],
    ['the directive of the version that holds anyway', '%YAML 1.2\n---\na: 1\n', { a: 1 }],
    ['CR LF', 'a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    [
      'keys as they are written',
      '200: a\n1.0: b\ntrue: c\n0x1F: d\n~: e\n',
      { 200: 'a', '1.0': 'b', true: 'c', '0x1F': 'd', '~': 'e' },
    ],
    [
      'words that YAML 1.1 takes for booleans',
      'a: yes\nb: no\nc: on\nd: 0o10\ne: 1_000',
      { a: 'yes', b: 'no', c: 'on', d: 8, e: '1_000' },
    ],
    ['no value as null', 'a:\nb: ~\nc: null', { a: null, b: null, c: null }],
    ['tags that change nothing', 'a: !!str 1\nb: !!seq []\nc: !!null ~\nd: ! x', { a: '1', b: [], c: null, d: 'x' }],
    ['aliases', 'a: &x [1]\nb: *x\nc: &y v\nd: *y', { a: [1], b: [1], c: 'v', d: 'v' }],
    ['the last of two anchors in front', 'a: &x 1\nb: &x 2\nc: *x', { a: 1, b: 2, c: 2 }],
    ['an anchor inside another of that name', 'a: &x {b: &x 1, c: *x}\nd: *x', { a: { b: 1, c: 1 }, d: 1 }],
    ['an anchor on a key', '&k key: 1\nb: *k', { key: 1, b: 'key' }],
    ['a quoted "<<", which merges nothing', '"<<": {a: 1}', { '<<': { a: 1 } }],
  ]
  for (const [name, text, value] of rows) it(name, () => assert.deepEqual(read(text), value))

  it('__proto__ as the name it is', () => {
    const value = Object(read('__proto__: {admin: true}\nconstructor: 1'))
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor'])
    assert.equal(Object.getPrototypeOf(value), Object.prototype)
  })

  it('what was written from plain data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        // The key is written without quotes, and is a merge key then.
        fc.pre(!text.includes('"<<":'))
        const plain: unknown = JSON.parse(text)
        assert.deepEqual(read(stringify(plain)), plain)
      }),
      { numRuns: 300 },
    )
  })
})

const bomb = `a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n${[...'bcdefgh']
  .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]\n`)
  .join('')}`

/** Each level is an alias deeper than the last, while the text is flat. */
const ladder = `a0: &a0 {}\n${Array.from({ length: 300 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]\n`).join('')}`

/** The same with an anchor inside each anchored value, whose height counts as well. */
const innerLadder = `a0: &a0 {}\n${Array.from({ length: 100 }, (_, index) => `a${index + 1}: &a${index + 1} [&b [[*a${index}]]]\n`).join('')}`

describe('parseYaml refuses', () => {
  const rows: readonly [string, string, string][] = [
    ['O-17 a repeated key', 'a: 1\nb: 2\na: 3\n', 'document.repeated-key 3:1'],
    ['O-17 a repeated key in braces', 'x: {a: 1, a: 2}', 'document.repeated-key 1:11'],
    ['O-17 keys that are one name in different quotes', "get: 1\n'get': 2", 'document.repeated-key 2:1'],
    ['O-17 200 beside "200"', '200: 1\n"200": 2', 'document.repeated-key 2:1'],
    ['O-17 an escaped repetition', 'security: 1\n"\\x73ecurity": 2', 'document.repeated-key 2:1'],
    ['O-17 a repeated __proto__', '__proto__: 1\n__proto__: 2', 'document.repeated-key 2:1'],
    ['O-18 an alias bomb', bomb, 'limit.aliases 7:14'],
    ['O-18 aliases that nest without text', ladder, 'limit.depth 256:14'],
    ['O-18 aliases that nest through anchors without text', innerLadder, 'limit.depth 86:17'],
    ['O-18 a value that holds itself', 'info: &a\n  x: *a\n', 'document.alias 2:6'],
    ['O-18 a list that holds itself', 'a: &a [*a]', 'document.alias 1:8'],
    ['an alias without an anchor', 'a: *b\nb: &b 1', 'document.alias 1:4'],
    ['a merge key', 'a: &a {x: 1}\nb:\n  <<: *a\n', 'document.merge-key 3:3'],
    ['a merge key by its tag', 'a: &a {x: 1}\nb: {!!merge k: *a}', 'document.key 2:5'],
    ['a key that is a list', '? [a]\n: 1', 'document.key 1:3'],
    ['a key that is an alias', 'a: &a x\n*a : 1', 'document.key 2:1'],
    ['a number that is tagged to be text', 'a: !include other.yaml', 'document.tag 1:4'],
    ['a list that is tagged to be null', 'security: !!null [a]', 'document.tag 1:11'],
    ['a text that is tagged to be a list', 'security: !!seq x', 'document.tag 1:11'],
    ['a number without end', 'a: .inf', 'document.number 1:4'],
    ['a number without beginning', 'a: [1, -.INF]', 'document.number 1:8'],
    ['a number that is none', 'a: .nan', 'document.number 1:4'],
    ['a number that is too large', 'a: 1e999', 'document.number 1:4'],
    ['bytes', 'a: !!binary aGk=', 'document.tag 1:4'],
    ['a set', 'a: !!set {x}', 'document.tag 1:4'],
    ['an ordered map', 'a: !!omap [x: 1]', 'document.tag 1:4'],
    ['a tag by its whole name', 'a: !<tag:example.com,2000:x> 1', 'document.tag 1:4'],
    ['YAML 1.1', '%YAML 1.1\n---\na: yes\n', 'document.directive 1:1'],
    ['a later YAML', '%YAML 1.3\n---\na: 1\n', 'document.directive 1:1'],
    ['a tag directive', '%TAG !! tag:example.com,2000:\n---\na: !!null x\n', 'document.directive 1:1'],
    ['an unknown directive', '%FOO bar\n---\na: 1\n', 'document.directive 1:1'],
    ['two documents', 'a: 1\n---\nb: 1\n', 'document.several 2:1'],
    ['a second document that is empty', 'a: 1\n---\n', 'document.several 2:1'],
    ['a document behind the end of one', 'a: 1\n...\nb: 1\n', 'document.several 3:1'],
    ['a NUL', 'a: x\0\nb: 1', 'document.encoding 1:5'],
    ['an escape character', 'a: \u001b[31mx', 'document.encoding 1:4'],
    [
      'a lone carriage return, where other readers begin a line',
      'a: 1 # note\rsecurity: []\n',
      'document.encoding 1:12',
    ],
    ['an unclosed quote', 'a: "b\nc: 1\n', 'document.syntax 3:1'],
    ['an unclosed bracket', 'a: [1, 2\nb: 1\n', 'document.syntax 2:1'],
    ['a bad indent', 'a:\n   b: 1\n  c: 2\n', 'document.syntax 3:1'],
    ['a tab as indent', 'a:\n\tb: 1\n', 'document.syntax 2:1'],
    ['text behind a mapping', 'a: 1\nnot a mapping\n', 'document.syntax 2:1'],
    ['a nested mapping in one line', 'a: b: c\n', 'document.syntax 1:4'],
    ['an at-sign', 'a: @b\n', 'document.syntax 1:4'],
    ['depth in brackets', '['.repeat(300), 'limit.depth 1:259'],
    [
      'depth in lines',
      Array.from({ length: 300 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
      'limit.depth 258:259',
    ],
  ]
  for (const [name, text, expected] of rows) it(name, () => assert.equal(faultOf(text), expected))

  for (const opening of ['[', '{a: ', '- ', '? ', '- - ? ', '[{', 'a: [', '!x [', '&a [']) {
    it(`O-21 500,000 times ${JSON.stringify(opening)} without a RangeError`, () => {
      assert.match(faultOf(opening.repeat(500_000)), /^(limit\.depth|document\.)/)
    })
  }

  it('more words than fit into memory', () => {
    assert.equal(faultOf('a: [1, 2, 3]\nb: 1\n', { yamlTokens: 15 }), 'limit.tokens 1:12')
  })

  it('a mapping of very many keys no slower than any other text', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `key${index}: 1\n`).join('')
    assert.equal(faultOf(`${keys}key0: 1\n`), 'document.repeated-key 50001:1')
  })
})

describe('parseYaml never throws', () => {
  const pieces = [
    ...'abc:{}[],&*!|>%@`"\'#-? \n\t\r',
    '<<',
    '*a',
    '&a',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '!!binary',
    '\\x',
    '  ',
    '\u0000',
    '\uFEFF',
    'é',
    '😀',
  ]
  it('whatever the text is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => {
        const text = parts.join('')
        const parsed = parseYaml('/a.yaml', text, documentLimits)
        if (!parsed.ok) assert.ok(parsed.fault.offset >= 0 && parsed.fault.offset <= text.length)
        else assert.doesNotThrow(() => JSON.stringify(parsed.value))
      }),
      { numRuns: 3000 },
    )
  })
})
