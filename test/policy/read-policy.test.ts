import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ConfigurationError } from '../../src/diagnostics/configuration-error.ts'
import { loadPolicy, readPolicy } from '../../src/policy/read-policy.ts'
import type { PolicyOptions } from '../../src/policy/types.ts'
import { withFolder } from '../document/load-files.ts'
import { documentOf } from './compile.ts'

const yaml = `openapi: 3.1.0
info: { title: shop, version: '1' }
security:
  - auth0: []
paths:
  /orders:
    get:
      security:
        - auth0: [read:orders]
    post: {}
components:
  securitySchemes:
    auth0: { type: http, scheme: bearer }
`

const secure = documentOf({ '/a': { get: { security: [{ jwt: [] }] } } })

async function refusal(document: string | URL | object, options?: unknown): Promise<ConfigurationError> {
  try {
    await readPolicy(document, options as PolicyOptions)
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    return error
  }
  assert.fail('it was not refused')
}

describe('readPolicy', () => {
  it('reads a file, and knows where each operation stands', async () => {
    await withFolder({ 'openapi.yaml': yaml }, async (folder) => {
      const file = join(folder, 'openapi.yaml')
      const { openapi, operations, schemes, diagnostics } = await readPolicy(file)
      assert.deepEqual([openapi, diagnostics], ['3.1.0', []])
      assert.deepEqual(
        operations.map(({ method, path, security, source }) => ({ method, path, security, ...source })),
        [
          { method: 'get', path: '/orders', security: [{ auth0: ['read:orders'] }], file, line: 7, column: 5 },
          { method: 'post', path: '/orders', security: [{ auth0: [] }], file, line: 10, column: 5 },
        ],
      )
      assert.deepEqual({ ...schemes.auth0?.source }, { file, line: 13, column: 5 })
    })
  })

  it('reads an object', async () => assert.equal((await readPolicy(secure)).operations.length, 1))

  it('rejects with every error, each with its place and its fix, and nothing partial', async () => {
    const broken = yaml.replace('- auth0: [read', '- auth1: [read').replace('post: {}', 'post: { securty: [] }')
    await withFolder({ 'openapi.yaml': broken }, async (folder) => {
      const file = join(folder, 'openapi.yaml')
      const { message, diagnostics } = await refusal(file)
      assert.deepEqual(
        diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`),
        ['scheme.undefined 9:11', 'name.misspelt 10:13'],
      )
      assert.ok(message.includes(`${file}:9:11 error scheme.undefined: No security scheme is called "auth1"`), message)
      assert.ok(message.includes('Did you mean "auth0"?'), message)
      assert.ok(message.includes('Did you mean "security"?'), message)
    })
  })

  it('rejects with what the document room finds as well', async () => {
    assert.deepEqual(
      (await refusal({ swagger: '2.0' })).diagnostics.map(({ code }) => code),
      ['document.swagger'],
    )
    assert.equal((await refusal('/nowhere/openapi.yaml')).diagnostics[0]?.code, 'document.not-found')
  })
})

describe('the options of readPolicy', () => {
  const wrong: readonly (readonly [options: unknown, code: string, text: RegExp])[] = [
    [{ basepath: '/v1' }, 'option.unknown', /"basePath"/],
    [{ publicOperation: 'implicit' }, 'option.unknown', /"publicOperations"/],
    [{ schemes: {} }, 'option.unknown', /basePath, publicOperations, routing, allow/],
    [{ routing: { casesensitive: true } }, 'option.unknown', /"caseSensitive"/],
    [{ basePath: 'v1' }, 'option.value', /a path from the root/],
    [{ basePath: '/{v}' }, 'option.value', /a path from the root/],
    [{ basePath: '/v1?x' }, 'option.value', /a path from the root/],
    [{ basePath: 1 }, 'option.value', /a path from the root/],
    [{ publicOperations: true }, 'option.value', /'explicit' or 'implicit'/],
    [{ routing: { strict: 'yes' } }, 'option.value', /true or false/],
    [{ allow: [1] }, 'option.value', /allow/],
    [null, 'option.value', /options/],
    ['implicit', 'option.value', /options/],
  ]
  for (const [options, code, text] of wrong) {
    it(`${JSON.stringify(options)} is refused`, async () => {
      const { diagnostics } = await refusal(secure, options)
      assert.deepEqual(
        diagnostics.map((diagnostic) => diagnostic.code),
        [code],
      )
      assert.match(`${diagnostics[0]?.message} ${diagnostics[0]?.fix}`, text)
    })
  }

  it('are told together with what is wrong with the document', async () => {
    const { diagnostics } = await refusal(documentOf({}), { bogus: 1 })
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['option.unknown', 'paths.empty'],
    )
  })

  it('may be given as undefined', async () => {
    const names = ['basePath', 'publicOperations', 'routing', 'allow']
    const options: PolicyOptions = Object.fromEntries(names.map((name) => [name, undefined]))
    assert.equal((await readPolicy(secure, options)).operations.length, 1)
  })

  it('are read from the object alone, and not from what it inherits', async () => {
    const inherited = Object.create({ publicOperations: 'implicit' })
    assert.equal((await refusal(documentOf({ '/a': { get: {} } }), inherited)).diagnostics[0]?.code, 'security.missing')
  })

  it('allow names folders for $refs', async () => {
    const files = {
      'api/openapi.yaml': yaml.replace('{ type: http, scheme: bearer }', "{ $ref: '../shared/schemes.yaml#/auth0' }"),
      'shared/schemes.yaml': 'auth0: { type: http, scheme: bearer }\n',
    }
    await withFolder(files, async (folder) => {
      const file = join(folder, 'api/openapi.yaml')
      assert.equal((await refusal(file)).diagnostics[0]?.code, 'reference.outside')
      const { schemes } = await readPolicy(file, { allow: [join(folder, 'shared')] })
      assert.equal(schemes.auth0?.source.file, join(folder, 'shared/schemes.yaml'))
    })
  })
})

describe('loadPolicy', () => {
  it('gives the content for the documentation and the files, beside what was compiled', async () => {
    await withFolder({ 'openapi.yaml': yaml }, async (folder) => {
      const loaded = await loadPolicy(join(folder, 'openapi.yaml'), {}, () => assert.fail())
      assert.equal(loaded?.compiled.rules.length, 2)
      assert.deepEqual(loaded?.files, [join(folder, 'openapi.yaml')])
      assert.equal(loaded?.title, 'shop')
    })
  })
})
