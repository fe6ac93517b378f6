import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { noExtension } from '../../src/policy/operations/parse-extension.ts'
import { parsePathTemplate } from '../../src/policy/path-template.ts'
import { findOverlaps, type Overlap } from '../../src/policy/paths/find-overlaps.ts'
import type { Rule } from '../../src/policy/types.ts'

const relaxed = { caseSensitive: false, strict: false }

function ruleFor(path: string, method = 'GET', base = ''): Rule {
  const parsed = parsePathTemplate(path)
  if (!parsed.ok) throw new Error(path)
  const operation = { method, path, security: [], source: { file: '', line: 1, column: 1 } }
  return { operation, method, template: parsed.template, bases: [base], alternatives: [], extension: noExtension }
}

function draw({ kind, first, second }: Overlap): string {
  return `${kind} ${first.operation.path} ${second.operation.path}`
}

/** Every pair, segment by segment, for templates of letters and whole parameters: what is meant, in the plainest way. */
function reference(rules: readonly Rule[]): string[] {
  const found: string[] = []
  for (const [index, first] of rules.entries()) {
    for (const second of rules.slice(index + 1)) {
      const a = first.operation.path.split('/')
      const b = second.operation.path.split('/')
      if (a.length !== b.length || first.method !== second.method) continue
      const pairs = a.map((one, position) => [one, b[position] ?? ''] as const)
      if (pairs.some(([one, other]) => one !== other && one !== '{p}' && other !== '{p}')) continue
      const firstLeads = pairs.some(([one, other]) => one !== '{p}' && other === '{p}')
      const secondLeads = pairs.some(([one, other]) => one === '{p}' && other !== '{p}')
      if (firstLeads && secondLeads) found.push(`ambiguous ${first.operation.path} ${second.operation.path}`)
      else if (firstLeads) found.push(`shadowed ${first.operation.path} ${second.operation.path}`)
      else if (secondLeads) found.push(`shadowed ${second.operation.path} ${first.operation.path}`)
    }
  }
  return found
}

describe('findOverlaps', () => {
  it('finds what a comparison of every pair finds', () => {
    const segment = fc.constantFrom('a', 'b', 'c', '{p}')
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`)
    const operation = fc.tuple(path, fc.constantFrom('GET', 'PUT'))
    const operations = fc.uniqueArray(operation, { maxLength: 14, selector: String })
    fc.assert(
      fc.property(operations, (pairs) => {
        const rules = pairs.map(([written, method]) => ruleFor(written, method))
        const { found, complete } = findOverlaps(rules, relaxed, () => true)
        const unordered = (lines: readonly string[]): string[] =>
          lines.map((line) => (line.startsWith('ambiguous') ? line.split(' ').sort().join(' ') : line)).sort()
        assert.deepEqual(unordered(found.map(draw)), unordered(reference(rules)))
        assert.equal(complete, true)
      }),
      { numRuns: 1000 },
    )
  })

  it('gives pairs in the order of the document', () => {
    const rules = ['/b/{p}', '/a/{p}', '/b/x', '/a/x', '/a/{q}'].map((path) => ruleFor(path))
    assert.deepEqual(findOverlaps(rules, relaxed, () => true).found.map(draw), [
      'same /a/{p} /a/{q}',
      'shadowed /b/x /b/{p}',
      'shadowed /a/x /a/{p}',
      'shadowed /a/x /a/{q}',
    ])
  })

  it('passes over pairs that let in the same callers, but for the same path', () => {
    const rules = ['/a/{p}', '/a/x', '/a/{q}'].map((path) => ruleFor(path))
    assert.deepEqual(findOverlaps(rules, relaxed, () => false).found.map(draw), ['same /a/{p} /a/{q}'])
  })

  it('does not compare 20,000 unrelated paths with each other', () => {
    const rules = Array.from({ length: 20_000 }, (_, index) => ruleFor(`/resources/r${index}/{id}/items`))
    let compared = 0
    const { found, complete } = findOverlaps(rules, relaxed, () => ++compared > 0)
    assert.deepEqual({ found, complete, compared }, { found: [], complete: true, compared: 0 })
  })

  it('comes to an end where every pair of literals and patterns has to be looked at', () => {
    const path = (index: number): string => (index % 2 === 0 ? `/l${index}/a` : `/{p}-${index}/b`)
    const rules = Array.from({ length: 10_000 }, (_, index) => ruleFor(path(index)))
    const { found, complete } = findOverlaps(rules, relaxed, () => true)
    assert.deepEqual({ found, complete }, { found: [], complete: false })
  })

  it('says when it gave up', () => {
    const rules = Array.from({ length: 200 }, (_, index) => [
      ruleFor(`/l${index}/{p}`),
      ruleFor(`/{p}/l${index}`),
    ]).flat()
    const { found, complete } = findOverlaps(rules, relaxed, () => true)
    assert.deepEqual([found.length, complete], [10_000, false])
  })
})
