import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type DocumentedPolicy, renderDocumentView } from '../../../src/express/docs/view/document-view.ts'
import { type Document, ordersDocument, policyOf, ruleOf } from './documented.ts'

/** The served document, parsed again. */
function view(content: unknown, policy: DocumentedPolicy = policyOf(ordersDocument, ['/v1']), up = '../') {
  return JSON.parse(renderDocumentView(content, policy, up))
}

function withSchemes(securitySchemes: Document['components']['securitySchemes']): Document {
  return { ...ordersDocument, components: { securitySchemes } }
}

describe('the served document', () => {
  it('U-09: says nothing of how it is enforced', () => {
    const written = {
      ...ordersDocument,
      'x-google-backend': { address: 'https://inside.example' },
      'x-amazon-apigateway-integration': { uri: 'arn:aws:lambda' },
      'x-kong-plugin-acl': { allow: ['staff-inside.example'] },
      tags: [{ name: 'orders', 'x-portcullis': 1, 'X-Portcullis-Note': 1, 'x-portcullis_odd': 1, 'x-apigee': 1 }],
    }
    assert.match(JSON.stringify(written), /x-portcullis.*x-google.*x-amazon/)
    assert.doesNotMatch(JSON.stringify(view(written)), /x-portcullis|inside\.example|internal|arn:aws|apigee/i)
  })

  it('has no operation that the policy does not know', () => {
    const elsewhere = { summary: 'New', get: { servers: [{ url: 'https://elsewhere.example' }], responses: {} } }
    const written = { ...ordersDocument, paths: { ...ordersDocument.paths, 'x-a': elsewhere, '/new': elsewhere } }
    assert.doesNotMatch(JSON.stringify(view(written)), /elsewhere/)
    assert.deepEqual(view(written).paths['/new'], { summary: 'New' })
  })

  it('U-06, U-09: has no server but its own, wherever the document names one', () => {
    const elsewhere = [{ url: 'https://elsewhere.example' }]
    const item = { servers: elsewhere, get: { servers: elsewhere, responses: {} } }
    const answer = { description: 'OK', links: { server: { operationId: 'a', server: elsewhere[0] } } }
    const written = {
      ...ordersDocument,
      paths: { '/orders': { get: { responses: { 200: answer }, callbacks: { servers: { '{$url}': item } } } } },
      webhooks: { server: item },
      components: { ...ordersDocument.components, pathItems: { servers: item }, links: answer.links },
    }
    const served = view(written)
    assert.doesNotMatch(JSON.stringify(served), /elsewhere/)
    assert.deepEqual(Object.keys(served.webhooks.server), ['get'], 'what only has such a name stays')
    assert.deepEqual(served.paths['/orders'].get.responses[200].links.server, { operationId: 'a' })
  })

  it('U-09: takes what data and properties are called for names', () => {
    const schema = {
      properties: { server: { type: 'string' }, servers: { type: 'array' }, 'x-google-id': { type: 'string' } },
      example: { servers: 1, 'x-google-id': 2 },
    }
    const written = { ...ordersDocument, components: { ...ordersDocument.components, schemas: { 'x-kong-a': schema } } }
    assert.deepEqual(view(written).components.schemas['x-kong-a'], schema)
  })

  it('U-09: says nothing of it at schemes either', () => {
    const inside = { 'x-portcullis': { audience: 'https://inside.example' }, 'x-google-issuer': 'inside' }
    for (const scheme of [
      { type: 'apiKey', in: 'header', name: 'X-Key', ...inside },
      { type: 'http', scheme: 'bearer', 'x-roles': 'inside', ...inside },
      { type: 'mutualTLS', ...inside },
    ] as const) {
      const written = withSchemes({ scheme })
      const served = view(written, policyOf(written, ['']))
      assert.doesNotMatch(JSON.stringify(served), /inside|portcullis":/)
      assert.equal(served.components.securitySchemes.scheme.type, scheme.type)
    }
  })

  it('has the security that is enforced', () => {
    const { get, post } = view(ordersDocument, {
      ...policyOf(ordersDocument, ['/v1']),
      rules: [ruleOf('get', '/orders', ['/v1'], { security: [{ auth0: ['read:orders'] }] })],
    }).paths['/orders']
    assert.deepEqual(get.security, [{ auth0: ['read:orders'] }])
    assert.equal(post, undefined)
  })

  it('U-09: has nothing that only a replaced scheme referred to', () => {
    const { auth0 } = ordersDocument.components.securitySchemes
    const written = {
      ...ordersDocument,
      components: { securitySchemes: { auth0: { $ref: '#/x-referenced/1' } } },
      'x-referenced': { 1: { ...auth0, 'x-inside': 1 } },
    }
    assert.doesNotMatch(JSON.stringify(view(written)), /x-referenced|x-inside/)
  })

  it('keeps what other tools read', () => {
    const written = { ...ordersDocument, 'x-logo': { url: 'logo.png' }, 'x-googlesque': 1 }
    assert.deepEqual(view(written)['x-logo'], { url: 'logo.png' })
    assert.equal(view(written)['x-googlesque'], 1)
    assert.deepEqual(view(written).info, ordersDocument.info)
  })

  it('leaves the document itself as it was', () => {
    const before = JSON.stringify(ordersDocument)
    view(ordersDocument)
    assert.equal(JSON.stringify(ordersDocument), before)
  })

  it('of a text that is no document is that text', () => {
    assert.equal(view('text'), 'text')
  })
})

describe('schemes in the served document', () => {
  const described = (scheme: Document['components']['securitySchemes'][string]): unknown => {
    const document = withSchemes({ scheme })
    return view(document, policyOf(document, [''])).components.securitySchemes.scheme
  }

  it('shows OAuth 2.0 as a bearer token to paste, with its scopes', () => {
    assert.deepEqual(view(ordersDocument).components.securitySchemes.auth0, {
      type: 'http',
      scheme: 'bearer',
      description:
        'Staff accounts.\n\nOAuth 2.0: paste an access token, as it is.\n\nIts scopes:\n\n- `read:orders` See orders',
    })
  })

  it('lists a scope of several flows once', () => {
    const flow = { scopes: { a: 'first' } }
    const scheme = { type: 'oauth2', flows: { implicit: flow, clientCredentials: flow, password: null } } as const
    const { description } = described(scheme) as { description: string }
    assert.deepEqual(description.match(/^- .*$/gm), ['- `a` first'])
  })

  it('shows OpenID Connect the same way', () => {
    assert.deepEqual(described({ type: 'openIdConnect', openIdConnectUrl: 'https://id.example/x' }), {
      type: 'http',
      scheme: 'bearer',
      description: 'OpenID Connect: paste an access token, as it is.',
    })
  })

  for (const scheme of [
    { type: 'http', scheme: 'bearer', description: 'A token' },
    { type: 'http', scheme: 'basic' },
    { type: 'apiKey', in: 'header', name: 'X-Key' },
    { type: 'mutualTLS' },
  ] as const) {
    it(`leaves ${Object.values(scheme).join(' ')} as it is`, () => assert.deepEqual(described(scheme), scheme))
  }

  it('takes what a $ref leads to from the policy', () => {
    const written = withSchemes({ auth0: { type: 'http', $ref: './schemes.yaml#/auth0' } })
    assert.equal(view(written).components.securitySchemes.auth0.scheme, 'bearer')
  })

  it('keeps a scheme that the policy does not know', () => {
    const written = withSchemes({ other: { type: 'apiKey', in: 'header', name: 'X-Other' } })
    assert.deepEqual(view(written).components.securitySchemes.other, { type: 'apiKey', in: 'header', name: 'X-Other' })
  })

  it('takes __proto__ for a name', () => {
    const scheme = '{"type":"http","scheme":"bearer"}'
    const written = JSON.parse(`{"paths":{},"components":{"securitySchemes":{"__proto__":${scheme}}}}`)
    const served = renderDocumentView(written, policyOf(written, ['']), '../')
    assert.ok(served.includes(`"securitySchemes":{"__proto__":${scheme}}`), served)
  })
})

describe('servers in the served document', () => {
  const rows: { bases: string[]; up: string; urls: string[] }[] = [
    { bases: ['/v1'], up: '../', urls: ['../v1'] },
    { bases: [''], up: '../', urls: ['../'] },
    { bases: ['/v1'], up: './', urls: ['./v1'] },
    { bases: ['/api/v1', '/api/v2'], up: '../../', urls: ['../../api/v1', '../../api/v2'] },
  ]
  for (const { bases, up, urls } of rows) {
    it(`are ${urls} for ${JSON.stringify(bases)} from ${up}`, () => {
      const served = view(ordersDocument, policyOf(ordersDocument, bases), up)
      assert.deepEqual(
        served.servers.map(({ url }: { url: string }) => url),
        urls,
      )
    })
  }

  it('stand at operations only where they differ there', () => {
    const elsewhere = [{ url: 'https://files.internal.example/files' }]
    const document: Document = {
      ...ordersDocument,
      paths: {
        '/orders': { get: { servers: elsewhere }, post: { servers: elsewhere } },
        '/files': { servers: elsewhere, additionalOperations: { COPY: { servers: elsewhere }, PURGE: {} } },
        '/reference': { $ref: { url: './paths.yaml' } },
      },
    }
    const rules = [
      ruleOf('post', '/orders', ['/v1']),
      ruleOf('get', '/orders', ['/v2']),
      ruleOf('copy', '/files', ['/files']),
      ruleOf('purge', '/files', ['/v1']),
    ]
    const served = view(document, { rules, schemes: {}, matchOf: () => 'all' })
    assert.deepEqual(served.servers, [{ url: '../v1' }])
    const { '/orders': orders, '/files': files, '/reference': reference } = served.paths
    assert.deepEqual([orders.get.servers, orders.post.servers], [[{ url: '../v2' }], undefined])
    const { COPY: copy, PURGE: purge } = files.additionalOperations
    assert.deepEqual([files.servers, copy.servers, purge.servers], [undefined, [{ url: '../files' }], undefined])
    assert.deepEqual(reference, {})
  })
})

describe('the served document of any data', () => {
  const name = fc.oneof(
    fc.constantFrom('x-portcullis', 'paths', 'components', 'securitySchemes', '/orders', 'get'),
    fc.string(),
  )
  const data = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('mapping'),
    ),
    mapping: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  })).mapping

  it('is JSON without x-portcullis, and changes nothing', () => {
    fc.assert(
      fc.property(data, (content) => {
        const before = JSON.stringify(content)
        const served = view(content)
        assert.equal(JSON.stringify(content), before)
        assert.ok(!hasInternals(served))
      }),
    )
  })
})

/** Where names are the document's to choose, one may be called so. */
function hasInternals(value: unknown, names = false): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, member]) =>
      (!names && name === 'x-portcullis') || hasInternals(member, name === 'paths' || name === 'securitySchemes'),
  )
}
