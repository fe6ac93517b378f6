import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { describeTrust } from '../../src/configuration/describe-trust.ts'
import { formatDiagnostic } from '../../src/diagnostics/configuration-error.ts'
import { type Environment, settingsOf, start } from './start.ts'

const folder = await mkdtemp(join(tmpdir(), 'portcullis-'))
after(() => rm(folder, { recursive: true }))

/** The lines of a document that stand around the scheme `auth0`, whose key is on line 4. */
async function write(name: string, scheme: readonly string[]): Promise<string> {
  const file = join(folder, name)
  const lines = [
    'openapi: 3.1.0',
    'components:',
    '  securitySchemes:',
    '    auth0:',
    ...scheme.map((line) => `      ${line}`),
    'info: { title: Orders, version: "1" }',
    'paths:',
    '  /orders/{id}:',
    '    get:',
    '      security: [{ auth0: [read:orders] }]',
    '      parameters: [{ name: id, in: path, required: true }]',
  ]
  await writeFile(file, lines.join('\n'))
  return file
}

const oauth2 = [
  'type: oauth2',
  'flows:',
  '  clientCredentials:',
  '    tokenUrl: https://acme.auth0.com/oauth/token',
  '    scopes: { read:orders: Read orders }',
]

interface Message {
  readonly name: string
  readonly scheme: readonly string[]
  readonly options?: object
  readonly env?: Environment
  readonly text: readonly string[]
}

/** The README quotes these. */
const messages: readonly Message[] = [
  {
    name: 'unconfigured.yaml',
    scheme: oauth2,
    text: [
      '<file>:4:5 error scheme.unconfigured: The scheme "auth0" is needed by GET /orders/{id}, and nothing says whom it trusts.',
      '  Say it in one of three ways:',
      '    environment  AUTH0_DOMAIN=tenant.auth0.com AUTH0_AUDIENCE=https://api.example.com',
      '                 (for any other issuer ISSUER_BASE_URL and AUDIENCE)',
      `    options      schemes: { "auth0": { issuer: 'https://issuer.example/', audience: 'https://api.example.com' } }`,
      '    document     x-portcullis: { issuer: https://issuer.example/, audience: https://api.example.com } on the scheme',
      '  The document suggests the issuer https://acme.auth0.com/. It is a guess and not used: check it, then write it down.',
    ],
  },
  {
    name: 'audience.yaml',
    scheme: oauth2,
    env: { AUTH0_DOMAIN: 'acme.auth0.com' },
    text: [
      '<file>:4:5 error audience.missing: Nothing says which audience the tokens of the scheme "auth0" must have.',
      '  Without one, tokens for any other API of the issuer would be let in. Say it in one of three ways:',
      '    environment  AUTH0_AUDIENCE=https://api.example.com (or AUDIENCE)',
      `    options      schemes: { "auth0": { …, audience: 'https://api.example.com' } }`,
      '    document     x-portcullis: { audience: https://api.example.com } on the scheme',
    ],
  },
  {
    name: 'disagree.yaml',
    scheme: ['type: openIdConnect', 'openIdConnectUrl: https://acme.auth0.com/.well-known/openid-configuration'],
    env: { AUTH0_DOMAIN: 'other.auth0.com', AUTH0_AUDIENCE: 'https://api.example.com' },
    text: [
      '<file>:6:7 error trust.disagrees: The scheme "auth0" has two issuers: AUTH0_DOMAIN says https://other.auth0.com/, and openIdConnectUrl (disagree.yaml:6:7) says https://acme.auth0.com/.',
      '  Correct one or take it out. What the options say by name beats both: schemes: { "auth0": { … } }.',
    ],
  },
  {
    name: 'typo.yaml',
    scheme: oauth2,
    options: { schemes: { auth0: { domain: 'acme.auth0.com', audiance: 'https://api.example.com' } } },
    env: { AUDIENCE: 'https://api.example.com' },
    text: ['error option.unknown: "audiance" is no option of schemes.auth0.', '  Did you mean "audience"?'],
  },
  {
    name: 'extension.yaml',
    scheme: [...oauth2, 'x-portcullis:', '  isuer: https://acme.auth0.com/'],
    env: { AUTH0_DOMAIN: 'acme.auth0.com', AUTH0_AUDIENCE: 'https://api.example.com' },
    text: ['<file>:11:9 error option.unknown: "isuer" is no option of x-portcullis.', '  Did you mean "issuer"?'],
  },
  {
    name: 'secret.yaml',
    scheme: [...oauth2, 'x-portcullis:', '  issuer: https://acme.auth0.com/', '  secret: swordfish'],
    text: [
      '<file>:12:9 error document.secret: x-portcullis of the scheme "auth0" holds a secret (secret), which everybody who reads the document knows.',
      '  Take it out, replace it by another, and give that in the options: schemes: { "auth0": { … } }.',
    ],
  },
]

describe('the messages of a start that is refused', () => {
  for (const { name, scheme, options, env, text } of messages) {
    it(name, async () => {
      const file = await write(name, scheme)
      const { found } = await start(file, options, env)
      const [message] = found.filter(({ severity }) => severity === 'error').map(formatDiagnostic)
      assert.equal(message?.replace(file, '<file>'), text.join('\n'))
    })
  }
})

describe('the line at the start', () => {
  it('says issuer, audience and source', async () => {
    const file = await write('line.yaml', [...oauth2, 'x-portcullis: { issuer: https://acme.auth0.com/ }'])
    const settings = settingsOf(await start(file, {}, { AUDIENCE: 'https://api.example.com' }))
    assert.deepEqual(settings.map(describeTrust), [
      'auth0: issuer https://acme.auth0.com/, audience https://api.example.com (from line.yaml:10:7, AUDIENCE)',
    ])
  })
})
