import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ScopeSets } from '../../src/jwt/scope-sets.ts'
import { scopesOf } from '../../src/jwt/scopes-of.ts'

const places = [['scope'], ['scp'], ['realm', 'roles']]

describe('sets of scopes that tokens share', () => {
  it('hold what each token grants by itself, whatever came before', () => {
    const claim = fc.oneof(
      fc.constantFrom('read', 'read write', 'write read', ' ', '', 'read  write', '__proto__'),
      fc.array(fc.constantFrom('read', 'write', 'read write', 5, null)),
      fc.constantFrom(null, 5, true, {}),
    )
    const claims = fc.record(
      { scope: claim, scp: claim, realm: fc.oneof(fc.record({ roles: claim }, { requiredKeys: [] }), claim) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(claims), (tokens: readonly Readonly<Record<string, unknown>>[]) => {
        const sets = new ScopeSets(places)
        for (const token of tokens) assert.deepEqual([...sets.of(token)], [...scopesOf(token, places)])
      }),
    )
  })

  it('are one where tokens say the same', () => {
    const sets = new ScopeSets(places)
    const first = sets.of({ sub: 'alice', scope: 'read write' })
    assert.equal(sets.of({ sub: 'bob', scope: 'read write' }), first)
    assert.notEqual(sets.of({ sub: 'carol', scope: 'read' }), first)
  })

  it('are kept for a bounded number of texts', () => {
    const sets = new ScopeSets(places)
    const first = sets.of({ scope: 'first' })
    for (let count = 0; count < 2000; count += 1) sets.of({ scope: `orders:${count}` })
    assert.notEqual(sets.of({ scope: 'first' }), first)
    assert.deepEqual([...sets.of({ scope: 'first' })], ['first'])
  })
})
