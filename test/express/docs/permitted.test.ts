import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { renderDocumentView } from '../../../src/express/docs/view/document-view.ts'
import { permittedPolicy } from '../../../src/express/docs/view/permitted-policy.ts'
import { policyOf } from './documented.ts'

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
})
