import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PolicyOptions } from '../../src/policy/types.ts'
import { compile, documentOf } from './compile.ts'

const read = { security: [{ auth0: ['read'] }] }
const write = { security: [{ auth0: ['write'] }] }

/** What is told of these paths, and the operations that still are rules. */
async function pathsTold(paths: object, options: PolicyOptions = {}, more: Readonly<Record<string, unknown>> = {}) {
  const { compiled, told, diagnostics } = await compile(documentOf(paths, more), options)
  return { told, count: compiled?.rules.length, message: diagnostics[0]?.message ?? '' }
}

describe('O-24: a key that is no path template stops the start', () => {
  for (const key of ['orders', '$default', '/{id', '/id}', '/{}', '/{a}{b}', '/a/{b/c}', '/a'.repeat(257), 'GET /a']) {
    it(JSON.stringify(key.slice(0, 20)), async () => {
      assert.deepEqual((await pathsTold({ [key]: { get: read } })).told, ['error path.malformed'])
    })
  }
})

describe('O-24b: what follows a ? or #', () => {
  it('is dropped, and all operations that meet are enforced', async () => {
    const paths = {
      '/responses': { post: read },
      '/responses?beta=true': { post: write },
      '/responses#get_shared_link': { post: read },
    }
    const { told, count } = await pathsTold(paths)
    assert.deepEqual(told, ['warning path.query-dropped', 'warning path.same-with-other-security', 'warning path.same'])
    assert.equal(count, 3)
  })
})

describe('paths that no request reaches', () => {
  const unreachable = [
    '//',
    '/a//b',
    '/a/.',
    '/../a',
    '/a/..;x',
    '/;a',
    '/%2e%2E/a',
    '/a%2Fb',
    '/a%5cb',
    '/a\\b',
    '/a\u0000',
  ]
  for (const key of [...unreachable, '/a%0ab', '/%c3', '/x%2f{id}', '/a\u007f']) {
    it(`${JSON.stringify(key)} is told`, async () => {
      assert.deepEqual((await pathsTold({ [key]: { get: read } })).told, ['warning path.unreachable'])
    })
  }
  for (const key of [
    '/a/',
    '/...',
    '/.well-known',
    '/a;b',
    '/100%',
    '/a%20b',
    '/%C3%A9',
    '/é',
    '/a b',
    '/{id}..',
    '/..{id}',
  ]) {
    it(`${JSON.stringify(key)} is not`, async () =>
      assert.deepEqual((await pathsTold({ [key]: { get: read } })).told, []))
  }
})

describe('wild 26: other notations of parameters', () => {
  for (const key of [
    '/{+name}',
    '/{proxy+}',
    '/{path}*',
    '/{path}(*)',
    '/{path}(.*)',
    '/a/{id?}',
    '/{*rest}',
    '/{path*}',
  ]) {
    it(`${key} is told, and matched as OpenAPI means it`, async () => {
      const { told, count } = await pathsTold({ [key]: { get: read } })
      assert.deepEqual(told, ['warning path.notation'])
      assert.equal(count, 1)
    })
  }
  for (const key of ['/{id}:verb', '/:id', '/files/*', '/{a}+{b}', '/{name}.json', '/x(*)']) {
    it(`${key} is not`, async () => assert.deepEqual((await pathsTold({ [key]: { get: read } })).told, []))
  }
})

const same = ['warning path.same']
const sameButOther = ['warning path.same-with-other-security']
const ambiguous = ['warning path.ambiguous']
const shadowed = ['hint path.shadowed']

type Row = readonly [name: string, first: string, second: string, expected: readonly string[], options?: PolicyOptions]

const overlaps: readonly Row[] = [
  // Wild 23 and P-34.
  ['other names', '/a/{x}', '/a/{y}', sameButOther],
  ['other names in patterns', '/a/{x}.json', '/a/{y}.json', sameButOther],
  ['case', '/A/b', '/a/B', sameButOther],
  ['case where it counts', '/A/b', '/a/B', [], { routing: { caseSensitive: true } }],
  ['a slash at the end', '/a', '/a/', sameButOther],
  ['a slash at the end where it counts', '/a', '/a/', [], { routing: { strict: true } }],
  ['both with a slash where it counts', '/{a}/', '/{b}/', sameButOther, { routing: { strict: true } }],
  // Wild 24.
  ['literal over parameter', '/users/@me', '/users/{id}', shadowed],
  ['literal over parameter in the middle', '/users/me/posts', '/users/{id}/posts', shadowed],
  ['literal over pattern', '/a/x.json', '/a/{id}.json', shadowed],
  ['literal that is no pattern', '/a/x.xml', '/a/{id}.json', []],
  ['literal that would leave a parameter empty', '/a/.json', '/a/{id}.json', []],
  ['literal in every differing segment', '/a/b/{c}', '/{x}/{y}/{c}', shadowed],
  ['none goes first', '/organizations/name/{name}', '/organizations/{id}/client-grants', ambiguous],
  ['none goes first, in patterns', '/a/{x}-b', '/a/c-{y}', ambiguous],
  ['pattern and parameter: routers differ', '/a/{x}.json', '/a/{id}', ambiguous],
  ['patterns with different ends', '/a/{x}.json', '/a/{x}.xml', []],
  ['patterns with different starts', '/a/x-{n}', '/a/y-{n}', []],
  ['other lengths', '/a/{x}', '/a/{x}/b', []],
  ['other literals', '/a/{x}/b', '/a/{x}/c', []],
  ['a parameter against the root', '/', '/{a}', []],
]

describe('P-34: two operations that share requests', () => {
  for (const [name, first, second, expected, options] of overlaps) {
    it(`${name}: ${first} and ${second}`, async () => {
      const one = await pathsTold({ [first]: { get: read }, [second]: { get: write } }, options)
      const other = await pathsTold({ [second]: { get: write }, [first]: { get: read } }, options)
      assert.deepEqual([one.told, other.told], [expected, expected])
      assert.equal(one.count, 2)
    })
    it(`${name}: with one security`, async () => {
      const { told } = await pathsTold({ [first]: { get: read }, [second]: { get: read } }, options)
      assert.deepEqual(told, expected === sameButOther ? same : [])
    })
    it(`${name}: with other methods`, async () => {
      assert.deepEqual((await pathsTold({ [first]: { get: read }, [second]: { put: write } }, options)).told, [])
    })
  }

  it('says which goes before which', async () => {
    const { message } = await pathsTold({ '/users/{id}': { get: write }, '/users/@me': { get: read } })
    assert.match(message, /GET \/users\/@me before GET \/users\/\{id\}\.$/)
  })

  it('counts what x-portcullis says as security', async () => {
    const any = { ...read, 'x-portcullis': { scopeMatch: 'any' } }
    assert.deepEqual((await pathsTold({ '/a/{x}': { get: read }, '/a/{y}': { get: any } })).told, sameButOther)
  })

  it('does not mind the order of alternatives and scopes', async () => {
    const one = { security: [{ auth0: ['read', 'write'] }, { key: [] }] }
    const other = { security: [{ key: [] }, { auth0: ['write', 'read'] }] }
    assert.deepEqual((await pathsTold({ '/a/{x}': { get: one }, '/a/{y}': { get: other } })).told, same)
  })
})

describe('B-02: base paths that lie in each other', () => {
  const servers = [{ url: '/my-org' }, { url: '/my-org/v1' }]

  it('make one path of two that differ in the document', async () => {
    const paths = { '/v1/members': { get: read }, '/members': { get: write } }
    assert.deepEqual((await pathsTold(paths, {}, { servers })).told, sameButOther)
  })

  it('give none of them precedence over the other', async () => {
    const paths = { '/v1/{id}': { get: read }, '/members': { get: write } }
    assert.deepEqual((await pathsTold(paths, {}, { servers })).told, ambiguous)
  })

  it('leave precedence alone under each of them', async () => {
    const paths = { '/members/{id}': { get: read }, '/members/me': { get: write } }
    assert.deepEqual((await pathsTold(paths, {}, { servers })).told, shadowed)
  })

  it('that differ in case are one', async () => {
    const paths = { '/a/{x}': { get: read, servers: [{ url: '/V1' }] }, '/a/{y}': { get: write } }
    assert.deepEqual((await pathsTold(paths, {}, { servers: [{ url: '/v1' }] })).told, sameButOther)
  })

  it('keep apart what stands under different ones', async () => {
    const paths = { '/a/{x}': { get: read, servers: [{ url: '/v2' }] }, '/a/{y}': { get: write } }
    assert.deepEqual((await pathsTold(paths, {}, { servers: [{ url: '/v1' }] })).told, [])
  })
})

it('a document whose paths all overlap is compiled, and said not to be searched to the end', async () => {
  const pairs = Array.from({ length: 150 }, (_, index) => [
    [`/l${index}/{p}`, { get: read }],
    [`/{p}/l${index}`, { get: write }],
  ])
  const { told, count } = await pathsTold(Object.fromEntries(pairs.flat()))
  assert.deepEqual(told, ['warning path.ambiguous', 'hint path.unsearched'])
  assert.equal(count, 300)
})
