import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isCrossSite } from '../../src/decision/cross-site.ts'
import { repeated } from '../../src/schemes/types.ts'

const allowed = new Set(['https://app.example'])
const origins = ['https://api.example']

const rows: readonly {
  readonly id: string
  readonly site?: string | typeof repeated
  readonly origin?: string | typeof repeated
  readonly expected: boolean
}[] = [
  { id: 'neither header: no browser', expected: false },
  { id: 'same-origin', site: 'same-origin', origin: 'https://api.example', expected: false },
  {
    id: 'same-origin, behind a proxy that rewrites Host',
    site: 'same-origin',
    origin: 'https://proxy.example',
    expected: false,
  },
  { id: 'none: typed by the user', site: 'none', expected: false },
  { id: 'cross-site', site: 'cross-site', origin: 'https://evil.example', expected: true },
  { id: 'cross-site without an origin', site: 'cross-site', expected: true },
  { id: 'same-site: a neighbour', site: 'same-site', origin: 'https://blog.example', expected: true },
  { id: 'same-site without an origin', site: 'same-site', expected: true },
  { id: 'same-site, a configured origin', site: 'same-site', origin: 'https://app.example', expected: false },
  { id: 'cross-site, a configured origin', site: 'cross-site', origin: 'https://app.example', expected: false },
  { id: 'an old browser, a configured origin', origin: 'https://app.example', expected: false },
  { id: 'an old browser, the own origin', origin: 'https://api.example', expected: false },
  { id: 'an old browser, another origin', origin: 'https://evil.example', expected: true },
  { id: 'Origin: null', origin: 'null', expected: true },
  { id: 'Origin: null and same-site', site: 'same-site', origin: 'null', expected: true },
  { id: 'an empty origin', origin: '', expected: true },
  { id: 'the origin with another port', origin: 'https://app.example:8443', expected: true },
  { id: 'the origin with http', origin: 'http://app.example', expected: true },
  { id: 'the origin as a prefix', origin: 'https://app.example.evil.example', expected: true },
  { id: 'a value of Sec-Fetch-Site that does not exist', site: 'Same-Origin, cross-site', expected: true },
  { id: 'a repeated Sec-Fetch-Site', site: repeated, expected: true },
  { id: 'a repeated Origin', origin: repeated, expected: true },
]

describe('H-32 isCrossSite', () => {
  for (const { id, site, origin, expected } of rows) {
    it(`H-32 ${id}`, () => {
      const headers = new Map<string, string | typeof repeated | undefined>([
        ['sec-fetch-site', site],
        ['origin', origin],
      ])
      assert.equal(isCrossSite({ header: (name) => headers.get(name), origins }, allowed), expected)
    })
  }

  it('H-32 null is never an origin of ours, whatever was configured', () => {
    const header = (name: string) => (name === 'origin' ? 'null' : undefined)
    assert.equal(isCrossSite({ header, origins: ['null'] }, new Set(['null'])), true)
  })
})
