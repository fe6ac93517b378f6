import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compile, documentOf } from './compile.ts'

const get = { get: { security: [{ jwt: [] }] } }

/** The base paths of `GET /a` with these servers at the root; or what was told where it does not compile. */
async function bases(servers: unknown): Promise<readonly string[]> {
  const { compiled, told } = await compile(documentOf({ '/a': get }, { servers }))
  return compiled?.rules[0]?.bases ?? told
}

const variable = (...values: string[]) => ({ enum: values, default: values[0] })

describe('O-23: the base path of a server', () => {
  const urls: Readonly<Record<string, string>> = {
    'https://api.test': '',
    'https://api.test/': '',
    'https://api.test/v1': '/v1',
    'https://api.test/v1/': '/v1',
    'https://api.test:8443/client/v4': '/client/v4',
    'https://api.test/files.xro/1.0/': '/files.xro/1.0',
    '//api.test/v1': '/v1',
    'http://[::1]:80/v1': '/v1',
    '/': '',
    '/v1': '/v1',
    '/v1//': '/v1',
    '/a//b': '/a/b',
    '/a/./b/../c': '/a/c',
    '/../..': '',
    '': '',
    'https://api.test/v1?x=/y#z': '/v1',
    'https://api.test?x=/y': '',
    // Whatever stands for the host, and is not defined or means a host, decides nothing.
    'https://{tenant}/my-org/v1': '/my-org/v1',
    'https://{tenant}.{region}.test:{port}/v1': '/v1',
    '{protocol}://{name}/v1': '/v1',
    'https://{tenant}': '',
  }
  for (const [url, expected] of Object.entries(urls)) {
    it(`of ${JSON.stringify(url)} is ${JSON.stringify(expected)}`, async () => {
      assert.deepEqual(await bases([{ url }]), [expected])
    })
  }

  const expansions: readonly (readonly [url: string, variables: object, expected: readonly string[]])[] = [
    ['/api/{version}', { version: variable('v1', 'v2') }, ['/api/v1', '/api/v2']],
    [
      '/api/{version}:{name}',
      { version: variable('v1', 'v2'), name: variable('pets') },
      ['/api/v1:pets', '/api/v2:pets'],
    ],
    ['/{version}', { version: { default: 'v1' } }, ['/v1']],
    ['/{version}', { version: { enum: ['v1'] } }, ['/v1']],
    ['/{version}', { version: { enum: ['v2', 'v3'], default: 'v1' } }, ['/v2', '/v3', '/v1']],
    // Wild 33: a variable that holds the whole address, or the whole base path.
    ['{apiRoot}/sim-swap/vwip', { apiRoot: { default: 'http://localhost:9091' } }, ['/sim-swap/vwip']],
    ['{apiRoot}/x', { apiRoot: variable('https://a.test/camara', '/local') }, ['/camara/x', '/local/x']],
    ['https://api.ebay.test{basePath}', { basePath: { default: '/sell/fulfillment/v1' } }, ['/sell/fulfillment/v1']],
    ['/{stage}/v1', { stage: variable('', 'dev') }, ['/v1', '/dev/v1']],
    ['https://{host}/x', { host: variable('a.test', 'b.test/base') }, ['/x', '/base/x']],
    // However many hosts there are, they are one base path.
    [
      'https://{a}.{b}.{c}/v1',
      { a: variable(...'abcdefghij'), b: variable(...'abcdefghij'), c: variable(...'abcdefghij') },
      ['/v1'],
    ],
  ]
  for (const [url, variables, expected] of expansions) {
    it(`of ${url} with ${JSON.stringify(variables).slice(0, 60)}`, async () => {
      assert.deepEqual(await bases([{ url, variables }]), expected)
    })
  }

  it('that several servers have is one', async () => {
    const servers = [{ url: 'https://a.test/v1' }, { url: '/v2' }, { url: 'https://b.test/v1/' }]
    assert.deepEqual(await bases(servers), ['/v1', '/v2'])
  })

  it('without servers, and with an empty list, is the root', async () => {
    assert.deepEqual(await bases(undefined), [''])
    assert.deepEqual(await bases([]), [''])
  })
})

describe('servers that stop the start', () => {
  const rows: readonly (readonly [name: string, servers: unknown, code: string])[] = [
    ['no list', { url: '/v1' }, 'server.malformed'],
    ['null', null, 'server.malformed'],
    ['a string in the list', ['/v1'], 'server.malformed'],
    ['no url', [{ description: 'a' }], 'server.malformed'],
    ['a url that is no text', [{ url: 1 }], 'server.malformed'],
    ['a brace without its other half', [{ url: '/{v' }], 'server.malformed'],
    ['nothing between the braces', [{ url: '/{}' }], 'server.malformed'],
    ['a space', [{ url: '/a b' }], 'server.malformed'],
    ['a backslash', [{ url: '/a\\b' }], 'server.malformed'],
    ['a question mark in a value', [{ url: '/{a}', variables: { a: variable('x?y') } }], 'server.malformed'],
    ['a variable in the path without a definition', [{ url: '/{version}' }], 'server.variable-unknown'],
    ['a variable without values', [{ url: '/{v}', variables: { v: { enum: [] } } }], 'server.variable-unknown'],
    ['a value that is no text', [{ url: '/{v}', variables: { v: { default: 1 } } }], 'server.variable-unknown'],
    ['a variable called as every object has one', [{ url: '/{constructor}' }], 'server.variable-unknown'],
    ['65 base paths', [{ url: '/{v}', variables: { v: variable(...numbers(65)) } }], 'server.too-many'],
    [
      'many combinations',
      [{ url: '/{v}/{v}/{v}/{v}/{v}/{v}/{v}/{v}', variables: { v: variable(...numbers(60)) } }],
      'server.too-many',
    ],
  ]
  for (const [name, servers, code] of rows) {
    it(name, async () => assert.deepEqual(await bases(servers), [`error ${code}`]))
    it(`${name}: unless basePath says it all`, async () => {
      const { compiled, told } = await compile(documentOf({ '/a': get }, { servers }), { basePath: '/v1/' })
      assert.deepEqual(told, [])
      assert.deepEqual(compiled?.rules[0]?.bases, ['/v1'])
      assert.deepEqual(compiled?.bases, ['/v1'])
    })
  }

  it('64 base paths are not too many', async () => {
    assert.equal((await bases([{ url: '/{v}', variables: { v: variable(...numbers(64)) } }])).length, 64)
  })
})

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${index}`)
}

describe('what is told of servers', () => {
  it('an address that starts from nowhere', async () => {
    for (const url of ['v1', './v1', '.']) {
      const { compiled, told } = await compile(documentOf({ '/a': get }, { servers: [{ url }] }))
      assert.deepEqual(told, ['warning server.relative'])
      assert.deepEqual(compiled?.bases, [url === '.' ? '' : '/v1'])
    }
  })

  it('a variable of the path without an enum', async () => {
    const servers = [{ url: 'https://{host}/{v}', variables: { v: { default: 'v1' }, host: { default: 'a.test' } } }]
    const { told, diagnostics } = await compile(documentOf({ '/a': get }, { servers }))
    assert.deepEqual(told, ['hint server.variable-open'])
    assert.match(diagnostics[0]?.message ?? '', /variable "v"/)
  })
})

describe('wild 34: servers of a path and of an operation', () => {
  const servers = [{ url: '/root' }]

  it('replace those above them', async () => {
    const paths = {
      '/a': get,
      '/b': { ...get, servers: [{ url: '/path' }] },
      '/c': { get: { ...get.get, servers: [{ url: '/operation' }] }, servers: [{ url: '/path' }] },
    }
    const { compiled } = await compile(documentOf(paths, { servers }))
    const found = compiled?.rules.map((rule) => rule.bases)
    assert.deepEqual(found, [['/root'], ['/path'], ['/operation']])
    assert.deepEqual(compiled?.bases, ['/root', '/path', '/operation'])
  })

  it('and where they are an empty list, replace nothing', async () => {
    const { compiled } = await compile(documentOf({ '/a': { ...get, servers: [] } }, { servers }))
    assert.deepEqual(compiled?.rules[0]?.bases, ['/root'])
  })

  it('leave the root of the document out of the API when only they name base paths', async () => {
    for (const more of [{}, { servers: [] }]) {
      const { compiled } = await compile(documentOf({ '/a': { ...get, servers: [{ url: '/v1' }] } }, more))
      assert.deepEqual(compiled?.bases, ['/v1'])
    }
  })

  it('and leave those of the document in it, though no operation stands there', async () => {
    const { compiled } = await compile(documentOf({ '/a': { ...get, servers: [{ url: '/v1' }] } }, { servers }))
    assert.deepEqual(compiled?.bases, ['/root', '/v1'])
  })
})
