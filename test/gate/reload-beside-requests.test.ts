// Random pairs of documents: what a reload accepts without allowWeaker lets nobody in who was refused before, tried with
// every request of a small world.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ConfigurationError, type GateOptions, portcullis } from '../../src/index.ts'
import { documentOf } from '../support/guarded.ts'

const key = [{ key: [] }]
const templates = [
  '/a',
  '/a/{x}',
  '/a/{y}',
  '/a/me',
  '/{p}',
  '/{p}/me',
  '/a/{x}.json',
  '/a/r.{e}',
  '/A/{x}',
  '/stra\u00dfe/{id}',
  '/v/{id}',
  '/A',
  '/a/',
  '/%61',
  '/a/{x}/',
]
const segments = ['%61', 'a', 'A', 'v', 'me', '7', 'x', 'r.json', 'x.json', 'r.x', 'stra%C3%9Fe', 'STRA%c3%9fE']
const targets = ['/', ...segments.flatMap((one) => [`/${one}`, ...segments.map((two) => `/${one}/${two}`)])]
const deeper = ['/a/', '/a/7/', '/a/me/', '/%61/', '/A/', '/v/a/me', '/v/a/7', '/v/a/r.json', '/v/x/me', '/v/a/x.json']
const requests = ['GET', 'HEAD', 'POST'].flatMap((method) =>
  [...targets, ...deeper].map((target) => ({ method, target })),
)

const anySecurity = fc.constantFrom<object>(
  { security: key },
  { security: key },
  { security: [] },
  { security: [{}, ...key] },
)
const anyItem = fc.dictionary(fc.constantFrom('get', 'head', 'post'), anySecurity, { minKeys: 1, maxKeys: 2 })
const anyDocument = fc
  .record({
    paths: fc.dictionary(fc.constantFrom(...templates), anyItem, { minKeys: 1, maxKeys: 4 }),
    servers: fc.constantFrom(['/'], ['/'], ['/v'], ['/', '/v']),
  })
  .map(({ paths, servers }) => documentOf(paths, { servers: servers.map((url) => ({ url })) }))
const anyOptions = fc.record({
  routing: fc.constantFrom({}, {}, { caseSensitive: true }, { strict: true }, { caseSensitive: true, strict: true }),
  undocumented: fc.constantFrom<'deny' | 'pass'>('deny', 'pass'),
  allowRoutes: fc.constantFrom<NonNullable<GateOptions['allowRoutes']>>(
    [],
    [],
    [{ path: '/a/*', reason: 'test' }],
    [{ path: '/a/{z}', reason: 'test' }],
    [{ path: '/a/me', reason: 'test' }],
  ),
})

/** What each request is told that brings no credential. */
async function verdicts(gate: Awaited<ReturnType<typeof portcullis>>): Promise<readonly string[]> {
  const decisions = await Promise.all(requests.map((request) => gate.decide({ ...request, headers: {} })))
  return decisions.map((decision) => (decision.allowed ? `let in: ${decision.because}` : decision.error))
}

describe('what a reload accepts', () => {
  it('F-41 lets no request in that was refused for want of a credential', async () => {
    let accepted = 0
    const property = fc.asyncProperty(anyDocument, anyDocument, anyOptions, async (first, second, options) => {
      const schemes = { key: { keys: [{ name: 'till', key: 'key-of-the-till' }] } }
      const all = { ...options, schemes, env: {}, log: false, docs: false } as const
      const gate = await portcullis(first, all).catch(notConfigured)
      if (gate === undefined) return
      const before = await verdicts(gate)
      const change = await gate.reload(second).catch(notConfigured)
      if (change === undefined) return
      accepted += 1
      const after = await verdicts(gate)
      const opened = requests.filter((_, at) => before[at] === 'missing_credentials' && after[at]?.startsWith('let in'))
      assert.deepEqual(opened, [], JSON.stringify([first, second, options]))
    })
    await fc.assert(property, { numRuns: 600 })
    assert.ok(accepted > 30, `${accepted} were accepted`)
  })
})

function notConfigured(error: unknown): undefined {
  assert.ok(error instanceof ConfigurationError, String(error))
}
