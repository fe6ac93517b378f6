import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { implies } from '../../../src/policy/changes/implies.ts'
import { noExtension } from '../../../src/policy/operations/parse-extension.ts'
import type { Alternative, OperationExtension, Rule } from '../../../src/policy/types.ts'

function ruleOf(alternatives: readonly Alternative[], extension: Partial<OperationExtension> = {}): Rule {
  const source = { file: 'openapi.yaml', line: 1, column: 1 }
  return {
    operation: { method: 'get', path: '/a', security: [], source },
    method: 'GET',
    template: { segments: [], trailingSlash: false },
    bases: [''],
    alternatives,
    extension: { ...noExtension, ...extension },
  }
}

const demand = (scheme: string, ...scopes: string[]) => ({ scheme, scopes })
const all = () => 'all' as const

describe('one rule is as strict as another', () => {
  const [read, write] = [demand('a', 'read'), demand('a', 'write')]
  const both = demand('a', 'read', 'write')
  const bare = demand('a')
  const other = demand('b')
  const cases: readonly (readonly [what: string, strict: Rule, mild: Rule, expected: boolean])[] = [
    ['the same', ruleOf([[read]]), ruleOf([[read]]), true],
    ['more scopes', ruleOf([[both]]), ruleOf([[read]]), true],
    ['fewer scopes', ruleOf([[read]]), ruleOf([[both]]), false],
    ['other scopes', ruleOf([[read]]), ruleOf([[write]]), false],
    ['no scopes', ruleOf([[bare]]), ruleOf([[read]]), false],
    ['another scheme besides', ruleOf([[read, other]]), ruleOf([[read]]), true],
    ['one scheme less', ruleOf([[read]]), ruleOf([[read, other]]), false],
    ['one alternative less', ruleOf([[read]]), ruleOf([[read], [other]]), true],
    ['one alternative more', ruleOf([[read], [other]]), ruleOf([[read]]), false],
    ['an alternative that adds nobody', ruleOf([[read], [both]]), ruleOf([[read]]), true],
    ['public', ruleOf([]), ruleOf([[bare]]), false],
    ['public, as before', ruleOf([]), ruleOf([]), true],
    ['no longer public', ruleOf([[bare]]), ruleOf([]), true],
    ['anonymous', ruleOf([[read], []]), ruleOf([[read]]), false],
    ['no longer anonymous', ruleOf([[read]]), ruleOf([[read], []]), true],
    ['public where {} was', ruleOf([]), ruleOf([[read], []]), false],
    ['report mode', ruleOf([[read]], { report: true }), ruleOf([[read]]), false],
    ['no longer in report mode', ruleOf([[read]]), ruleOf([[read]], { report: true }), true],
    ['any of two', ruleOf([[both]], { scopeMatch: 'any' }), ruleOf([[both]]), false],
    ['all of two', ruleOf([[both]]), ruleOf([[both]], { scopeMatch: 'any' }), true],
    ['any of fewer', ruleOf([[read]], { scopeMatch: 'any' }), ruleOf([[both]], { scopeMatch: 'any' }), true],
    ['any of one, for all of one', ruleOf([[read]], { scopeMatch: 'any' }), ruleOf([[read]]), true],
    ['a step up', ruleOf([[read]], { acr: ['mfa'] }), ruleOf([[read]]), true],
    ['no step up', ruleOf([[read]]), ruleOf([[read]], { acr: ['mfa'] }), false],
    ['one more acr', ruleOf([[read]], { acr: ['mfa', 'pwd'] }), ruleOf([[read]], { acr: ['mfa'] }), false],
    ['a longer maxAge', ruleOf([[read]], { maxAge: 600 }), ruleOf([[read]], { maxAge: 300 }), false],
    ['a shorter maxAge', ruleOf([[read]], { maxAge: 60 }), ruleOf([[read]], { maxAge: 300 }), true],
    ['no maxAge', ruleOf([[read]]), ruleOf([[read]], { maxAge: 300 }), false],
    [
      'no binding',
      ruleOf([[read]]),
      ruleOf([[read]], { bind: [{ in: 'path', parameter: 'tenant', claim: ['org_id'] }] }),
      false,
    ],
  ]
  for (const [what, strict, mild, expected] of cases) {
    it(`F-41 ${what}: ${expected}`, () => assert.equal(implies(strict, mild, all), expected))
  }
})

/** Who holds what: for each scheme the scopes of a good credential; absent: none. */
type Holder = ReadonlyMap<string, ReadonlySet<string>>

/** Whether a rule lets a holder in, as design 2.4 says it, in the plainest way. */
function letsIn({ alternatives, extension }: Rule, holder: Holder): boolean {
  if (alternatives.length === 0) return true
  return alternatives.some((alternative) =>
    alternative.every(({ scheme, scopes }) => {
      const held = holder.get(scheme)
      if (held === undefined) return false
      if (extension.scopeMatch === 'any') return scopes.length === 0 || scopes.some((scope) => held.has(scope))
      return scopes.every((scope) => held.has(scope))
    }),
  )
}

const schemes = ['a', 'b']
const scopes = ['r', 'w', 'x']

/** Every holder there is: each scheme without a credential, or with any of the sets of scopes. */
const holders: readonly Holder[] = schemes.reduce<Map<string, Set<string>>[]>(
  (made, scheme) =>
    made.flatMap((holder) => [holder, ...subsets(scopes).map((held) => new Map([...holder, [scheme, new Set(held)]]))]),
  [new Map()],
)

function subsets(values: readonly string[]): readonly (readonly string[])[] {
  return values.reduce<string[][]>((made, value) => made.concat(made.map((set) => [...set, value])), [[]])
}

const anyRule = fc
  .record({
    alternatives: fc.array(
      fc.uniqueArray(
        fc.record({ scheme: fc.constantFrom(...schemes), scopes: fc.uniqueArray(fc.constantFrom(...scopes)) }),
        { selector: ({ scheme }) => scheme, maxLength: 2 },
      ),
      { maxLength: 3 },
    ),
    scopeMatch: fc.constantFrom('all' as const, 'any' as const),
  })
  .map(({ alternatives, scopeMatch }) => ruleOf(alternatives, { scopeMatch }))

describe('beside everybody who could ask', () => {
  it('a rule that is as strict lets nobody in whom the other does not', () => {
    fc.assert(
      fc.property(anyRule, anyRule, (strict, mild) => {
        if (!implies(strict, mild, all)) return
        for (const holder of holders) if (letsIn(strict, holder)) assert.ok(letsIn(mild, holder))
      }),
      { numRuns: 5000 },
    )
  })

  it('a rule that is not lets somebody in, but for a wrong credential beside {} and for any-of lists in pieces', () => {
    fc.assert(
      fc.property(anyRule, anyRule, (strict, mild) => {
        if (implies(strict, mild, all)) return
        if (strict.alternatives.length === 0 || strict.extension.scopeMatch === 'any') return
        assert.ok(holders.some((holder) => letsIn(strict, holder) && !letsIn(mild, holder)))
      }),
      { numRuns: 5000 },
    )
  })
})
