import { documentOf } from '../../support/guarded.ts'

const integer = { type: 'integer' }
const reads = [{ auth0: ['read:orders'] }]
const writes = [{ auth0: ['write:orders'] }]
const pathParameter = (name: string) => ({ name, in: 'path', required: true, schema: integer })
const order = { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } }
const any = { 200: { description: 'OK' } }

/** An API with each kind of what is validated: parameters, bodies, uploads and answers. */
export const ordersDocument: object = {
  ...documentOf({}, {}),
  openapi: '3.0.3',
  servers: [{ url: '/v1' }],
  paths: {
    '/orders': { post: { security: writes, requestBody: order, responses: any } },
    '/offers': { post: { security: writes, requestBody: order, responses: any } },
    '/uploads': {
      post: {
        security: writes,
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['title', 'file'],
                properties: { title: { type: 'string' }, file: { type: 'string', format: 'binary' } },
              },
            },
          },
        },
        responses: any,
      },
    },
    '/orders/{id}/lines/{line}': {
      get: {
        security: reads,
        parameters: [
          pathParameter('id'),
          pathParameter('line'),
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
        ],
        responses: any,
      },
    },
    '/stock': {
      get: {
        security: reads,
        parameters: [{ name: 'broken', in: 'query', schema: { type: 'string' } }],
        responses: {
          200: {
            description: 'OK',
            content: { 'application/json': { schema: { type: 'object', properties: { count: integer } } } },
          },
        },
      },
    },
  },
  components: {
    securitySchemes: { auth0: { type: 'http', scheme: 'bearer' } },
    schemas: {
      Order: {
        type: 'object',
        required: ['item'],
        properties: { item: { type: 'string' }, amount: { type: 'integer', default: 1 } },
        additionalProperties: false,
      },
    },
  },
}
