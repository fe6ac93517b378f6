import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { configureSchemes } from '../../src/configuration/configure-schemes.ts'
import { parseOptions } from '../../src/configuration/parse-options.ts'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { loadPolicy } from '../../src/policy/read-policy.ts'
import { documentWith } from './start.ts'

const loaded = await loadPolicy(
  documentWith(
    {
      auth0: { type: 'http', scheme: 'bearer', 'x-google-issuer': 'https://c.example/' },
      oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://a.example/.well-known/openid-configuration' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    },
    [{ auth0: [] }, { oidc: [], key: [] }],
  ),
  {},
  () => {},
)

/** Values that options might hold: nearly right, and anything at all. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'https://a.example/',
    'a.auth0.com',
    'api',
    '',
    ' ',
    true,
    false,
    5,
    ['RS256'],
    ['HS256'],
    ['x-google'],
    'report',
  ),
  fc.constantFrom<unknown>([{ name: 'a', key: 'b' }], [{ issuer: 'https://b.example/' }], { keys: [] }, () => true),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
)
const names = [
  'issuer',
  'domain',
  'issuers',
  'audience',
  'jwks',
  'jwksUri',
  'secret',
  'algorithms',
  'keys',
  'check',
  'scopeClaims',
  'audienceClaim',
]
const scheme = fc.oneof(value, fc.dictionary(fc.constantFrom(...names), value))
const schemes = fc.dictionary(fc.constantFrom('auth0', 'oidc', 'key', 'other', '__proto__'), scheme)
const topNames = [
  'domain',
  'audience',
  'trust',
  'mode',
  'env',
  'docs',
  'allowRoutes',
  'basePath',
  'routing',
  'allow',
  'onDenied',
]
const options = fc.oneof(
  value,
  fc
    .tuple(schemes, fc.dictionary(fc.constantFrom(...topNames), value))
    .map(([given, top]) => ({ ...top, schemes: given })),
)

describe('whatever the options are', () => {
  it('the start neither throws nor lets a scheme through that trusts nobody (property)', () => {
    const compiled = loaded?.compiled ?? assert.fail('the document compiles')
    fc.assert(
      fc.property(options, (given) => {
        const found: Diagnostic[] = []
        const report = (diagnostic: Diagnostic) => void found.push(diagnostic)
        const parsed = parseOptions(given, {}, report)
        const settings = parsed && configureSchemes(compiled, parsed.trust, report)
        const failed = found.some(({ severity }) => severity === 'error')
        assert.equal(settings === undefined, failed)
        if (parsed?.settings.mode === 'report') return
        for (const { accepts } of settings ?? []) assert.notEqual(accepts?.length, 0)
      }),
      { numRuns: 400 },
    )
  })
})
