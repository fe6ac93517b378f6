import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type ConfigurationError, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer } from '../support/guarded.ts'

const issuer = await createTestIssuer({ listen: true })
after(() => issuer.close())

const documentWith = (extension: object): object => ({
  openapi: '3.0.3',
  info: { title: 'Airports', version: '1' },
  paths: { '/airports': { get: { security: [{ login: ['read'] }], responses: {} } } },
  components: { securitySchemes: { login: { type: 'oauth2', flows: {}, ...extension } } },
})
const { issuer: name, audience } = issuer
const google = documentWith({ 'x-google-issuer': name, 'x-google-audiences': audience })
const amazon = documentWith({
  'x-amazon-apigateway-authorizer': { type: 'jwt', jwtConfiguration: { issuer: name, audience: [audience] } },
})

describe("V-01 a gate that trusts whom another gateway's extension names", () => {
  for (const [gateway, document] of [
    ['x-google', google],
    ['x-amazon', amazon],
  ] as const) {
    it(`${gateway}: takes the tokens that it names, and enforces scopes all the same`, async () => {
      const lines: string[] = []
      const options = { trust: [gateway], env: {}, log: (line: string) => void lines.push(line) }
      const gate = await portcullis(document, options)
      const statusOf = async (token: Parameters<typeof issuer.token>[0]): Promise<number> => {
        const headers = bearer(await issuer.token(token))
        const decision = await gate.decide({ method: 'GET', target: '/airports', headers })
        return decision.allowed ? 200 : decision.status
      }
      assert.equal(await statusOf({ scope: 'read' }), 200)
      assert.equal(await statusOf({ scope: 'other' }), 403)
      assert.equal(await statusOf({ scope: 'read', claims: { aud: 'https://other.test' } }), 401)
      assert.equal(await statusOf({ scope: 'read', claims: { iss: 'https://evil.test/' } }), 401)
      assert.ok(
        lines.some((line) => line.includes('trust.gateway')),
        lines.join('\n'),
      )
      await gate.close()
    })

    it(`${gateway}: names nobody where it is not listed`, async () => {
      await assert.rejects(portcullis(document, { env: {}, log: false }), (error: ConfigurationError) =>
        error.diagnostics.some(({ code }) => code === 'scheme.unconfigured'),
      )
    })
  }

  it('F-41 a reload that names another is refused', async () => {
    const gate = await portcullis(google, { trust: ['x-google'], env: {}, log: false })
    const other = documentWith({ 'x-google-issuer': 'https://evil.test/', 'x-google-audiences': audience })
    await assert.rejects(gate.reload(other), (error: ConfigurationError) =>
      error.diagnostics.some(({ code }) => code === 'reload.trust'),
    )
    await gate.close()
  })
})
