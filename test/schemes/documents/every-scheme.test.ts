import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { child, members } from '../../../src/document/node.ts'
import { documentWith, start } from '../../configuration/start.ts'
import { parsePlainly } from '../../policy/count-document.ts'
import { describeForm, errorsOf } from './configured-form.ts'
import { wrongSchemes } from './expected.ts'

const folder = fileURLToPath(new URL('../../../../shared/documents', import.meta.url))
const skip = existsSync(folder) ? false : `${folder} is not there`
const files = skip === false ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []

interface Entry {
  readonly place: string
  readonly name: string
  readonly form: unknown
}

/** What stands under `components.securitySchemes`; an entry that is a `$ref` is met where it points. */
function schemesOf(file: string): readonly Entry[] {
  const place = { file: { name: file, locate: () => ({ line: 1, column: 1 }) }, pointer: [] }
  const components = child({ value: parsePlainly(join(folder, file)), place }, 'components')
  const schemes = components && child(components, 'securitySchemes')
  const entries = schemes === undefined ? [] : members(schemes)
  return entries
    .filter(([, node]) => child(node, '$ref') === undefined)
    .map(([name, { value }]) => ({ place: `${file} ${name}`, name, form: value }))
}

describe('every scheme of the real documents', { skip }, () => {
  it('is enforced once it is configured', async () => {
    const entries = files.filter((name) => /\.(ya?ml|json)$/.test(name)).flatMap(schemesOf)
    const wrong: Record<string, readonly string[]> = {}
    for (const { place, name, form } of entries) {
      const codes = await errorsOf(name, form)
      if (codes.length === 0) continue
      wrong[place] = codes
    }
    assert.deepEqual(wrong, wrongSchemes)
    assert.ok(entries.length > 60, `${entries.length} schemes`)
  })
})

/** The forms of documents-in-the-wild.md, A8, A12, A15 and A18, whose documents are not all in the folder. */
const flow = { tokenUrl: '/oauth/token', scopes: { 'read:me': '', 'https://example.com/auth/read': '', ' ': '' } }
const forms: readonly (readonly [name: string, form: object])[] = [
  ['bearer', { type: 'http', scheme: 'Bearer', bearerFormat: 'JWT' }],
  ...['Basic', 'OAuth', 'negotiate', 'mutual', 'digest', 'HOBA', 'bogus'].map(
    (scheme) => [scheme, { type: 'http', scheme }] as const,
  ),
  ['a key in a header', { type: 'apiKey', in: 'header', name: 'X-API-Key' }],
  ['a key in Authorization', { type: 'apiKey', in: 'header', name: 'Authorization' }],
  ['a key in the query', { type: 'apiKey', in: 'query', name: 'api_key' }],
  ['a key in a cookie', { type: 'apiKey', in: 'cookie', name: 'sid' }],
  ['a certificate', { type: 'mutualTLS' }],
  [
    'openIdConnect',
    { type: 'openIdConnect', openIdConnectUrl: 'https://example.com/.well-known/openid-configuration' },
  ],
  ['openIdConnect at the API itself', { type: 'openIdConnect', openIdConnectUrl: '/.well-known/openid-configuration' }],
  ['oauth2 without flows', { type: 'oauth2', flows: {} }],
  ["oauth2 of Amazon's tools", { type: 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt' } }],
  ['oauth2 with a relative address', { type: 'oauth2', flows: { clientCredentials: flow } }],
  [
    'oauth2 of 3.2',
    {
      type: 'oauth2',
      deprecated: true,
      oauth2MetadataUrl: 'https://example.com/.well-known/oauth-authorization-server',
      flows: { deviceAuthorization: { ...flow, deviceAuthorizationUrl: 'https://example.com/device' } },
    },
  ],
  ['Delegated (work or school account)', { type: 'http', scheme: 'bearer' }],
  ['Bearer-DPoP', { type: 'http', scheme: 'bearer' }],
  ['__proto__', { type: 'http', scheme: 'bearer' }],
  ['constructor', { type: 'apiKey', in: 'header', name: 'X-Key' }],
]

describe('every form of scheme that documents are known to have', () => {
  for (const [name, form] of forms) {
    const kind = describeForm(form)
    it(`${name}: ${kind}`, async () => {
      const codes = await errorsOf(name, form)
      assert.deepEqual(codes, [])
    })
  }

  for (const [name, form] of forms) {
    it(`O-07, O-13, O-14 ${name} stops the start where nothing says whom it lets in`, async () => {
      const { settings, found } = await start(documentWith({ [name]: form }, [{ [name]: [] }]))
      assert.equal(settings, undefined)
      assert.ok(found.some(({ severity }) => severity === 'error'))
    })
  }
})
