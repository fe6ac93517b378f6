import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import express from 'express'
import fc from 'fast-check'
import { renderDocumentView } from '../../../src/express/docs/view/document-view.ts'
import { permittedPolicy } from '../../../src/express/docs/view/permitted-policy.ts'
import { portcullis } from '../../../src/index.ts'
import { get, listening } from '../../support/listening.ts'
import { policyOf } from './documented.ts'

const key = { type: 'apiKey', in: 'header', name: 'X-Key' }

/** How one part of a document refers to a schema. */
const ways = [
  (name: string) => ({ $ref: `#/components/schemas/${name}` }),
  (name: string) => ({ items: { $ref: `#/components/schemas/${name}` } }),
  (name: string) => ({ properties: { example: { $ref: `#/components/schemas/${name}` } } }),
  (name: string) => ({ allOf: [{ $ref: `#/components/schemas/${name}/properties/a` }] }),
  (name: string) => ({ discriminator: { propertyName: 'k', mapping: { a: name } } }),
  (name: string) => ({ discriminator: { propertyName: 'k', mapping: { a: `#/components/schemas/${name}` } } }),
  (name: string) => ({ 'x-shown': { $ref: `#/components/schemas/${name}` } }),
]
/** What looks like a reference and is none. */
const data = [
  (name: string) => ({ example: { $ref: `#/components/schemas/${name}` } }),
  (name: string) => ({ enum: [{ $ref: `#/components/schemas/${name}` }] }),
  (name: string) => ({ 'x-google-schema': { $ref: `#/components/schemas/${name}` } }),
]

const schemas = 8
const nameOf = (index: number): string => `Schema${index}`
const target = fc.tuple(fc.nat(schemas - 1), fc.nat(ways.length - 1))
const graph = fc.array(fc.array(target, { maxLength: 2 }), { minLength: schemas, maxLength: schemas })
const operations = fc.array(fc.record({ isPublic: fc.boolean(), uses: fc.array(target, { maxLength: 2 }) }), {
  minLength: 1,
  maxLength: 6,
})

type Target = readonly [schema: number, way: number]

function part(uses: readonly Target[], decoy: number): object {
  const referring = uses.map(([schema, way]) => ways[way]?.(nameOf(schema)) ?? {})
  const looking = data.map((make) => make(nameOf(decoy)))
  return { oneOf: [...referring, ...looking] }
}

function reachedFrom(uses: readonly Target[], edges: readonly (readonly Target[])[]): ReadonlySet<number> {
  const reached = new Set(uses.map(([schema]) => schema))
  // A Set is walked to what is added meanwhile.
  for (const schema of reached) for (const [next] of edges[schema] ?? []) reached.add(next)
  return reached
}

describe('a document of which some operations may be seen', () => {
  it('U-15: has exactly the schemas that those lead to, however they do', () => {
    fc.assert(
      fc.property(graph, operations, fc.nat(schemas - 1), (edges, all, decoy) => {
        const paths = Object.fromEntries(
          all.map(({ isPublic, uses }, index) => [
            `/${isPublic ? 'open' : 'hidden'}${index}`,
            {
              get: {
                operationId: `${isPublic ? 'open' : 'hidden'}${index}`,
                security: isPublic ? [] : [{ key: [] }],
                responses: { 200: { description: 'OK', content: { 'a/b': { schema: part(uses, decoy) } } } },
              },
            },
          ]),
        )
        const document = {
          openapi: '3.1.0',
          info: { title: 'Any', version: '1' },
          paths,
          components: {
            securitySchemes: { key: { type: 'apiKey' as const, in: 'header', name: 'X-Key' } },
            schemas: Object.fromEntries(edges.map((uses, index) => [nameOf(index), part(uses, decoy)])),
          },
        }
        const policy = policyOf(document, [''])
        const shown = new Set(policy.rules.filter(({ operation }) => operation.security.length === 0))
        const view = JSON.parse(renderDocumentView(document, permittedPolicy(policy, shown), '../'))
        if (shown.size === policy.rules.length) return
        const wanted = reachedFrom(
          all.filter(({ isPublic }) => isPublic).flatMap(({ uses }) => uses),
          edges,
        )
        const kept = Object.keys(view.components.schemas).filter((name) => name !== 'Problem')
        assert.deepEqual(kept, [...wanted].toSorted((one, other) => one - other).map(nameOf))
        assert.doesNotMatch(JSON.stringify(view.paths), /hidden/)
      }),
      { numRuns: 500 },
    )
  })

  const open = (more: object = {}) => ({
    operationId: 'open',
    security: [],
    responses: { 200: { description: 'OK' } },
    ...more,
  })
  const hidden = {
    operationId: 'HIDDEN',
    summary: 'HIDDEN',
    security: [{ key: [] }],
    responses: { 200: { description: 'OK' } },
  }
  const item = { $ref: '#/components/pathItems/item' }
  const answering = (answer: object) => ({ responses: { 200: answer } })
  const rows: readonly {
    readonly what: string
    readonly paths: object
    readonly components?: object
    readonly more?: object
  }[] = [
    {
      what: 'a path item that is referred to in part',
      paths: { '/a': item, '/b': { get: open(answering({ $ref: '#/components/pathItems/item/get/responses/200' })) } },
      components: { pathItems: { item: { get: open(), delete: hidden } } },
    },
    {
      what: 'a path item that a callback shares',
      paths: { '/a': item, '/b': { get: open({ callbacks: { c: { '{$url}': item } } }) } },
      components: { pathItems: { item: { delete: hidden } } },
    },
    {
      what: 'a reference into its path',
      paths: {
        '/HIDDEN': { delete: hidden },
        '/b': { get: open(answering({ $ref: '#/paths/~1HIDDEN/delete/responses/200' })) },
      },
    },
    {
      what: 'a link to where it is written',
      paths: {
        '/a': item,
        '/b': {
          get: open(
            answering({ description: 'OK', links: { HIDDEN: { operationRef: '#/components/pathItems/item/delete' } } }),
          ),
        },
      },
      components: { pathItems: { item: { delete: hidden } } },
    },
    {
      what: 'a part of another file',
      paths: {
        '/a': { $ref: '#/x-referenced/1' },
        '/b': { get: open(answering({ $ref: '#/x-referenced/1/get/responses/200' })) },
      },
      more: { 'x-referenced': { 1: { get: open(), delete: hidden } } },
    },
    {
      what: 'an extension of a tag',
      paths: { '/a': { get: open({ tags: ['a'] }), delete: { ...hidden, tags: ['HIDDEN'] } } },
      more: { tags: [{ name: 'a', 'x-children': ['HIDDEN'] }, { name: 'HIDDEN' }] },
    },
    {
      what: 'a method that differs from another in case',
      paths: { '/a': { additionalOperations: { COPY: open(), copy: hidden } } },
      more: { openapi: '3.2.0' },
    },
    {
      what: 'a scheme that nothing uses',
      paths: { '/a': { get: open(), delete: hidden } },
      components: { securitySchemes: { key, other: { type: 'http', scheme: 'bearer', description: 'HIDDEN' } } },
    },
  ]
  for (const { what, paths, components, more } of rows) {
    it(`U-15: has nothing of the others by ${what}`, async () => {
      const document = {
        openapi: '3.1.0',
        info: { title: 'Any', version: '1' },
        paths,
        components: { securitySchemes: { key }, ...components },
        ...more,
      }
      const options = {
        schemes: { key: { keys: [{ name: 'a', key: 'a-key-of-sixteen', scopes: [] }] } },
        env: {},
        log: () => undefined,
      }
      const gate = await portcullis(document, { ...options, docs: { visibility: 'permitted' } })
      const app = express()
      gate.mount(app)
      await using server = await listening(app)
      const { status, text } = await get(`${server.url}/docs/openapi.json`)
      await gate.close()
      assert.equal(status, 200)
      assert.doesNotMatch(text, /HIDDEN/)
      assert.match(text, /"operationId":"open"/)
    })
  }
})
