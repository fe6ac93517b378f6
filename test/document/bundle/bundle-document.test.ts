import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bundleDocument } from '../../../src/document/bundle/bundle-document.ts'
import { referencesIn } from '../../../src/document/bundle/references-in.ts'
import { load, withFolder } from '../load-files.ts'

// biome-ignore lint/suspicious/noExplicitAny: documents of all shapes, read by the tests that wrote them
type Bundled = any

async function bundle(entry: string, allow: readonly string[] = []): Promise<Bundled> {
  const { document } = await load(entry)
  assert.ok(document, 'the document of the test loads')
  return bundleDocument({ content: document.content, entry, allow })
}

const head = 'openapi: 3.1.0\ninfo: { title: Test, version: "1" }\n'
const ok =
  'responses: { "200": { description: OK, content: { application/json: { schema: { $ref: "./schemas.yaml#/Order" } } } } }'
const entry = `${head}paths:\n  /orders:\n    get:\n      security: []\n      ${ok}\n`
const schemas =
  'Order: { type: object, properties: { item: { $ref: "#/Item" }, next: { $ref: "#/Order" } } }\nItem: { type: string }\nSecret: { type: string, description: nobody refers to it }\n'

describe('a document of several files', () => {
  it('is one, with what it refers to once, and nothing else of the files', async () => {
    await withFolder({ 'openapi.yaml': entry, 'schemas.yaml': schemas }, async (folder) => {
      const bundled = await bundle(join(folder, 'openapi.yaml'))
      const { schema } = bundled.paths['/orders'].get.responses['200'].content['application/json']
      assert.deepEqual(schema, { $ref: '#/x-referenced/1' })
      assert.deepEqual(bundled['x-referenced'], {
        1: {
          type: 'object',
          properties: { item: { $ref: '#/x-referenced/2' }, next: { $ref: '#/x-referenced/1' } },
        },
        2: { type: 'string' },
      })
      assert.doesNotMatch(JSON.stringify(bundled), /nobody refers|schemas\.yaml|document-/)
    })
  })

  it('has nothing that only data, or an extension for gateways, refers to (U-09)', async () => {
    const media = '{ example: { $ref: "inside.yaml" }, examples: { default: { value: { $ref: "inside.yaml" } } } }'
    const schema =
      '{ default: { $ref: "inside.yaml" }, enum: [{ $ref: "inside.yaml" }], examples: [{ $ref: "inside.yaml" }] }'
    const files = {
      'openapi.yaml': `${head}paths:\n  /a:\n    get:\n      security: []\n      x-amazon-apigateway-integration: { $ref: inside.yaml }\n      responses:\n        default: { $ref: "outside.yaml#/answer" }\n        "200": { description: OK, content: { a/b: ${media} } }\ncomponents:\n  schemas:\n    default: ${schema}\n    A: { properties: { default: { $ref: "outside.yaml#/default" } } }\n`,
      'inside.yaml': 'secret: inside\n',
      'outside.yaml': 'answer: { description: shown }\ndefault: { type: string }\n',
    }
    await withFolder(files, async (folder) => {
      const bundled = await bundle(join(folder, 'openapi.yaml'))
      assert.deepEqual(Object.values(bundled['x-referenced']), [{ description: 'shown' }, { type: 'string' }])
    })
  })

  it('has its path items and operations where they are', async () => {
    const files = {
      'openapi.yaml': `${head}paths:\n  /orders: { $ref: "paths/orders.yaml" }\n  /items:\n    get: { $ref: "#/components/x-operations/items" }\ncomponents:\n  x-operations:\n    items: { security: [], responses: {} }\n  schemas:\n    Item: { type: string }\n`,
      'paths/orders.yaml':
        'get:\n  security: []\n  responses:\n    "200": { description: OK, content: { a/b: { schema: { $ref: "../openapi.yaml#/components/schemas/Item" } } } }\n',
    }
    await withFolder(files, async (folder) => {
      const bundled = await bundle(join(folder, 'openapi.yaml'))
      const { get } = bundled.paths['/orders']
      assert.deepEqual(get.responses['200'].content['a/b'].schema, { $ref: '#/components/schemas/Item' })
      assert.deepEqual(bundled.paths['/items'].get, { security: [], responses: {} })
      assert.equal(bundled['x-referenced'], undefined, 'what stands in its place is not there twice')
    })
  })

  it('finds names that need to be written in another way in a pointer', async () => {
    const files = {
      'openapi.yaml': entry.replace('#/Order', '#/a~1b/c%25%20d~0'),
      'schemas.yaml': '"a/b": { "c% d~": { $ref: "openapi.yaml#/x-%7Bid%7D~1" } }\n',
    }
    const withMember = { ...files, 'openapi.yaml': `${files['openapi.yaml']}"x-{id}/": { type: number }\n` }
    await withFolder(withMember, async (folder) => {
      const bundled = await bundle(join(folder, 'openapi.yaml'))
      assert.deepEqual(bundled['x-referenced'][1], { $ref: '#/x-%7Bid%7D~1' })
    })
  })

  it('O-20 takes nothing in from outside its folder, be it by a link', async () => {
    const reaching = entry.replace('./schemas.yaml#/Order', '../outside.yaml').replace('type', 'type')
    const linked = entry.replace('./schemas.yaml#/Order', './link.yaml')
    const files = { 'api/openapi.yaml': reaching, 'api/linked.yaml': linked, 'outside.yaml': 'description: secret\n' }
    await withFolder(files, async (folder) => {
      await symlink(join(folder, 'outside.yaml'), join(folder, 'api/link.yaml'))
      for (const name of ['openapi.yaml', 'linked.yaml']) {
        const bundled = await bundle(join(folder, 'api', name))
        assert.doesNotMatch(JSON.stringify(bundled), /secret/)
        const { schema } = bundled.paths['/orders'].get.responses['200'].content['application/json']
        assert.equal(schema.$ref, '#/x-referenced/missing')
      }
      assert.match(JSON.stringify(await bundle(join(folder, 'api/openapi.yaml'), [folder])), /secret/)
    })
  })

  it('says of what leads nowhere that it is missing, and leaves addresses and circles', async () => {
    for (const target of [
      './none.yaml',
      './schemas.yaml#/None',
      'https://a.example/b.yaml',
      '#anchor',
      './circle.yaml',
    ]) {
      const files = {
        'openapi.yaml': entry.replace('./schemas.yaml#/Order', target),
        'schemas.yaml': schemas,
        'circle.yaml': '$ref: "./circle.yaml"\n',
      }
      await withFolder(files, async (folder) => {
        const bundled = await bundle(join(folder, 'openapi.yaml'))
        const { schema } = bundled.paths['/orders'].get.responses['200'].content['application/json']
        const stays =
          target === './circle.yaml' ? '#/x-referenced/1' : /^[h#]/.test(target) ? target : '#/x-referenced/missing'
        assert.deepEqual(schema, { $ref: stays })
      })
    }
  })

  it('is not changed by it, and of an object it is itself', async () => {
    const content = { openapi: '3.1.0', paths: { '/a': { get: { $ref: './a.yaml' } } } }
    const before = JSON.stringify(content)
    assert.deepEqual(await bundleDocument({ content, entry: undefined, allow: [] }), content)
    assert.equal(JSON.stringify(content), before)
    assert.equal(await bundleDocument({ content: 'text', entry: undefined, allow: [] }), 'text')
  })

  it('has what may stand elsewhere as a whole where it belongs', async () => {
    const files = {
      'openapi.yaml': `${head}paths: { $ref: "paths.yaml" }\ncomponents: { $ref: "parts.yaml#/components" }\n`,
      'paths.yaml': '/orders:\n  get: { $ref: "openapi.yaml#/components/x-operations/orders" }\n',
      'parts.yaml':
        'components:\n  x-operations: { orders: { security: [{ key: [] }], responses: {} } }\n  securitySchemes: { $ref: "schemes.yaml" }\n',
      'schemes.yaml': 'key: { type: apiKey, in: header, name: X-Key }\n',
    }
    await withFolder(files, async (folder) => {
      const bundled = await bundle(join(folder, 'openapi.yaml'))
      assert.deepEqual(bundled.paths['/orders'].get, { security: [{ key: [] }], responses: {} })
      assert.deepEqual(bundled.components.securitySchemes.key, { type: 'apiKey', in: 'header', name: 'X-Key' })
    })
  })

  it('has what discriminators lead to', async () => {
    const mapping = '{ a: "./schemas.yaml#/Item", b: Own }'
    const odd = `${head}paths: {}\ncomponents:\n  schemas:\n    Own: { discriminator: { propertyName: k, mapping: ${mapping} } }\n`
    await withFolder({ 'openapi.yaml': odd, 'schemas.yaml': schemas }, async (folder) => {
      const { components, 'x-referenced': parts } = await bundle(join(folder, 'openapi.yaml'))
      const { mapping } = components.schemas.Own.discriminator
      assert.deepEqual(mapping, { a: '#/x-referenced/1', b: '#/components/schemas/Own' })
      assert.deepEqual(parts, { 1: { type: 'string' } })
    })
  })

  it('keeps what the document itself has under the name of the parts', async () => {
    const names = ['kept', '1', 'missing']
    const refs = names.map((name) => `{ $ref: "#/x-referenced/${name}" }`).join(', ')
    const written = names.map((name) => `${name}: { title: ${name} }`).join(', ')
    const own = `${entry}x-referenced: { ${written} }\ncomponents: { schemas: { A: { anyOf: [${refs}, { $ref: none.yaml }] } } }\n`
    await withFolder({ 'openapi.yaml': own, 'schemas.yaml': schemas }, async (folder) => {
      const { components, paths, 'x-referenced': parts } = await bundle(join(folder, 'openapi.yaml'))
      for (const name of names) assert.equal(String(parts[name].title), name)
      assert.deepEqual(Object.keys(parts).toSorted(), ['1', '1-2', '2', 'kept', 'missing', 'missing-2'])
      const { schema } = paths['/orders'].get.responses['200'].content['application/json']
      assert.deepEqual(schema, { $ref: '#/x-referenced/1-2' })
      assert.deepEqual(components.schemas.A.anyOf.at(-1), { $ref: '#/x-referenced/missing-2' })
    })
  })

  it('takes nothing of the entry for what another file calls its own', async () => {
    const files = {
      'openapi.yaml': `${entry}components: { schemas: { Item: { title: of the entry } } }\n`,
      'schemas.yaml':
        'Order:\n  discriminator: { propertyName: k, mapping: { named: Item, path: "#/components/schemas/Item" } }\n  anyOf: [{ $ref: "#/components/schemas/Item" }, { $ref: "#anchor" }, { $ref: "https://a.example/b" }]\n',
    }
    await withFolder(files, async (folder) => {
      const entryFile = join(folder, 'openapi.yaml')
      const { document } = await load(entryFile)
      const told = new Set<string>()
      const missed = (reference: string, file: string) => void told.add(`${reference} in ${relative(folder, file)}`)
      const bundled: Bundled = await bundleDocument({ content: document?.content, entry: entryFile, allow: [], missed })
      const { anyOf, discriminator } = bundled['x-referenced'][1]
      assert.deepEqual(anyOf, [
        { $ref: '#/x-referenced/missing' },
        { $ref: '#anchor' },
        { $ref: 'https://a.example/b' },
      ])
      // A name is one of the entry, where the file has none.
      assert.deepEqual(discriminator.mapping, { named: '#/components/schemas/Item', path: '#/x-referenced/missing' })
      assert.deepEqual(
        told,
        new Set(['#/components/schemas/Item in schemas.yaml', 'https://a.example/b in schemas.yaml']),
      )
    })
  })

  it('is not made where it would be too large: path items and aliases that stand in many places', async () => {
    const text = 'x'.repeat(20_000)
    const uses = Array.from({ length: 2_000 }, (_, index) => `  /p${index}: { $ref: "#/components/pathItems/a" }\n`)
    const item = `{ get: { description: ${text}, security: [], responses: {} } }`
    const many = `${head}paths:\n${uses.join('')}components: { pathItems: { a: ${item} } }\n`
    await withFolder({ 'openapi.yaml': many }, async (folder) => {
      await assert.rejects(bundle(join(folder, 'openapi.yaml')), /larger than 33554432 characters in one piece/)
    })
    const aliases = Array.from({ length: 350 }, () => '*a').join(', ')
    const files = Array.from({ length: 6 }, (_, index) => [
      `part${index}.yaml`,
      `x-a: &a ${text}\npart: { enum: [${aliases}] }\n`,
    ])
    const parts = files.map(([name]) => `    ${String(name).slice(0, 5)}: { $ref: "${name}#/part" }\n`)
    const split = `${head}paths: {}\ncomponents:\n  schemas:\n${parts.join('')}`
    await withFolder({ ...Object.fromEntries(files), 'openapi.yaml': split }, async (folder) => {
      await assert.rejects(bundle(join(folder, 'openapi.yaml')), /larger than/)
    })
  })

  it('is not made of more parts than there is room for, and says so', async () => {
    const names = Array.from({ length: 20_001 }, (_, index) => `S${index}`)
    const parts = JSON.stringify(Object.fromEntries(names.map((name) => [name, {}])))
    const refs = (count: number) => names.slice(0, count).map((name) => ({ $ref: `parts.json#/${name}` }))
    await withFolder({ 'parts.json': parts }, async (folder) => {
      const of = (count: number) =>
        bundleDocument({ content: { paths: {}, 'x-all': refs(count) }, entry: join(folder, 'openapi.json'), allow: [] })
      const bundled: Bundled = await of(20_000)
      assert.equal(bundled['x-all'].at(-1).$ref, '#/x-referenced/20000')
      await assert.rejects(of(20_001), /refers to more than 20000 parts of other files/)
    })
  })

  it('follows references that lead to one another without end to no end', async () => {
    const circle = { $ref: '#/components/pathItems/b/x' }
    const content = {
      openapi: '3.1.0',
      paths: { '/a': { $ref: '#/components/pathItems/a' }, '/b': { $ref: '#/paths/~1b' } },
      components: { pathItems: { a: { $ref: '#/components/pathItems/b/x/y' }, b: circle } },
    }
    const { paths }: Bundled = await bundleDocument({ content, entry: undefined, allow: [] })
    assert.match(`${paths['/a'].$ref} ${paths['/b'].$ref}`, /^#.* #/)
  })

  it('takes $ref and __proto__ for names where they are none of its own', async () => {
    const odd = `${head}paths: {}\ncomponents:\n  schemas:\n    A: { properties: { $ref: { type: string }, __proto__: { $ref: "./schemas.yaml#/Item" } } }\n`
    await withFolder({ 'openapi.yaml': odd, 'schemas.yaml': schemas }, async (folder) => {
      const { components } = await bundle(join(folder, 'openapi.yaml'))
      const { properties } = components.schemas.A
      assert.deepEqual(properties.$ref, { type: 'string' })
      assert.deepEqual(Object.getOwnPropertyDescriptor(properties, '__proto__')?.value, { $ref: '#/x-referenced/1' })
    })
  })
})

const shared = fileURLToPath(new URL('../../../../shared/documents', import.meta.url))
const skip = existsSync(shared) ? false : `${shared} is not there`

/** Real documents that stand in several files. */
function split(): readonly string[] {
  if (skip !== false) return []
  return readdirSync(shared, { recursive: true, encoding: 'utf8' }).filter((name) => {
    if (!/\.(ya?ml|json)$/.test(name)) return false
    const text = readFileSync(join(shared, name), 'utf8')
    return /^\s*\{?\s*["']?openapi["']?\s*:/m.test(text) && /\$ref["']?\s*:\s*["']?[^"'#\s]/.test(text)
  })
}

describe('real documents of several files', { skip }, () => {
  it('are among those that are tried', () => assert.ok(split().length > 3, `${split().length}`))

  for (const name of split()) {
    it(`refer to nothing outside themselves any more: ${name}`, async () => {
      const path = join(shared, name)
      const { document } = await load(path)
      if (document === undefined) return
      const bundled = await bundleDocument({ content: document.content, entry: path, allow: [] })
      // Markdown in place of a description is what one tool has made of `$ref`, and no part of OpenAPI.
      const outside = [...referencesIn(bundled)].filter((reference) => !/^#|\.md$/.test(reference))
      const missing = outside.filter(
        (reference) => !/^https?:/.test(reference) && existsSync(join(path, '..', reference.split('#')[0] ?? '')),
      )
      assert.deepEqual(missing, [])
    })
  }
})
