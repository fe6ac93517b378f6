import type { DocsSource } from '../../../src/express/docs/docs.ts'
import type { DocumentedPolicy } from '../../../src/express/docs/view/document-view.ts'
import type { DocumentedRule } from '../../../src/express/docs/view/operation-view.ts'
import { noExtension } from '../../../src/policy/operations/parse-extension.ts'

/** A document as far as these tests write one. */
export interface Document {
  readonly [member: string]: unknown
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, Scheme>>
    readonly [member: string]: unknown
  }
}

type Scheme = { readonly type: DocumentedPolicy['schemes'][string]['type'] } & Readonly<Record<string, unknown>>

const source = { file: '<document>', line: 1, column: 1 }

/** The policy of a document whose operations all stand under the same base paths. */
export function policyOf(document: Document, bases: readonly string[]): DocumentedPolicy {
  const rules = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ruleOf(method, path, bases, operation)),
  )
  const schemes = Object.entries(document.components.securitySchemes).map(([name, scheme]) => {
    const fields = new Map(Object.entries(scheme).map(([field, value]) => [field, { value }]))
    return [name, { type: scheme.type, fields }] as const
  })
  return { rules, schemes: Object.fromEntries(schemes), matchOf: () => 'all' }
}

/** An operation under base paths. Its security is what is written at it, else public. */
export function ruleOf(method: string, path: string, bases: readonly string[], operation: object = {}): DocumentedRule {
  const { security = [] }: { security?: DocumentedRule['operation']['security'] } = operation
  return { operation: { method, path, security, source }, method: method.toUpperCase(), bases, extension: noExtension }
}

/** What a gate would hand to the documentation for a document. */
export function docsOf(document: Document, given: Partial<DocsSource> = {}): DocsSource {
  return {
    path: '/docs',
    documentPath: undefined,
    title: undefined,
    policy: policyOf(document, ['/v1']),
    content: () => document,
    file: '<document>',
    ...given,
  }
}

/** An API behind an OAuth 2.0 scheme, with a key beside it. */
export const ordersDocument: Document = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1.0.0' },
  'x-portcullis': { mode: 'report' },
  servers: [{ url: 'https://orders.internal.example/v1' }],
  security: [{ auth0: [] }],
  paths: {
    '/orders': {
      get: { operationId: 'listOrders', responses: { 200: { description: 'All orders' } } },
      post: { operationId: 'addOrder', 'x-portcullis': { scopeMatch: 'any' }, responses: {} },
    },
    '/stock': {
      get: { operationId: 'readStock', security: [{ key: [] }], responses: { 200: { description: 'The stock' } } },
    },
  },
  components: {
    securitySchemes: {
      auth0: {
        type: 'oauth2',
        description: 'Staff accounts.',
        'x-portcullis': { audience: 'https://orders.example' },
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://tenant.auth0.example/authorize',
            tokenUrl: 'https://tenant.auth0.example/oauth/token',
            scopes: { 'read:orders': 'See orders' },
          },
        },
      },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    },
  },
}
