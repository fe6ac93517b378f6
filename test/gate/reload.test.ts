import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ConfigurationError, type Gate, type PolicyChange, type PolicyEvent, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { documentOf } from '../support/guarded.ts'

const issuer = await createTestIssuer()
const read = [{ auth0: ['read'] }]
const write = [{ auth0: ['write'] }]
const start = documentOf({
  '/orders': { get: { security: read }, post: { security: write } },
  '/orders/{id}': { get: { security: read } },
  '/menu': { get: { security: [] } },
})

async function gateOf(document: string | object = start, options: object = {}): Promise<Gate> {
  return portcullis(document, { schemes: issuer.schemes, env: {}, log: false, docs: false, ...options })
}

const names = (operations: PolicyChange['added']) => operations.map(({ method, path }) => `${method} ${path}`)
const inWords = ({ added, removed, weaker, stronger, other }: PolicyChange) => ({
  added: names(added),
  removed: names(removed),
  weaker: names(weaker),
  stronger: names(stronger),
  other: names(other),
})
const nothing = { added: [], removed: [], weaker: [], stronger: [], other: [] }

const statusOf = async (gate: Gate, target: string, token?: string): Promise<number> => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const decision = await gate.decide({ method: 'GET', target, headers })
  return decision.allowed ? 200 : decision.status
}

async function refusal(reloading: Promise<unknown>): Promise<readonly string[]> {
  const error = await reloading.then(
    () => assert.fail('it was accepted'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ConfigurationError)
  return error.diagnostics.map(({ code, message }) => `${code}: ${message}`)
}

describe('reload', () => {
  it('of the same document changes nothing', async () => {
    const gate = await gateOf()
    assert.deepEqual(inWords(await gate.reload()), nothing)
    assert.equal(gate.health().lastReload?.ok, true)
    assert.equal(gate.health().status, 'ok')
  })

  it('F-29 takes effect with the next request, and tells what changed', async () => {
    const gate = await gateOf()
    const events: PolicyEvent[] = []
    gate.on('policy', (event) => void events.push(event))
    const token = await issuer.token({ scope: 'read' })
    assert.equal(await statusOf(gate, '/orders', token), 200)
    const change = await gate.reload(
      documentOf({
        '/orders': { get: { security: [{ auth0: ['read', 'audit'] }], operationId: 'list' } },
        '/orders/{id}': { get: { security: read, operationId: 'one' } },
        '/menu': { get: { security: read } },
        '/guests': { get: { security: read } },
      }),
    )
    assert.deepEqual(inWords(change), {
      added: ['get /guests'],
      removed: ['post /orders'],
      weaker: [],
      stronger: ['get /orders', 'get /menu'],
      other: ['get /orders/{id}'],
    })
    assert.deepEqual(
      [await statusOf(gate, '/orders', token), await statusOf(gate, '/guests', token), await statusOf(gate, '/menu')],
      [403, 200, 401],
    )
    assert.equal(gate.policy.operations.length, 4)
    const [event] = events
    assert.deepEqual([event?.kind, event?.change, event?.codes], ['reloaded', change, []])
    assert.ok(Object.isFrozen(event) && Object.isFrozen(change) && Object.isFrozen(change.added))
  })

  it('keeps counting, and keeps what was revoked', async () => {
    const gate = await gateOf()
    const token = await issuer.token({ sub: 'ann', scope: 'read' })
    await statusOf(gate, '/orders', token)
    await gate.revoke({ sub: 'ann' })
    await gate.reload()
    assert.equal(await statusOf(gate, '/orders', token), 401)
    const { allowed, refused } = gate.health().counters
    assert.deepEqual([allowed, refused], [1, 1])
  })

  it('one at a time: the second is compared with what the first put in force', async () => {
    const gate = await gateOf()
    const more = documentOf({ '/orders': { get: { security: read } }, '/a': { get: { security: read } } })
    const [first, second] = await Promise.all([gate.reload(more), gate.reload(more)])
    assert.deepEqual(names(first.added), ['get /a'])
    assert.deepEqual(inWords(second), nothing)
  })
})

describe('reload and close', () => {
  it('F-40 a closed gate reads nothing and fetches nothing any more', async () => {
    const remote = await createTestIssuer({ listen: true })
    const gate = await gateOf(start, { schemes: remote.schemes })
    await gate.ready()
    const underWay = gate.reload()
    await gate.close()
    await assert.rejects(underWay, /closed/)
    await assert.rejects(gate.reload(), /closed/)
    const { fetches, nextTrySeconds } = gate.health().issuers[0] ?? assert.fail('no issuer')
    assert.deepEqual([fetches, nextTrySeconds], [1, undefined])
    await remote.close()
  })
})

describe('reload refuses', () => {
  const weaker: readonly (readonly [what: string, paths: object, expected: string])[] = [
    ['[] in place of a scope', { '/orders': { get: { security: [] } } }, 'get /orders'],
    ['{} beside a scope', { '/orders': { get: { security: [...read, {}] } } }, 'get /orders'],
    ['another scope', { '/orders': { get: { security: write } } }, 'get /orders'],
    ['an alternative', { '/orders': { get: { security: [...read, { key: [] }] } } }, 'get /orders'],
    ['report mode', { '/orders': { get: { security: read, 'x-portcullis': { mode: 'report' } } } }, 'get /orders'],
    [
      'a public path that a guarded template answered',
      { '/orders/{id}': { get: { security: read } }, '/orders/latest': { get: { security: [] } } },
      'get /orders/latest',
    ],
  ]
  const options = { schemes: { ...issuer.schemes, key: { keys: [{ name: 'till', key: 'key-of-the-till' }] } } }
  const withKey = documentOf({
    '/orders': { get: { security: read }, post: { security: [{ key: [] }] } },
    '/orders/{id}': { get: { security: read } },
  })
  for (const [what, paths, expected] of weaker) {
    it(`F-41 ${what}, unless it is allowed`, async () => {
      const gate = await gateOf(withKey, options)
      const next = documentOf({ '/till': { get: { security: [{ key: [] }] } }, ...paths })
      assert.deepEqual(await refusal(gate.reload(next)), [`reload.weaker: ${expected} would be weaker than before`])
      assert.equal(await statusOf(gate, '/orders'), 401)
      const change = await gate.reload(next, { allowWeaker: true })
      assert.deepEqual(names(change.weaker), [expected])
    })
  }

  it('F-41 a concrete path that is gone, whose requests a weaker template would answer', async () => {
    const gate = await gateOf(
      documentOf({ '/users/me': { get: { security: write } }, '/users/{id}': { get: { security: read } } }),
    )
    const next = documentOf({ '/users/{id}': { get: { security: read } } })
    assert.deepEqual(await refusal(gate.reload(next)), ['reload.weaker: get /users/{id} would be weaker than before'])
  })

  it('F-41 what would pass as undocumented', async () => {
    const gate = await gateOf(start, { undocumented: 'pass' })
    const next = documentOf({ '/orders': { get: { security: read }, post: { security: write } } })
    // Of a path that is public, too: its other methods were refused.
    assert.deepEqual(await refusal(gate.reload(next)), [
      'reload.opened: get /orders/{id} would be undocumented, and pass',
      'reload.opened: get /menu would be undocumented, and pass',
    ])
    await gate.reload(
      documentOf({ '/orders/{nr}': { get: { security: read } }, '/{any}': { get: { security: [] } } }),
      {
        allowWeaker: true,
      },
    )
  })

  const respelt: readonly (readonly [from: string, to: string, routing: object])[] = [
    ['/Orders', '/orders', { caseSensitive: true }],
    ['/orders', '/%6frders', {}],
    ['/orders', '/orders/', { strict: true }],
    ['/{id}.JSON', '/{id}.json', { caseSensitive: true }],
  ]
  for (const [from, to, routing] of respelt) {
    it(`F-41 ${from} that would pass as undocumented beside ${to}`, async () => {
      const gate = await gateOf(documentOf({ [from]: { get: { security: read } } }), { undocumented: 'pass', routing })
      const next = documentOf({ [to]: { get: { security: read } } })
      assert.deepEqual(await refusal(gate.reload(next)), [`reload.opened: get ${from} would be undocumented, and pass`])
    })
  }

  it('F-41 what another base path would leave outside', async () => {
    const under = (url: string, paths: object) => documentOf(paths, { servers: [{ url }] })
    const gate = await gateOf(
      under('/v1', { '/orders': { get: { security: read } }, '/menu': { get: { security: [] } } }),
    )
    const next = under('/v2', { '/purchases': { get: { security: read } } })
    assert.deepEqual(await refusal(gate.reload(next)), [
      'reload.opened: what is under /v1 would be outside the base path, and pass',
    ])
    await refusal(gate.reload(under('/v1/more', { '/orders': { get: { security: read } } })))
    assert.deepEqual(names((await gate.reload(under('/V1', { '/orders': { get: { security: read } } }))).weaker), [])
    await gate.reload(documentOf({ '/v1/orders': { get: { security: read } } }))
  })

  const trusted = (extension: object) =>
    documentOf(
      { '/orders': { get: { security: read } } },
      { components: { securitySchemes: { auth0: { type: 'http', scheme: 'bearer', 'x-portcullis': extension } } } },
    )
  const mine = { issuer: 'https://issuer.example/', audience: 'https://api.example' }
  const trust: readonly (readonly [what: string, extension: object, expected: RegExp])[] = [
    ['another issuer', { ...mine, issuer: 'https://evil.example/' }, /would trust issuer https:\/\/evil\.example\//],
    ['another audience', { ...mine, audience: 'https://other.example' }, /would trust .*https:\/\/other\.example/],
    ['another address of keys', { ...mine, jwksUri: 'https://evil.example/keys' }, /would judge in another way/],
    ['a longer tolerance', { ...mine, clockTolerance: 60 }, /would judge in another way/],
    ['other claims for scopes', { ...mine, scopeClaims: ['groups'] }, /would judge in another way/],
    ['report mode for a scheme', { ...mine, report: true }, /would judge in another way/],
  ]
  for (const [what, extension, expected] of trust) {
    it(`F-41 ${what}, unless it is allowed`, async () => {
      const gate = await gateOf(trusted(mine), { schemes: {} })
      const [found, ...others] = await refusal(gate.reload(trusted(extension)))
      assert.match(found ?? '', /^reload\.trust: /)
      assert.match(found ?? '', expected)
      assert.deepEqual(others, [])
      assert.deepEqual(
        gate.health().issuers.map((one) => one.issuer),
        ['https://issuer.example/'],
      )
      await gate.reload(trusted(extension), { allowWeaker: true })
      await gate.close()
    })
  }

  for (const options of [null, 'yes', true, { allowWeaker: 'false' }, { allowWeaker: 1 }, { allowweaker: true }]) {
    it(`F-41 options that are none: ${JSON.stringify(options)}`, async () => {
      const gate = await gateOf()
      const open = documentOf({ '/orders': { get: { security: [] } } })
      await assert.rejects(Reflect.apply(gate.reload, gate, [open, options]), TypeError)
      assert.equal(await statusOf(gate, '/orders'), 401)
      assert.equal(gate.health().lastReload, undefined)
    })
  }

  it('says so in health and in an event, and what was in force stays', async () => {
    const gate = await gateOf()
    const events: PolicyEvent[] = []
    gate.on('policy', (event) => void events.push(event))
    await refusal(gate.reload(documentOf({ '/orders': { get: { security: [] } } })))
    const { status, lastReload } = gate.health()
    assert.deepEqual([status, lastReload?.ok, lastReload?.codes], ['degraded', false, ['reload.weaker']])
    assert.deepEqual([events[0]?.kind, events[0]?.codes], ['refused', ['reload.weaker']])
    assert.deepEqual(names(events[0]?.change?.weaker ?? []), ['get /orders'])
    await gate.reload()
    assert.equal(gate.health().status, 'ok')
  })
})

describe('reload of a file', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-reload-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('F-29 F-30 F-31 reads it again; broken, half-written or gone, the old policy holds', async () => {
    const file = join(folder, 'openapi.json')
    const text = JSON.stringify(start)
    await writeFile(file, text)
    const gate = await gateOf(file)
    const token = await issuer.token({ scope: 'read' })
    for (const [broken, code] of [
      [text.slice(0, text.length / 2), /^document\./],
      ['', /^document\./],
      ['{"openapi":"3.1.0"}', /./],
      [text.replace('"auth0":["read"]', '"auht0":["read"]'), /./],
    ] as const) {
      await writeFile(file, broken)
      const [found = ''] = await refusal(gate.reload())
      assert.match(found, code)
      assert.equal(gate.health().lastReload?.ok, false)
      assert.deepEqual([await statusOf(gate, '/orders'), await statusOf(gate, '/orders', token)], [401, 200])
    }
    await rm(file)
    await refusal(gate.reload())
    assert.equal(await statusOf(gate, '/orders', token), 200)
    await writeFile(file, JSON.stringify(documentOf({ '/orders': { get: { security: read } } })))
    assert.deepEqual(names((await gate.reload()).removed), ['post /orders', 'get /orders/{id}', 'get /menu'])
    assert.equal(gate.health().lastReload?.ok, true)
  })
})
