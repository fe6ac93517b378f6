import type { SchemesToConfigure } from './documents.ts'

export const generatedSchemes: SchemesToConfigure = { tokens: ['token'], keys: ['key'] }

/**
 * An API of which every operation demands a scope or a key, and says as much of itself as those of large APIs do: a thousand
 * take about 4.3 MB as YAML, and as JSON with one space of indentation.
 */
export function generateDocument(operations: number): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Generated', version: '1.0.0' },
    paths: Object.fromEntries(Array.from({ length: operations }, (_, index) => [`/things${index}/{id}`, thing(index)])),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      },
    },
  }
}

function thing(index: number): object {
  return {
    get: {
      operationId: `readThing${index}`,
      description: `Reads thing ${index}. It says what it is, who made it, and what has become of it since. `.repeat(8),
      security: [{ token: [`read:things${index % 40}`] }, { key: [] }],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: { '200': { description: 'The thing', content: { 'application/json': { schema: schema() } } } },
    },
  }
}

function schema(): object {
  const field = (_: unknown, index: number) => [
    `field${index}`,
    {
      type: 'string',
      description: `What field ${index} says of the thing.`,
      example: `value ${index}`,
      nullable: true,
    },
  ]
  return { type: 'object', properties: Object.fromEntries(Array.from({ length: 16 }, field)) }
}
