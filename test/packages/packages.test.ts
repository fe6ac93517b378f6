// The package as its users get it: the packed tarball, installed into small projects that stand outside this repository.
import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from './run.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')

/** Each folder is a project, and what its `npm test` prints says that it worked. */
const projects: readonly { readonly folder: string; readonly what: string; readonly prints: RegExp }[] = [
  { folder: 'esm', what: 'ES modules, with Swagger UI', prints: /^401 200 {"id":"7","by":"ann"} 200$/m },
  { folder: 'require', what: 'plain require, with Express 4', prints: /^401 200 {"id":"7","by":"ann"}$/m },
  {
    folder: 'typescript',
    what: 'TypeScript 5.9 that compiles to CommonJS, and the types',
    prints: /^401 200 {"id":"7","by":"ann","scopes":\["read:orders"\]}$/m,
  },
  {
    folder: 'token-client',
    what: 'the token client alone, without Express',
    prints: /^upstream true client\.unconfigured$/m,
  },
  { folder: 'jest', what: 'jest 30 in CommonJS', prints: /^Tests: +2 passed, 2 total$/m },
  { folder: 'vitest', what: 'vitest', prints: /Tests +2 passed \(2\)/ },
  {
    folder: 'oauth2-jwt-bearer',
    what: "express-oauth2-jwt-bearer's own type of req.auth",
    prints: /^401 401 200 {"id":"7","by":"ann"}$/m,
  },
]

describe('the packed package', { concurrency: 2 }, () => {
  let place = ''
  let tarball = ''
  let files: readonly string[] = []

  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'portcullis-packages-'))
    const name = await run('npm', ['pack', '--silent', '--pack-destination', place], root)
    tarball = join(place, name.trim())
    files = (await run('tar', ['-tzf', tarball], place)).trim().split('\n')
  })

  after(() => rm(place, { recursive: true, force: true }))

  it('holds what was built, the pages that the README links to, and nothing else', () => {
    const built = files.filter((file) => /^package\/dist\/.*\.(js|d\.ts)$/.test(file))
    const others = files.filter((file) => !built.includes(file))
    const guide = [
      'architecture',
      'claims',
      'diagnostics',
      'documentation-page',
      'issuer-down',
      'observability',
      'operations',
      'performance',
      'reasons',
      'routing',
    ]
    const schemes = ['api-keys', 'basic', 'bearer', 'dpop', 'introspection', 'mutual-tls', 'other-http']
    const names = [...guide, ...schemes.map((page) => `schemes/${page}`), 'store', 'upstream-tokens', 'validation']
    const pages = names.map((page) => `package/docs/${page}.md`)
    assert.deepEqual(others.sort(), ['package/LICENSE', 'package/README.md', ...pages, 'package/package.json'])
    const foreign = built.filter((file) => /\.test\.|^package\/dist\/(src|test|bench|examples|scripts)\//.test(file))
    assert.deepEqual(foreign, [])
    for (const entry of ['index', 'request-types', 'testing/index', 'token-client']) {
      for (const end of ['js', 'd.ts']) assert.ok(built.includes(`package/dist/${entry}.${end}`), `${entry}.${end}`)
    }
  })

  for (const { folder, what, prints } of projects) {
    it(`works with ${what}`, async () => {
      const project = join(place, folder)
      await cp(join(here, folder), project, { recursive: true, filter: (path) => basename(path) !== 'node_modules' })
      await cp(join(here, 'openapi.yaml'), join(project, 'openapi.yaml'))
      await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], project)
      assert.match(await run('npm', ['test'], project), prints)
    })
  }
})
