import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderDocumentView } from '../../../src/express/docs/view/document-view.ts'
import { noExtension } from '../../../src/policy/operations/parse-extension.ts'
import { type Document, ordersDocument, policyOf, ruleOf } from './documented.ts'

const view = (document: Document, policy = policyOf(document, [''])) =>
  JSON.parse(renderDocumentView(document, policy, '../'))

const withOperation = (operation: object, components: object = {}): Document => ({
  ...ordersDocument,
  paths: { '/orders': { get: { security: [{ auth0: [] }], ...operation } } },
  components: { ...ordersDocument.components, ...components },
})

describe('refusals in the served document', () => {
  it('stand at every operation that is not public, beside its own answers', () => {
    const { get } = view(withOperation({ responses: { 200: { description: 'Fine' } } })).paths['/orders']
    assert.deepEqual(Object.keys(get.responses), ['200', '400', '401', '403', '503'])
    assert.deepEqual(get.responses[401], { $ref: '#/components/responses/Refused401' })
    const open = view(withOperation({ security: [], responses: {} })).paths['/orders'].get
    assert.deepEqual(open.responses, {})
  })

  it('leave what the document says itself', () => {
    const own = { description: 'Come back with a token' }
    const { responses } = view(withOperation({ responses: { 401: own } })).paths['/orders'].get
    assert.deepEqual(responses[401], own)
    assert.ok(responses[403])
  })

  it('are 404 as well where a resource of others is hidden', () => {
    const bind = [{ in: 'path', parameter: 'id', claim: ['org'] } as const]
    const hidden = { ...ruleOf('get', '/orders', [''], { security: [{ auth0: [] }] }) }
    const document = withOperation({})
    const policy = {
      ...policyOf(document, ['']),
      rules: [{ ...hidden, extension: { ...noExtension, bind, bindFailure: 'hide' as const } }],
    }
    assert.deepEqual(Object.keys(view(document, policy).paths['/orders'].get.responses), [
      '400',
      '401',
      '403',
      '404',
      '503',
    ])
  })

  it('are one problem each, by names that the document has not taken', () => {
    const taken = { schemas: { Problem: { type: 'string' } }, responses: { Refused401: { description: 'theirs' } } }
    const { components, paths } = view(withOperation({}, taken))
    assert.deepEqual(components.schemas.Problem, { type: 'string' })
    assert.deepEqual(components.responses.Refused401, { description: 'theirs' })
    const { $ref } = paths['/orders'].get.responses[401]
    assert.equal($ref, '#/components/responses/Refused401_')
    const { content, headers } = components.responses.Refused401_
    const { schema, example } = content['application/problem+json']
    assert.deepEqual(schema, { $ref: '#/components/schemas/Problem_' })
    assert.deepEqual([example.status, example.error], [401, 'invalid_token'])
    assert.deepEqual(components.schemas.Problem_.required, ['type', 'title', 'status', 'error'])
    assert.ok(headers['WWW-Authenticate'])
  })

  it('come with what the operation needs, behind its own description', () => {
    const described = view(withOperation({ description: 'Lists orders.' })).paths['/orders'].get.description
    assert.equal(described, 'Lists orders.\n\n**Needs** a token (`auth0`).')
    assert.equal(view(withOperation({})).paths['/orders'].get.description, '**Needs** a token (`auth0`).')
  })
})
