import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { portcullis } from '../../src/index.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

const schemes = `components:
  securitySchemes:
    auth0:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://tenant.eu.auth0.com/oauth/token', scopes: { read:orders: See } } }
`
const document = (paths: string): string =>
  `openapi: 3.1.0\ninfo: { title: Orders, version: 1.0.0 }\npaths:\n${paths}${schemes}`
const orders = (scheme: string): string =>
  `  /orders:\n    get:\n      security: [{ ${scheme}: [read:orders] }]\n      responses: {}\n`
const menu = '  /menu:\n    get:\n      responses: {}\n'

describe('README', () => {
  it('U-14: says how to switch the telemetry of Swagger UI off, which is an optional peer', () => {
    const { peerDependenciesMeta, dependencies } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    )
    assert.equal(peerDependenciesMeta['swagger-ui-express'].optional, true)
    assert.ok(!('swagger-ui-dist' in dependencies))
    assert.match(readme, /reports installations[^;]*;\s+`npm install --ignore-scripts`, or `SCARF_ANALYTICS=false`/)
  })

  const folder = mkdtempSync(join(tmpdir(), 'readme-'))
  after(() => rmSync(folder, { recursive: true }))

  const shown: readonly (readonly [code: string, text: string, env: Record<string, string>])[] = [
    ['scheme.undefined', document(orders('auth') + menu), {}],
    ['security.missing', document(orders('auth') + menu), {}],
    ['audience.missing', document(orders('auth0')), { AUTH0_DOMAIN: 'tenant.eu.auth0.com' }],
  ]
  for (const [code, text, env] of shown) {
    it(`shows ${code} as it is printed`, async () => {
      const file = join(folder, 'openapi.yaml')
      writeFileSync(file, text)
      await assert.rejects(portcullis(file, { env, log: false }), (error) => {
        const message = String(error instanceof Error && error.message).replaceAll(`${folder}/`, '')
        const part = message.split('\n\n').find((one) => one.includes(code)) ?? 'no such message'
        assert.ok(readme.includes(part.trim()), part)
        return true
      })
    })
  }

  it('names the two commands first, one block each', () => {
    const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text.trim())
    assert.deepEqual(blocks.slice(0, 2), ['npm ci && npm start', 'npm ci && npm test'])
  })

  it('links to pages that are there', () => {
    for (const [, target = ''] of readme.matchAll(/\]\(((?!http)[^)#]+)\)/g)) {
      assert.ok(readFileSync(new URL(`../../${target}`, import.meta.url)).length > 0, target)
    }
  })
})
