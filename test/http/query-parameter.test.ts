import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import express from 'express'
import fc from 'fast-check'
import { ambiguous, readQueryParameter } from '../../src/http/query-parameter.ts'

const rows: readonly (readonly [string, string | undefined | typeof ambiguous])[] = [
  ['', undefined],
  ['t=a', 'a'],
  ['x=1&t=a&y=2', 'a'],
  ['t=', ''],
  ['t', ''],
  ['%74=a', 'a'],
  ['t=a%20b+c', 'a b c'],
  ['t=a=b', 'a=b'],
  ['T=a', undefined],
  ['tt=a', undefined],
  ['t=a&t=a', ambiguous],
  ['t=a&%74=b', ambiguous],
  ['t[]=a', ambiguous],
  ['t=a&t[]=b', ambiguous],
  ['t[]=a&t=b', ambiguous],
  ['t%5B0%5D=a', ambiguous],
  ['t%5b%5d=a', ambiguous],
  ['t.x=a', ambiguous],
  ['[t]=a', ambiguous],
  ['t[x][y]=a', ambiguous],
  ['t=%zz', ambiguous],
  ['%zz=a', undefined],
]

const parsers = ['simple', 'extended'].map((name): ((query: string) => Record<string, unknown>) =>
  express().set('query parser', name).get('query parser fn'),
)

describe('the value of a query parameter', () => {
  for (const [query, expected] of rows) {
    it(`Z-02 ${query}`, () => assert.equal(readQueryParameter(query, 't'), expected))
  }

  it("Z-02 is what each of Express's parsers reads, wherever it is one text (property)", () => {
    const name = fc.constantFrom('t', '%74', 't[]', 't[0]', 't[x]', 't.x', '[t]', 't%5B%5D', 'u', 'tt', 'T', '')
    const value = fc.constantFrom('a', 'b', '', '%41', 'a+b', '%zz', 'a=b', 'é')
    const pair = fc.tuple(name, fc.constantFrom('=', ''), value).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 5 }), (pairs) => {
        const query = pairs.join('&')
        const read = readQueryParameter(query, 't')
        if (read === ambiguous) return
        for (const parse of parsers) assert.equal(parse(query).t, read, query)
      }),
      { numRuns: 5000 },
    )
  })
})
