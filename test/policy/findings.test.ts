import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { listed, plain, printable, quote } from '../../src/diagnostics/words.ts'
import { policyCodes } from '../../src/policy/codes.ts'
import { createFindings, type Finding } from '../../src/policy/findings/finding.ts'

const file = { name: 'a.yaml', locate: (pointer: readonly string[]) => ({ line: Number(pointer[0]), column: 1 }) }

function finding(line: number, more: Partial<Finding> = {}): Finding {
  const spot = { name: `GET /p${line}`, place: { file, pointer: [String(line)] } }
  return { code: 'security.public', severity: 'hint', spot, message: (spots) => `Here: ${spots}.`, ...more }
}

function tell(findings: readonly Finding[]): { diagnostics: Diagnostic[]; failed: boolean } {
  const { note, tell } = createFindings()
  for (const each of findings) note(each)
  const diagnostics: Diagnostic[] = []
  return { failed: tell((diagnostic) => diagnostics.push(diagnostic)), diagnostics }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

describe('findings', () => {
  it('one is one diagnostic, without a list of places', () => {
    const { diagnostics } = tell([finding(3, { fix: () => 'Do.' })])
    const expected = { severity: 'hint', code: 'security.public', message: 'Here: GET /p3.', fix: 'Do.' }
    assert.deepEqual(diagnostics, [{ ...expected, file: 'a.yaml', line: 3, column: 1, pointer: '/3' }])
  })

  it('several of a code and subject are one, at the first place, with every place in it', () => {
    const { diagnostics } = tell(numbers(8).map((line) => finding(line)))
    assert.equal(diagnostics.length, 1)
    assert.equal(diagnostics[0]?.message, 'Here: GET /p1, GET /p2, GET /p3, GET /p4, GET /p5 and 3 more.')
    assert.equal(diagnostics[0]?.line, 1)
    assert.deepEqual(
      diagnostics[0]?.places?.map(({ line }) => line),
      numbers(8),
    )
    assert.ok(Object.isFrozen(diagnostics[0]) && Object.isFrozen(diagnostics[0]?.places))
  })

  it('of other subjects and severities stay apart', () => {
    const others = [
      finding(1),
      finding(2, { subject: 'a' }),
      finding(3, { subject: 'b' }),
      finding(4, { severity: 'warning' }),
    ]
    assert.equal(tell(others).diagnostics.length, 4)
  })

  it('past twenty of a kind are counted', () => {
    const many = numbers(50).map((line) => finding(line, { subject: String(line) }))
    const { diagnostics } = tell([...many, finding(99, { code: 'path.same' })])
    assert.equal(diagnostics.length, 22)
    assert.equal(diagnostics.at(-1)?.message, 'There are 30 more of these, which are not listed.')
    assert.equal(diagnostics.at(-1)?.code, 'security.public')
  })

  it('fail where one is an error, also behind twenty warnings of its code', () => {
    const warnings = numbers(30).map((line) => finding(line, { severity: 'warning', subject: String(line) }))
    assert.equal(tell(warnings).failed, false)
    const { diagnostics, failed } = tell([...warnings, finding(31, { severity: 'error' })])
    assert.equal(failed, true)
    assert.ok(diagnostics.some(({ severity }) => severity === 'error'))
  })

  it('work out places only when somebody asks', () => {
    let located = 0
    const counting = { name: 'a.yaml', locate: () => ({ line: ++located, column: 1 }) }
    const at = (line: number): Finding => finding(line, { spot: { name: '', place: { file: counting, pointer: [] } } })
    const { diagnostics } = tell(numbers(100).map(at))
    assert.equal(located, 0)
    assert.equal(diagnostics[0]?.line, 1)
    assert.equal(diagnostics[0]?.column, 1)
    assert.equal(located, 1)
    assert.equal(diagnostics[0]?.places?.length, 100)
    assert.equal(located, 100)
    assert.equal(diagnostics[0]?.places, diagnostics[0]?.places)
  })
})

describe('words', () => {
  it('lists six names, and five of seven', () => {
    const names = [...'abcdefg']
    assert.deepEqual(
      [1, 2, 3, 6, 7].map((count) => listed(names.slice(0, count))),
      ['a', 'a and b', 'a, b and c', 'a, b, c, d, e and f', 'a, b, c, d, e and 2 more'],
    )
  })

  it('wild 44: lets no name forge a line or speak to a terminal', () => {
    assert.equal(plain('a\nerror: b\u001b[31m\u2028\u202e'), 'a\\u{a}error: b\\u{1b}[31m\\u{2028}\\u{202e}')
    assert.equal(printable('é 漢字 😀'), 'é 漢字 😀')
    assert.equal(quote('x'.repeat(200)).length, 123)
  })
})

describe('the table of codes', () => {
  const folder = new URL('../../src/policy/findings/', import.meta.url)
  const sources = readdirSync(folder).filter((name) => name !== 'finding.ts')
  const texts = sources.map((name) => readFileSync(new URL(name, folder), 'utf8'))

  it('has a function for each code, called as the code is', () => {
    const made = texts.flatMap((text) =>
      [...text.matchAll(/export function (\w+)\([\s\S]*?code: '([^']+)'/g)].map(([, name, code]) => [name, code]),
    )
    const named = (code: string): string => code.replace(/[.-](.)/g, (_, letter: string) => letter.toUpperCase())
    assert.deepEqual(made.map(([name]) => name).sort(), Object.keys(policyCodes).map(named).sort())
    for (const [name, code] of made) assert.equal(name, named(code ?? ''))
  })

  it('has a test that expects each code', () => {
    const here = new URL('./', import.meta.url)
    const tests = readdirSync(here).filter((name) => name.endsWith('.test.ts') && name !== 'findings.test.ts')
    const told = tests.map((name) => readFileSync(new URL(name, here), 'utf8')).join('\n')
    const untested = Object.keys(policyCodes).filter(
      (code) => !new RegExp(`\\b${code.replace('.', '\\.')}['\`]`).test(told),
    )
    assert.deepEqual(untested, [])
  })

  it('has sentences, and cannot be changed', () => {
    for (const sentence of Object.values(policyCodes)) assert.match(sentence, /^[A-Z`].*\.$/)
    assert.ok(Object.isFrozen(policyCodes))
  })
})
