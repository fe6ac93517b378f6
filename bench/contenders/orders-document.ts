import { resources } from './orders-api.ts'

export const scope = 'read:orders'

/** The name of the token scheme, and of the key that the second document wants as well. */
export const tokenScheme = 'token'
export const keyScheme = 'key'
export const keyHeader = 'x-api-key'

interface OrdersDocument {
  openapi: '3.0.3'
  info: { title: string; version: string }
  security: Record<string, string[]>[]
  paths: Record<string, { get: ReadById }>
  components: {
    securitySchemes: {
      token: { type: 'oauth2'; flows: { clientCredentials: { tokenUrl: string; scopes: Record<string, string> } } }
      key: { type: 'apiKey'; in: 'header'; name: string }
    }
  }
}

interface ReadById {
  operationId: string
  parameters: { name: 'id'; in: 'path'; required: true; schema: { type: 'string' } }[]
  responses: { '200': { description: string } }
}

/** What every contender that reads a document is given: the ten operations, one scheme, one scope. */
export function ordersDocument(more: Record<string, string[]> = {}): OrdersDocument {
  return {
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1.0.0' },
    security: [{ [tokenScheme]: [scope], ...more }],
    paths: Object.fromEntries(resources.map((resource) => [`/${resource}/{id}`, { get: readById(resource) }])),
    components: {
      securitySchemes: {
        token: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: { [scope]: 'Read orders' } } },
        },
        key: { type: 'apiKey', in: 'header', name: keyHeader },
      },
    },
  }
}

function readById(resource: string): ReadById {
  return {
    operationId: resource,
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    responses: { '200': { description: 'What was asked for' } },
  }
}
