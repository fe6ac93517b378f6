import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ConfigurationError, portcullis } from '../../src/index.ts'

const head = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n'
const schemes = `components:
  securitySchemes:
    auth0: { type: http, scheme: bearer }
    basic: { type: http, scheme: basic }
    certificate: { type: mutualTLS }
    query: { type: apiKey, in: query, name: key }
`
const paths = (operation: string): string => `paths:\n  /a:\n    get: ${operation}\n`
const withSecurity = (security: string): string => head + paths(`{ security: ${security} }`) + schemes

/** What must stop the start, and a part of the message that a person needs. */
const refused: readonly (readonly [id: string, what: string, text: string, message: RegExp])[] = [
  ['O-01', 'an operation with no security anywhere', head + paths('{ summary: x }'), /security\.missing/],
  ['O-04', 'security: {}', withSecurity('{}'), /GET \/a|security/],
  ['O-04', 'security: null', withSecurity('null'), /security/],
  ['O-04', 'security: text', withSecurity('auth0'), /security/],
  ['O-04', 'security: [[]]', withSecurity('[[]]'), /security/],
  [
    'O-05',
    'a misspelt security',
    head + paths('{ securty: [{ auth0: [] }], security: [] }') + schemes,
    /Did you mean "?`?security/,
  ],
  ['O-05', 'Security', head + paths('{ Security: [{ auth0: [] }], security: [] }') + schemes, /security/],
  ['O-06', 'a scheme that is not there', withSecurity('[{ auth: [] }]'), /Did you mean "auth0"/],
  ['O-07', 'a scheme that nothing configures', withSecurity('[{ auth0: [] }]'), /AUTH0_DOMAIN/],
  ['O-13', 'Basic without a verifier', withSecurity('[{ basic: [] }]'), /basic/],
  ['O-14', 'mutual TLS without certificates', withSecurity('[{ certificate: [] }]'), /certificate/],
  ['O-15', 'a key in the query, which is not enforced yet', withSecurity('[{ query: [] }]'), /query/],
  ['O-17', 'a key twice', `${withSecurity('[]')}paths: {}\n`, /paths/],
  ['O-18', 'an alias bomb', `${head}${aliasBomb()}paths: {}\n`, /alias/i],
  ['O-20', 'a $ref into the network', `${head}paths:\n  /a: { $ref: 'http://169.254.169.254/x' }\n`, /network/],
  ['O-20', 'a $ref to a file elsewhere', `${head}paths:\n  /a: { $ref: 'file:///etc/passwd' }\n`, /\/etc\/passwd/],
  ['O-20', 'a $ref out of the folder', `${head}paths:\n  /a: { $ref: '../../../../etc/passwd' }\n`, /allow/],
  ['O-21', 'a $ref to itself', `${head}paths:\n  /a: { $ref: '#/paths/~1a' }\n`, /circ|itself|cycle/i],
  ['O-21', 'a $ref to nothing', `${head}paths:\n  /a: { $ref: '#/components/pathItems/a' }\n`, /pathItems|nothing|no /],
  ['O-24', 'a path without its slash', `${head}paths:\n  a: { get: { security: [] } }\n`, /slash|"\/a"/],
  ['O-26', 'a misspelt extension', head + paths('{ security: [], x-portculis: { mode: report } }'), /x-portcullis/],
  ['O-26', 'a misspelt key of ours', head + paths('{ security: [], x-portcullis: { scopematch: any } }'), /scopeMatch/],
  ['O-27', 'Swagger 2.0', 'swagger: "2.0"\ninfo: {}\npaths: {}\n', /swagger2openapi|convert/i],
  ['O-27', 'OpenAPI 4', 'openapi: 4.0.0\ninfo: {}\npaths: {}\n', /4\.0\.0/],
  ['O-27', 'no version', 'info: {}\npaths: {}\n', /openapi/],
  ['O-28', 'more than the limit', `${head}x-filler: ${'a'.repeat(33 * 1024 * 1024)}\n`, /MiB|bytes|large/i],
  ['O-30', 'Basic and Bearer together', withSecurity('[{ auth0: [], basic: [] }]'), /together|never|no request/i],
  [
    'Z-01',
    'acr beside an alternative without claims',
    head + paths('{ security: [{ auth0: [] }, {}], x-portcullis: { acr: [mfa] } }') + schemes,
    /acr/,
  ],
  ['L-13', 'a document that is no document', '[]', /mapping|object/i],
]

describe('documents that stop the start', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'documents-'))
  })
  after(() => rm(folder, { recursive: true }))

  for (const [index, [id, what, text, message]] of refused.entries()) {
    it(`${id} ${what}`, async () => {
      const file = join(folder, `${index}.yaml`)
      await writeFile(file, text)
      await assert.rejects(portcullis(file, { env: {}, log: false }), (error) => {
        assert.ok(error instanceof ConfigurationError)
        assert.match(error.message, message)
        assert.ok(error.message.includes(file), error.message)
        return true
      })
    })
  }

  it('O-17 a key twice in JSON', async () => {
    const file = join(folder, 'twice.json')
    await writeFile(file, '{"openapi":"3.1.0","info":{},"paths":{"/a":{"get":{"security":[{"a":[]}],"security":[]}}}}')
    await assert.rejects(portcullis(file, { env: {}, log: false }), /security/)
  })

  it('O-02, O-03 what is public or optional on purpose starts', async () => {
    for (const security of ['[]', '[{}]', '[{}, { auth0: [] }]', '[{ auth0: [] }, {}]']) {
      const file = join(folder, 'public.yaml')
      await writeFile(file, withSecurity(security))
      const options = {
        schemes: security.includes('auth0') ? { auth0: { issuer: 'https://a.test/', audience: 'a' } } : {},
      }
      const gate = await portcullis(file, { ...options, env: {}, log: false })
      const decision = await gate.decide({ method: 'GET', target: '/a', headers: {} })
      assert.ok(decision.allowed, security)
      await gate.close()
    }
  })

  it('F-32 a file that is not there: the absolute path that was tried', async () => {
    await assert.rejects(portcullis(join(folder, 'none.yaml'), { env: {} }), new RegExp(join(folder, 'none.yaml')))
  })
})

/** Nine lists of nine times the one before: 400 bytes that stand for 387 million values. */
function aliasBomb(): string {
  const line = (name: string, items: string): string => `x-${name}: &${name} [${Array(9).fill(items).join(',')}]\n`
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  return names.map((name, index) => line(name, index === 0 ? '1' : `*${names[index - 1]}`)).join('')
}
