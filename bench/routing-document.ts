/** An operation of the document, and a path that is meant for it. */
export interface RoutingOperation {
  readonly id: string
  readonly method: string
  readonly template: string
  readonly path: string
}

/** What the contenders are given. Each of them takes it as it is. */
export interface RoutingDocument {
  openapi: '3.0.3'
  info: { title: string; version: string }
  paths: Record<string, Record<string, RoutingPathEntry>>
  components: { securitySchemes: { key: { type: 'apiKey'; in: 'header'; name: string } } }
}

interface RoutingPathEntry {
  operationId: string
  security: { key: string[] }[]
  parameters: { name: string; in: 'path'; required: true; schema: { type: 'string' } }[]
  responses: { '200': { description: string } }
}

export const keyHeader = 'x-api-key'

/** What stands behind each head. Of several that fit one path, the more literal one is meant. */
const shapes: readonly { readonly method: string; readonly tail: string }[] = [
  { method: 'GET', tail: '/{id}' },
  { method: 'PUT', tail: '/{id}' },
  { method: 'GET', tail: '/{id}.json' },
  { method: 'GET', tail: '/{id}/latest' },
  { method: 'GET', tail: '/{id}/{version}' },
  { method: 'GET', tail: '/{id}/parts/{partId}' },
  { method: 'DELETE', tail: '/{id}/parts/{partId}' },
  { method: 'GET', tail: '/{id}/parts/{partId}.csv' },
  { method: 'GET', tail: '/{id}/parts/{partId}/notes/{noteId}' },
  { method: 'PATCH', tail: '/{id}/parts/{partId}/notes/{noteId}' },
]

/** In the order of the alphabet, so that the middle of the document is the middle for a contender that sorts, too. */
const syllables: readonly string[] = ['ba', 'de', 'fi', 'go', 'hu', 'ka', 'le', 'mi', 'no', 'pu']

/** @param count A multiple of ten, up to 10,000. */
export function routingOperations(count: number): readonly RoutingOperation[] {
  const heads = Array.from({ length: count / shapes.length }, (_, index) => headOf(index))
  return heads.flatMap((head) =>
    shapes.map(({ method, tail }, shape) => ({
      id: `${head}${shape}`,
      method,
      template: `/${head}${tail}`,
      path: `/${head}${tail.replace(/\{(\w+)\}/g, '$1-1')}`,
    })),
  )
}

/** A syllable for each digit. */
function headOf(index: number): string {
  const digits = String(index).padStart(3, '0')
  return [...digits].map((digit) => syllables[Number(digit)]).join('')
}

/** Everything is public, so that routing is what is measured; only what deletes wants a key. */
export function routingDocument(operations: readonly RoutingOperation[]): RoutingDocument {
  const paths: RoutingDocument['paths'] = {}
  for (const { id, method, template } of operations) {
    paths[template] = { ...paths[template], [method.toLowerCase()]: entryOf(id, method, template) }
  }
  return {
    openapi: '3.0.3',
    info: { title: 'Routing', version: '1.0.0' },
    paths,
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: keyHeader } } },
  }
}

function entryOf(operationId: string, method: string, template: string): RoutingPathEntry {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    operationId,
    security: method === 'DELETE' ? [{ key: [] }] : [],
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    responses: { '200': { description: 'What was asked for' } },
  }
}
