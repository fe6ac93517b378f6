import assert from 'node:assert/strict'
import { type AddressInfo, connect } from 'node:net'
import { describe, it } from 'node:test'
import { documentOf, guarded } from '../../support/guarded.ts'
import { get } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

const integer = { type: 'integer' }
const text = { type: 'string' }
const query = (name: string, schema: object, more: object = {}): object => ({ name, in: 'query', schema, ...more })
const list = { type: 'array', items: integer }
const pair = { type: 'object', properties: { a: integer, b: text } }
const responses = { 200: { description: 'OK' } }

const parameters = [
  query('list', list),
  query('joined', list, { explode: false }),
  query('piped', list, { style: 'pipeDelimited', explode: false }),
  query('text', text),
  query('deep', pair, { style: 'deepObject', explode: true }),
  query('open', { type: 'object', additionalProperties: integer }, { style: 'deepObject' }),
  query('form', { type: 'object', properties: { x: integer, y: list } }, { style: 'form', explode: true }),
  query('closed', pair, { explode: false }),
  query('either', { oneOf: [pair, text] }, { explode: false }),
  query('reserved', text, { allowReserved: true }),
  query('nested', { type: 'array', items: list }),
  { name: 'content', in: 'query', content: { 'application/json': { schema: pair } } },
  { name: 'X-Count', in: 'header', schema: integer },
  { name: 'session', in: 'cookie', schema: list, explode: false },
]
const names = parameters.map((parameter) => (parameter as { name: string }).name)

const node = {
  type: 'object',
  properties: { next: { $ref: '#/components/schemas/Node' } },
  additionalProperties: false,
}
const told = {
  oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
  discriminator: { propertyName: 'kind' },
}
const animal = (kind: string): object => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', enum: [kind] } },
})
const body = (schema: object): object => ({
  post: { security: [], requestBody: { content: { 'application/json': { schema } } }, responses },
})

const paths = {
  '/search': { get: { security: [], parameters, responses } },
  '/bare': { get: { security: [], responses } },
  '/reserved': { get: { security: [], parameters: [query('_openapi', text)], responses } },
  '/nodes': body({ $ref: '#/components/schemas/Node' }),
  '/told': body(told),
  '/lists': body(list),
  '/broken': { get: { security: [], parameters: [query('a', { type: 'nothing' })], responses } },
}
const document = documentOf(paths, {
  components: { schemas: { Node: node, Cat: animal('Cat'), Dog: animal('Dog') } },
})

for (const { name, express } of versions) {
  describe(`hostile requests on ${name}`, () => {
    const start = (parser: string) =>
      guarded(express, {
        document,
        options: { validate: true },
        before: (app) => void app.set('query parser', parser),
        routes(app, _ran, { json }) {
          app.use(json({ limit: '2mb', strict: false }))
          for (const path of Object.keys(paths)) app.all(path, (_req, res) => void res.json({}))
        },
      })

    for (const parser of ['simple', 'extended']) {
      it(`answers no query 500, with the ${parser} parser`, async () => {
        await using app = await start(parser)
        assert.equal((await get(`${app.url}/search`)).status, 200)
        assert.equal((await get(`${app.url}/search?joined=1,2&text=a&deep[a]=1&x=5`)).status, 200)
        const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '', '[', ']', '[]', 'x', '%00']
        const forms = [
          '',
          '=',
          '=1',
          '[a]=x',
          '[]=x',
          '[a][b]=1',
          '[0]=1',
          '[__proto__]=1',
          '[constructor]=1',
          '={',
          '=[',
        ]
        const values = forms.flatMap((form) => [...names, ...odd].map((one) => `${encodeURIComponent(one)}${form}`))
        const twice = names.flatMap((one) => [`${one}=1&${one}=2`, `${one}[a]=1&${one}=2`, `${one}=1&${one}[a]=2`])
        for (const target of [...values, ...twice, `deep${'[a]'.repeat(2000)}=1`, `${'a=1&'.repeat(1500)}b`]) {
          for (const path of ['/search', '/bare']) {
            const { status } = await get(`${app.url}${path}?${target}`)
            assert.ok(status === 200 || status === 400, `${status} ${path}?${target.slice(0, 60)}`)
          }
        }
      })

      it(`takes a member for no item of a list, with the ${parser} parser`, async () => {
        await using app = await start(parser)
        for (const target of ['joined[a]=x', 'piped[a]=x']) {
          const answer = await get(`${app.url}/search?${target}`)
          assert.deepEqual([target, answer.status], [target, 400])
          assert.equal(JSON.parse(answer.text).error, 'validation_failed')
        }
      })

      it(`keeps nothing of a query that poses as the validator's own state, with the ${parser} parser`, async () => {
        await using app = await start(parser)
        for (const form of [
          '=x',
          '[a]=1',
          '[schema][operationId]=1',
          '[schema][parameters][0][in]=query',
          '=1&_openapi=2',
          '',
        ]) {
          for (const path of ['/search', '/bare', '/reserved']) {
            const answer = await get(`${app.url}${path}?_openapi${form}`)
            assert.deepEqual([path, form, answer.status], [path, form, 400])
            assert.deepEqual(JSON.parse(answer.text).errors, [
              { pointer: '/query', message: 'has a parameter that is not known', code: 'unknown' },
            ])
          }
        }
      })
    }

    it('answers no body 500, and none of them slowly', async () => {
      await using app = await start('simple')
      const depth = 20_000
      const bodies = [
        `${'{"next":'.repeat(depth)}{}${'}'.repeat(depth)}`,
        `${'['.repeat(depth)}${']'.repeat(depth)}`,
        '{"__proto__":{"a":1}}',
        '{"constructor":{"prototype":1},"kind":"__proto__"}',
        '{"kind":"constructor"}',
        '{"kind":{"toString":1}}',
        '{"kind":"Cat"}',
        'null',
        '5',
        '"text"',
        '[]',
        '[null,{}]',
      ]
      for (const path of ['/nodes', '/told', '/lists']) {
        for (const sent of bodies) {
          const headers = { 'content-type': 'application/json' }
          const { status } = await get(app.url + path, { method: 'POST', headers, body: sent })
          assert.ok(status === 200 || status === 400, `${status} ${path} ${sent.slice(0, 40)}`)
        }
        const empty = { method: 'POST', headers: { 'content-type': 'application/json' } }
        const { status } = await get(app.url + path, empty)
        assert.ok(status === 200 || status === 400, `${status} ${path}, no body`)
      }
    })

    it('answers no headers 500 that are repeated or odd', async () => {
      await using app = await start('extended')
      for (const lines of [
        ['X-Count: 1', 'X-Count: 2'],
        ['X-Count: a'],
        ['Cookie: session=1', 'Cookie: session=2'],
        ['Content-Type: a/b', 'Content-Type: c/d'],
        ['Content-Type: ;;;'],
        ['Content-Type: __proto__'],
        ['Content-Type: multipart/form-data', 'Content-Length: 0'],
      ]) {
        const answer = await raw(app.port, ['GET /search HTTP/1.1', 'Host: a', 'Connection: close', ...lines])
        assert.match(answer, /^HTTP\/1\.1 [24]00 /, lines.join())
      }
    })

    it('says 500 of a document that cannot be read, whatever the request', async () => {
      await using app = await start('simple')
      for (const target of ['/broken', '/broken?a=1', '/broken?b[c]=1'])
        assert.equal((await get(app.url + target)).status, 500)
    })
  })
}

function raw(port: AddressInfo['port'], lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`))
    let answer = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })
}
