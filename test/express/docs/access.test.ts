import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { before, describe, it } from 'node:test'
import express5 from 'express'
import {
  type ChooseIssuers,
  type DecisionEvent,
  type DocsOptions,
  type GateOptions,
  type HookContext,
  type Principal,
  portcullis,
} from '../../../src/index.ts'
import { createTestIssuer, type TestIssuer } from '../../../src/testing/index.ts'
import { bearer, documentOf } from '../../support/guarded.ts'
import { get, type Listening, listening } from '../../support/listening.ts'
import { rawRequest } from '../../support/raw.ts'
import { versions } from '../../support/versions.ts'
import { send } from '../send-raw.ts'

/** Operations for all kinds of callers, each with a schema that nobody else uses. */
const paths = {
  '/menu': { get: { operationId: 'menu', tags: ['open'], security: [], responses: answering('Menu') } },
  '/orders': {
    get: {
      operationId: 'listOrders',
      tags: ['orders'],
      security: [{ auth0: ['read:orders'] }],
      responses: answering('Order'),
    },
    delete: { operationId: 'dropOrders', security: [{ auth0: ['write:orders'] }], responses: answering('Dropped') },
  },
  '/orders/{owner}': {
    parameters: [{ name: 'owner', in: 'path', required: true, schema: { type: 'string' } }],
    get: {
      operationId: 'ownOrders',
      security: [{ auth0: [] }],
      'x-portcullis': { bind: { 'path.owner': 'owner' } },
      responses: answering('Own'),
    },
  },
  '/stock': { get: { operationId: 'stock', tags: ['inside'], security: [{ key: [] }], responses: answering('Stock') } },
}

function answering(schema: string): object {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } }
  const links = { drop: { operationId: 'dropOrders' }, menu: { operationRef: '#/paths/~1menu/get' } }
  return { 200: { description: 'OK', content, links } }
}

const schemas = {
  Menu: { type: 'object', properties: { item: { $ref: '#/components/schemas/Item' } } },
  Order: {
    oneOf: [{ $ref: '#/components/schemas/Item' }],
    discriminator: { propertyName: 'kind', mapping: { b: 'Big' } },
  },
  Big: { description: 'only a discriminator leads to it' },
  Item: { type: 'string' },
  Dropped: { description: 'only for those who may write' },
  Own: { type: 'integer' },
  Stock: { properties: { secret: { $ref: '#/components/schemas/Secret' } } },
  Secret: { description: 'only for those with a key' },
  Unused: { description: 'nobody refers to it' },
}

const { components } = documentOf({}) as { components: { securitySchemes: object } }
const document = documentOf(paths, {
  components: { ...components, schemas },
  tags: [{ name: 'open' }, { name: 'orders', parent: 'all' }, { name: 'all' }, { name: 'inside' }],
  webhooks: { restocked: { post: { responses: answering('Stock') } } },
  'x-note': 'of the stock',
  info: { title: 'Test', version: '1', 'x-note': 'of the stock' },
})

let issuer: TestIssuer
before(async () => {
  issuer = await createTestIssuer()
})

const keys = [{ name: 'shelf', key: 'key-of-the-shelf', scopes: [] }]

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

interface Serving extends Listening {
  readonly gate: Awaited<ReturnType<typeof portcullis>>
  /** The document as these headers show it. */
  seen(headers?: Record<string, string>, method?: string): Promise<Answer>
}

async function serving(
  express: (typeof versions)[number]['express'],
  docs: DocsOptions,
  options: GateOptions = {},
): Promise<Serving> {
  const gate = await portcullis(document, {
    schemes: { ...issuer.schemes, key: { keys } },
    env: { NODE_ENV: 'test' },
    log: () => undefined,
    docs,
    ...options,
  })
  const app = express()
  gate.mount(app)
  const server = await listening(app)
  return {
    ...server,
    gate,
    async seen(headers = {}, method = 'GET') {
      const { body, ...answer } = await send(server.port, '/docs/openapi.json', method, headers)
      return { ...answer, text: body.toString() }
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await gate.close()
    },
  }
}

function operationsIn(text: string): readonly string[] {
  const items = Object.values<Record<string, { operationId?: string }>>(JSON.parse(text).paths)
  return items.flatMap((item) => Object.values(item).flatMap(({ operationId }) => operationId ?? []))
}

for (const { name, express } of versions) {
  describe(`docs.visibility 'permitted' on ${name}`, () => {
    it('U-15: shows each caller what it may call, with what only that uses', async () => {
      await using server = await serving(express, { visibility: 'permitted' })
      const reader = bearer(await issuer.token({ scope: 'read:orders' }))
      const writer = bearer(await issuer.token({ scope: 'read:orders write:orders', claims: { owner: 'ann' } }))
      const rows: readonly [Record<string, string>, string[], string[], string[]][] = [
        [{}, ['menu'], ['Menu', 'Item'], ['open']],
        [reader, ['menu', 'listOrders'], ['Menu', 'Order', 'Big', 'Item'], ['open', 'orders', 'all']],
        [
          writer,
          ['menu', 'listOrders', 'dropOrders', 'ownOrders'],
          ['Menu', 'Order', 'Big', 'Item', 'Dropped', 'Own'],
          ['open', 'orders', 'all'],
        ],
        [{ 'x-key': 'key-of-the-shelf' }, ['menu', 'stock'], ['Menu', 'Item', 'Stock', 'Secret'], ['open', 'inside']],
      ]
      for (const [headers, operations, used, tags] of rows) {
        const { status, text } = await server.seen(headers)
        assert.equal(status, 200)
        assert.deepEqual(operationsIn(text), operations)
        const view = JSON.parse(text)
        assert.deepEqual(
          Object.keys(view.components.schemas).filter((one) => one !== 'Problem'),
          used,
        )
        assert.deepEqual(
          view.tags.map((tag: { name: string }) => tag.name),
          tags,
        )
        const links = Object.keys(view.paths['/menu'].get.responses[200].links)
        assert.deepEqual(links, operations.includes('dropOrders') ? ['drop', 'menu'] : ['menu'])
        assert.deepEqual([view.webhooks, view['x-note'], view.info['x-note']], [undefined, undefined, undefined])
      }
    })

    it('U-15: is no answer of another caller: own view, private, and no 304 for the ETag of another', async () => {
      await using server = await serving(express, { visibility: 'permitted' })
      const admin = bearer(await issuer.token({ scope: 'read:orders write:orders' }))
      const first = await server.seen(admin)
      const etag = first.headers.etag ?? ''
      assert.equal((await server.seen({ ...admin, 'if-none-match': etag })).status, 304)
      for (const headers of [{}, { 'x-key': 'key-of-the-shelf' }]) {
        const other = await server.seen({ ...headers, 'if-none-match': etag })
        assert.equal(other.status, 200)
        assert.doesNotMatch(other.text, /dropOrders|for those who may write/)
        assert.notEqual(other.headers.etag, etag)
        assert.equal(other.headers['cache-control'], 'private, no-cache')
        assert.match(other.headers.vary ?? '', /authorization.*x-key.*accept-encoding/i)
      }
    })

    it('shows those who may call all of it the whole document', async () => {
      await using server = await serving(express, { visibility: 'permitted' })
      const headers = {
        ...bearer(await issuer.token({ scope: 'read:orders write:orders', claims: { owner: 'ann' } })),
        'x-key': 'key-of-the-shelf',
      }
      const { webhooks, components, 'x-note': note } = JSON.parse((await server.seen(headers)).text)
      assert.ok(webhooks.restocked.post && components.schemas.Unused)
      assert.equal(note, 'of the stock')
    })

    it('takes a credential that is not good for none', async () => {
      await using server = await serving(express, { visibility: 'permitted' })
      const anonymous = (await server.seen()).text
      for (const headers of [
        bearer(await issuer.token({ scope: 'read:orders', expiresIn: -60 })),
        bearer('garbage'),
        { 'x-key': 'none' },
        { authorization: `Basic ${btoa('a:b')}` },
      ]) {
        assert.equal((await server.seen(headers)).text, anonymous)
      }
    })

    it('follows a revocation and another reading of the document', async () => {
      await using server = await serving(express, { visibility: 'permitted' })
      const reader = bearer(await issuer.token({ sub: 'gone', scope: 'read:orders' }))
      assert.deepEqual(operationsIn((await server.seen(reader)).text), ['menu', 'listOrders'])
      await server.gate.reload(
        { ...document, paths: { ...paths, '/orders': { ...paths['/orders'], get: paths['/menu'].get } } },
        { allowWeaker: true },
      )
      assert.deepEqual(operationsIn((await server.seen()).text), ['menu', 'menu'])
      await server.gate.reload(document)
      await server.gate.revoke({ issuer: issuer.issuer, sub: 'gone' })
      assert.deepEqual(operationsIn((await server.seen(reader)).text), ['menu'])
    })
  })

  describe(`docs.security on ${name}`, () => {
    it('U-15: gives the document to who has a good credential, and nobody else', async () => {
      await using server = await serving(express, { security: 'auth0' })
      const good = bearer(await issuer.token({ scope: '' }))
      const { status, text, headers } = await server.seen(good)
      assert.equal(status, 200)
      assert.equal(operationsIn(text).length, 5)
      assert.deepEqual(
        [headers['cache-control'], headers.vary],
        ['private, no-cache', 'authorization, Accept-Encoding'],
      )
      const etag = headers.etag ?? ''
      const expired = bearer(await issuer.token({ expiresIn: -60 }))
      for (const [given, wanted] of [
        [{}, /^Bearer realm="api"$/],
        [{ 'x-key': 'key-of-the-shelf' }, /^Bearer realm="api"$/],
        [expired, /error="invalid_token"/],
      ] as const) {
        const refused = await server.seen({ ...given, 'if-none-match': etag })
        assert.equal(refused.status, 401)
        assert.match(refused.headers['www-authenticate'] ?? '', wanted)
        assert.match(refused.headers.vary ?? '', /authorization/)
        assert.equal(refused.headers['cache-control'], 'no-store')
        assert.doesNotMatch(refused.text, /menu|Orders/)
      }
      assert.equal((await server.seen({ ...good, 'if-none-match': etag })).status, 304)
      assert.equal((await server.seen({}, 'HEAD')).status, 401)
    })

    it('has a page for everybody, which says nothing of the document', async () => {
      await using server = await serving(express, { security: 'auth0' })
      for (const file of ['', 'entry.json', 'page.js']) {
        const { status, text } = await get(`${server.url}/docs/${file}`)
        assert.equal(status, 200, file)
        assert.doesNotMatch(text, /menu|stock|orders/i, file)
      }
      const entry = JSON.parse((await get(`${server.url}/docs/entry.json`)).text)
      assert.deepEqual(entry.paths, {})
      assert.deepEqual(Object.keys(entry.components.securitySchemes), ['auth0'])
      assert.equal(entry.info.title, 'API documentation')
    })

    it('counts in report mode as well, and for another place of the page', async () => {
      await using server = await serving(express, { security: 'auth0' }, { mode: 'report' })
      assert.equal((await server.seen()).status, 401)
      const app = express()
      app.use(server.gate.docs({ path: '/other' }))
      await using other = await listening(app)
      assert.equal((await get(`${other.url}/other/`)).status, 200)
      assert.equal((await get(`${other.url}/other/openapi.json`)).status, 401)
    })

    it('judges again where the document was read anew meanwhile', async () => {
      let release = (): void => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      const verify = async (key: string) => {
        await held
        return key === 'old' ? { name: 'old' } : undefined
      }
      const schemes = { ...issuer.schemes, key: { verify } }
      await using server = await serving(express, { security: 'key' }, { schemes })
      const waiting = server.seen({ 'x-key': 'old' })
      const moved = {
        ...components,
        securitySchemes: { ...components.securitySchemes, key: { type: 'apiKey', in: 'header', name: 'X-New' } },
        schemas,
      }
      await server.gate.reload({ ...document, components: moved }, { allowWeaker: true })
      release()
      assert.equal((await waiting).status, 401)
    })

    it('goes with docs.visibility', async () => {
      await using server = await serving(express, { security: 'key', visibility: 'permitted' })
      assert.equal((await server.seen()).status, 401)
      const { text } = await server.seen({ 'x-key': 'key-of-the-shelf' })
      assert.deepEqual(operationsIn(text), ['menu', 'stock'])
    })
  })
}

describe('what a caller may call', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`/o${index}`, paths['/orders']]))
  const seenWith = async (options: GateOptions, headers: Record<string, string>) => {
    const gate = await portcullis(
      { ...document, paths: { ...paths, ...many } },
      { schemes: { ...issuer.schemes, key: { keys } }, env: {}, log: () => undefined, ...options },
    )
    const app = express5()
    app.use(gate.docs({ visibility: 'permitted' }))
    await using server = await listening(app)
    const { text } = await get(`${server.url}/docs/openapi.json`, { headers })
    const { counters } = gate.health()
    await gate.close()
    return { operations: operationsIn(text), counters }
  }

  it('costs one signature, be the token forged, and is no decision', async () => {
    const token = await issuer.token({ scope: 'read:orders' })
    const forged = `${token.slice(0, -8)}${token.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA'}`
    for (const [given, shown] of [
      [token, 302],
      [forged, 1],
    ] as const) {
      const { operations, counters } = await seenWith({}, bearer(given))
      assert.equal(operations.length, shown)
      assert.equal(counters.signaturesChecked, 1)
      assert.equal(Number(counters.allowed) + Number(counters.refused), 0)
    }
  })

  it('costs one signature and one choice where a function chooses among the issuers', async () => {
    const token = await issuer.token({ scope: 'read:orders' })
    const forged = `${token.slice(0, -8)}${token.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA'}`
    const { issuer: name, jwks, ...scheme } = { ...issuer.scheme }
    const told: object[] = []
    const issuersFor: ChooseIssuers = ({ params }) => {
      told.push(params)
      return `${name}`
    }
    const schemes = { auth0: { ...scheme, issuers: [{ issuer: `${name}`, jwks }], issuersFor }, key: { keys } }
    for (const [given, shown] of [
      [token, 302],
      [forged, 1],
    ] as const) {
      const { operations, counters } = await seenWith({ schemes }, bearer(given))
      assert.equal(operations.length, shown)
      assert.equal(counters.signaturesChecked, 1)
      assert.deepEqual(told.splice(0).map(Object.keys), [[]])
    }
  })

  it('asks for nothing where a report mode lets everybody in', async () => {
    let asked = 0
    const check = () => {
      asked += 1
      return false
    }
    const schemes = { auth0: { ...issuer.scheme, check }, key: { keys } }
    const token = await issuer.token({ scope: 'read:orders' })
    const { operations, counters } = await seenWith({ schemes, mode: 'report' }, bearer(token))
    assert.deepEqual([operations.length, asked, counters.signaturesChecked], [605, 0, 0])
  })

  it('asks a function of the application for each operation, since it may look at which it is', async () => {
    let asked = 0
    const check = (_principal: Principal, { operation }: HookContext) => {
      asked += 1
      return operation.operationId !== 'dropOrders'
    }
    const schemes = { auth0: { ...issuer.scheme, check }, key: { keys } }
    const token = await issuer.token({ scope: 'read:orders write:orders' })
    const { operations } = await seenWith({ schemes }, bearer(token))
    assert.deepEqual([operations.includes('dropOrders'), operations.includes('listOrders')], [false, true])
    assert.ok(asked > 600, `${asked}`)
  })

  it('shows what is bound to a claim to those for whom some value would fit', async () => {
    for (const [owner, isShown] of [
      ['ann', true],
      [['', 7], true],
      [[], false],
      ['', false],
      [null, false],
      [{}, false],
    ] as const) {
      const { operations } = await seenWith({}, bearer(await issuer.token({ claims: { owner } })))
      assert.equal(operations.includes('ownOrders'), isShown, JSON.stringify(owner))
    }
  })

  it('tells the owner once of a function that breaks down', async () => {
    const lines: string[] = []
    const check = () => {
      throw new Error('no database')
    }
    const schemes = { auth0: { ...issuer.scheme, check }, key: { keys } }
    const log = (line: string) => void lines.push(line)
    const { operations } = await seenWith({ schemes, log }, bearer(await issuer.token({ scope: 'read:orders' })))
    assert.deepEqual(operations, ['menu'])
    assert.equal(lines.filter((line) => line.includes('check')).length, 1, lines.join('\n'))
  })
})

describe('the documentation', () => {
  it('is called by the title of the reading in force, where nothing else is said', async () => {
    for (const [docs, before, after] of [
      [{}, 'Test', 'Other'],
      [{ title: 'Own' }, 'Own', 'Own'],
      [{ security: 'auth0' }, 'API documentation', 'API documentation'],
    ] as const) {
      await using server = await serving(express5, docs)
      const titleNow = async () => /<title>(.*)<\/title>/.exec((await get(`${server.url}/docs/`)).text)?.[1]
      assert.equal(await titleNow(), before)
      await server.gate.reload({ ...document, info: { title: 'Other', version: '2' } })
      assert.equal(await titleNow(), after)
    }
  })

  it('U-08: is off in production unless it is asked for, and a line says where it is on', async () => {
    for (const { NODE_ENV, docs, isOn } of [
      { NODE_ENV: 'production', isOn: false },
      { NODE_ENV: 'production', docs: true, isOn: true },
      { NODE_ENV: 'production', docs: { visibility: 'permitted' as const }, isOn: true },
      { NODE_ENV: 'development', docs: false, isOn: false },
      { NODE_ENV: 'development', isOn: true },
    ]) {
      const lines: string[] = []
      const schemes = { ...issuer.schemes, key: { keys } }
      const given = docs === undefined ? {} : { docs }
      const gate = await portcullis(document, {
        schemes,
        env: { NODE_ENV },
        log: (line) => void lines.push(line),
        ...given,
      })
      const app = express5()
      gate.mount(app)
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/docs/`)).status, isOn ? 200 : 404)
      assert.equal((await get(`${server.url}/docs/openapi.json`)).status, isOn ? 200 : 404)
      const told = lines.filter((line) => line.includes('/docs; docs: false in the options turns it off'))
      assert.equal(told.length, isOn ? 1 : 0, lines.join('\n'))
      await gate.close()
    }
  })
})

describe('docs.security', () => {
  const gateWith = (docs: DocsOptions) =>
    portcullis(document, {
      schemes: { ...issuer.schemes, key: { keys } },
      env: { NODE_ENV: 'test' },
      log: () => undefined,
      docs,
    })

  it('decides as for an operation of its own, which is counted and told', async () => {
    const told: DecisionEvent[] = []
    const lines: string[] = []
    const operations: HookContext['operation'][] = []
    const check = ({ name }: Principal, { operation }: HookContext) => {
      operations.push(operation)
      return name === 'shelf'
    }
    const others = [...keys, { name: 'other', key: 'key-of-another-one', scopes: [] }]
    const schemes = { ...issuer.schemes, key: { keys: others, check } }
    const log = (line: string) => void lines.push(line)
    await using server = await serving(express5, { security: 'key' }, { schemes, log })
    server.gate.on('decision', (event) => void told.push(event))
    const [shelf, other] = ['X-Key: key-of-the-shelf', 'X-Key: key-of-another-one']
    for (const [headers, status] of [
      [[], 401],
      [[shelf], 200],
      [[shelf, shelf], 400],
      [[other], 403],
    ] as const) {
      assert.equal((await rawRequest(server.port, 'GET', '/docs/openapi.json', headers)).status, status)
    }
    const { allowed, refused } = server.gate.health().counters
    assert.deepEqual([allowed, refused], [1, 3])
    const named = [...told.map(({ operation }) => operation), ...operations]
    assert.deepEqual(new Set(named.map((one) => `${one?.method} ${one?.path}`)), new Set(['get /docs/openapi.json']))
    assert.equal(named.length, 6)
    const refusals = lines.filter((line) => line.includes(' for GET /docs/openapi.json: '))
    assert.deepEqual(
      refusals.map((line) => line.split(' ')[1]),
      ['401', '400', '403'],
    )
  })

  it('stops the start where the document has no such scheme', async () => {
    await assert.rejects(gateWith({ security: 'auth' }), /docs\.security names "auth".*Did you mean "auth0"\?/s)
  })

  it('may be a scheme that no operation uses, which has to be configured', async () => {
    const { '/stock': _stock, ...others } = paths
    const without = { ...document, paths: others }
    const options = { env: { NODE_ENV: 'test' }, log: () => undefined, docs: { security: 'key' } }
    await assert.rejects(
      portcullis(without, { ...options, schemes: issuer.schemes }),
      /"key" is needed by GET \/docs\/openapi\.json/,
    )
    const gate = await portcullis(without, { ...options, schemes: { ...issuer.schemes, key: { keys } } })
    const app = express5()
    gate.mount(app)
    await using server = await listening(app)
    assert.equal((await get(`${server.url}/docs/openapi.json`)).status, 401)
    assert.equal(
      (await get(`${server.url}/docs/openapi.json`, { headers: { 'x-key': 'key-of-the-shelf' } })).status,
      200,
    )
    await gate.close()
  })

  it('is asked for where the page is placed by hand, too', async () => {
    const gate = await gateWith({})
    assert.throws(() => gate.docs({ security: 'none' }), /docs\.security names "none".*It may be: auth0, key/s)
    await gate.close()
  })
})
