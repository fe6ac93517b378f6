import assert from 'node:assert/strict'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { sourceOf } from '../../../src/document/place.ts'
import type { ResolvedDocument } from '../../../src/document/types.ts'
import { type Loaded, loadFiles, loadFrom, operationNames, type Setting, withFolder } from '../load-files.ts'

/** What the one `get` of each path says its `operationId` is. */
function ids(document: ResolvedDocument | undefined): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const item of document?.pathItems ?? []) found[item.path] = item.operations[0]?.fields.get('operationId')?.value
  return found
}

const open = 'openapi: 3.1.0\n'

describe('$ref is followed', () => {
  const rows: readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>][] = [
    [
      'from a path item',
      { 'a.yaml': `${open}paths: {/a: {$ref: '#/x'}}\nx: {get: {operationId: one}}` },
      { '/a': 'one' },
    ],
    [
      'from an operation',
      { 'a.yaml': `${open}paths: {/a: {get: {$ref: '#/x'}}}\nx: {operationId: one}` },
      { '/a': 'one' },
    ],
    [
      'from `paths`',
      { 'a.yaml': `${open}paths: {$ref: './p.yaml'}`, 'p.yaml': '/a: {get: {operationId: one}}' },
      { '/a': 'one' },
    ],
    [
      'from one file to another and back to the first',
      {
        'a.yaml': `${open}paths: {/a: {$ref: 'sub/b.yaml#/x'}}\nz: {get: {operationId: one}}`,
        'sub/b.yaml': "x: {$ref: '../c.json#/y/0'}",
        'c.json': '{"y": [{"$ref": "a.yaml#/z"}]}',
      },
      { '/a': 'one' },
    ],
    [
      'by escapes: ~0 ~1 and %xx',
      {
        'a.yaml': `${open}paths:\n  /a: {$ref: '#/x/~1m~0n%20%7Bid%7D'}\n  /b: {$ref: '#/x/%2Fm~0n {id}'}\nx: {"/m~n {id}": {get: {operationId: one}}, "": {"m~n {id}": {get: {operationId: two}}}}`,
      },
      { '/a': 'one', '/b': 'two' },
    ],
    [
      'by "~01", which is no slash',
      {
        'a.yaml': `${open}paths: {/a: {$ref: '#/x/~01'}}\nx: {"~1": {get: {operationId: one}}, "/": {get: {operationId: two}}}`,
      },
      { '/a': 'one' },
    ],
    [
      'to a file whose name is percent-encoded, or has braces and spaces',
      {
        'a.yaml': `${open}paths: {/a: {$ref: 'b%20c%23.yaml'}, /b: {$ref: './o@{id} x.yaml'}}`,
        'b c#.yaml': 'get: {operationId: one}',
        'o@{id} x.yaml': 'get: {operationId: two}',
      },
      { '/a': 'one', '/b': 'two' },
    ],
    [
      'through another $ref on the way of a pointer',
      {
        'a.yaml': `${open}paths: {/a: {$ref: '#/components/pathItems/one'}}\ncomponents: {$ref: 'c.yaml#/components'}`,
        'c.yaml': "components: {pathItems: {$ref: '#/deep'}}\ndeep: {one: {get: {operationId: one}}}",
      },
      { '/a': 'one' },
    ],
    [
      'past a $ref where the member stands beside it',
      { 'a.yaml': `${open}paths: {/a: {$ref: '#/x/one'}}\nx: {$ref: 'missing.yaml', one: {get: {operationId: one}}}` },
      { '/a': 'one' },
    ],
    [
      'to the document by its own $self, from its files as well',
      {
        'a.yaml': `openapi: 3.2.0\n$self: https://api.test/v1/openapi\npaths: {/a: {$ref: 'https://api.test/v1/openapi#/x'}, /b: {$ref: 'b.yaml'}}\nx: {get: {operationId: one}}`,
        'b.yaml': "$ref: 'https://api.test/v1/openapi#/x'",
      },
      { '/a': 'one', '/b': 'one' },
    ],
    [
      'from where the file was read, whatever $self says',
      {
        'a.yaml': `openapi: 3.2.0\n$self: https://api.test/v1/openapi\npaths: {/a: {$ref: './b.yaml'}}`,
        'b.yaml': 'get: {operationId: one}',
      },
      { '/a': 'one' },
    ],
    [
      'to the document by a relative $self, in itself only',
      {
        'a.yaml': `openapi: 3.2.0\n$self: b.yaml\npaths: {/a: {$ref: 'b.yaml#/x'}, /b: {$ref: 'sub/c.yaml'}}\nx: {get: {operationId: own}}`,
        'sub/c.yaml': "$ref: 'b.yaml#/x'",
        'sub/b.yaml': 'x: {get: {operationId: other}}',
      },
      { '/a': 'own', '/b': 'other' },
    ],
    [
      'with backslashes, as some tools write them',
      { 'a.yaml': `${open}paths: {/a: {$ref: '.\\sub\\b.yaml'}}`, 'sub/b.yaml': 'get: {operationId: one}' },
      { '/a': 'one' },
    ],
  ]
  for (const [name, files, expected] of rows) {
    it(name, async () => {
      const { document, codes } = await loadFiles(files)
      assert.deepEqual([ids(document), codes], [expected, []])
    })
  }

  it('from schemes, `components` and `securitySchemes`', async () => {
    const { document, codes } = await loadFiles({
      'a.yaml': `${open}paths: {}\ncomponents: {$ref: 'c.yaml'}`,
      'c.yaml': "securitySchemes: {$ref: 's.yaml#/all'}",
      's.yaml':
        "all:\n  one: {$ref: '#/kept/one'}\n  two: {$ref: 'a.yaml#/components/securitySchemes/one'}\nkept: {one: {type: http, scheme: bearer}}",
    })
    assert.deepEqual(codes, [])
    assert.deepEqual(
      document?.schemes.map((scheme) => [scheme.name, scheme.fields.get('scheme')?.value, scheme.fields.has('$ref')]),
      [
        ['one', 'bearer', false],
        ['two', 'bearer', false],
      ],
    )
  })

  it('and the place is the one that holds the fields, the key the one in the entry', async () => {
    const { document } = await loadFiles({
      'a.yaml': `${open}paths:\n  /a:\n    $ref: b.yaml#/x/y\n`,
      'b.yaml': '# b\nx:\n  y:\n    get:\n      security: []\n',
    })
    const item = document?.pathItems[0]
    assert.ok(item)
    const told = [
      item.place,
      item.keyPlace,
      item.operations[0]?.place,
      item.operations[0]?.fields.get('security')?.place,
    ]
    assert.deepEqual(
      told
        .map((place) => place && sourceOf(place))
        .map((source) => `${source?.file.split('/').at(-1)}:${source?.line}:${source?.column}`),
      ['b.yaml:3:3', 'a.yaml:3:3', 'b.yaml:4:5', 'b.yaml:5:7'],
    )
  })

  it('into each file once, and files are listed in the order of reading', async () => {
    const { document } = await loadFiles({
      'a.yaml': `${open}paths: {/a: {$ref: 'b.yaml#/x'}, /b: {$ref: './b.yaml#/x'}, /c: {$ref: 'sub/../b.yaml#/x'}, /d: {$ref: 'c.yaml'}}`,
      'b.yaml': 'x: {}',
      'c.yaml': '{}',
      'sub/unused.yaml': '{}',
    })
    assert.deepEqual(
      document?.files.map((file) => file.split('/').at(-1)),
      ['a.yaml', 'b.yaml', 'c.yaml'],
    )
  })
})

describe('what stands beside a $ref', () => {
  const merge = (beside: string, behind: string): Promise<Loaded> =>
    loadFiles({ 'a.yaml': `${open}paths:\n  /a:\n    $ref: b.yaml\n    ${beside}\n`, 'b.yaml': behind })

  it('is united with what it leads to', async () => {
    const { document, codes } = await merge('post: {}', 'get: {}\nservers: []')
    assert.deepEqual([operationNames(document).sort(), codes], [['get /a', 'post /a'], []])
  })

  it('may be the same on both sides', async () => {
    assert.deepEqual((await merge('get: {security: [{}]}', 'get: {security: [{}]}')).codes, [])
  })

  it('holds where it only tells something', async () => {
    const { document, codes } = await merge('description: near', 'description: far\nget: {}')
    assert.deepEqual([document?.pathItems[0]?.fields.get('description')?.value, codes], ['near', []])
  })

  const conflicts: readonly [string, string, string][] = [
    ['an operation', 'get: {security: []}', 'get: {security: [{a: []}]}'],
    ['servers', 'servers: [{url: /a}]', 'servers: [{url: /b}]'],
  ]
  for (const [name, beside, behind] of conflicts) {
    it(`is refused where it is another value: ${name}`, async () => {
      const { document, diagnostics } = await merge(beside, behind)
      assert.equal(document, undefined)
      assert.deepEqual(
        diagnostics.map(({ code, file, line, column, message }) => [
          code,
          `${file}:${line}:${column}`,
          message.slice(-12),
        ]),
        [['reference.conflict', '/a.yaml:5:5', '/b.yaml:1:1']].map(([code, place, end]) => [code, place, ` ${end}`]),
      )
    })
  }

  for (const [member, near, far] of [
    ['security', '[]', '[{a: []}]'],
    ['servers', '[]', '[{url: /x}]'],
  ] as const) {
    it(`is refused where \`${member}\` of an operation differs`, async () => {
      const { codes } = await loadFiles({
        'a.yaml': `${open}paths: {/a: {get: {$ref: '#/x', ${member}: ${near}}}}\nx: {${member}: ${far}}`,
      })
      assert.deepEqual(codes, ['reference.conflict'])
    })
  }

  it('is refused where a field of a scheme differs', async () => {
    const { codes } = await loadFiles({
      'a.yaml': `${open}paths: {}\ncomponents: {securitySchemes: {a: {$ref: '#/x', name: one}}}\nx: {type: apiKey, in: header, name: two}`,
    })
    assert.deepEqual(codes, ['reference.conflict'])
  })
})

/** Code and place of the one error that a `$ref` on a path item causes. */
async function refuse(reference: string, more: Readonly<Record<string, string>> = {}, setting: Setting = {}) {
  const entry = `${open}paths:\n  /a:\n    $ref: ${JSON.stringify(reference)}\nx: {}\n`
  const { document, diagnostics } = await loadFiles({ 'a.yaml': entry, ...more }, setting)
  assert.equal(document, undefined)
  assert.deepEqual(
    diagnostics.map(({ file, line, column, pointer }) => [file, line, column, pointer]),
    [['/a.yaml', 4, 5, '/paths/~1a/$ref']],
  )
  return diagnostics[0] ?? assert.fail()
}

describe('$ref is refused', () => {
  const rows: readonly [string, string, string, RegExp][] = [
    ['O-20', 'http://169.254.169.254/latest/meta-data', 'reference.network', /no network access/],
    ['O-20', 'https://example.com/a.yaml#/x', 'reference.network', /no network access/],
    ['O-20', 'HTTP://example.com', 'reference.network', /no network access/],
    ['O-20', 'ftp://example.com/a', 'reference.network', /no network access/],
    ['O-20', '//example.com/a.yaml', 'reference.network', /no network access/],
    ['O-20', '\\\\example.com\\a.yaml', 'reference.network', /no network access/],
    ['O-20', 'file://example.com/a.yaml', 'reference.network', /no network access/],
    ['O-20', 'data:application/json,{}', 'reference.network', /no network access/],
    ['O-20', 'urn:example:a', 'reference.network', /no network access/],
    ['O-20', 'file:///etc/passwd', 'reference.outside', /\/etc\/passwd is outside/],
    ['O-20', '/etc/passwd', 'reference.outside', /\/etc\/passwd is outside/],
    ['O-20', '../../../../../../../../../../etc/passwd#/x', 'reference.outside', /outside/],
    ['O-20', '%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd', 'reference.outside', /outside/],
    ['O-20', '..\\..\\..\\..\\..\\..\\etc\\passwd', 'reference.outside', /outside/],
    ['O-20', '../not-there-but-outside.yaml', 'reference.outside', /outside/],
    ['O-20', '..%2f..%2fetc/passwd', 'reference.invalid', /encoded slash/],
    ['O-20', 'C:\\api\\a.yaml', 'reference.invalid', /drive letter/],
    ['O-21', 'missing.yaml', 'reference.not-found', /no file \/missing\.yaml/],
    ['O-21', 'a.yaml/b.yaml', 'reference.not-found', /no file/],
    ['O-21', '#/y', 'reference.missing', /\/a\.yaml# has no "y"/],
    ['O-21', '#/paths/~1b', 'reference.missing', /\/a\.yaml#\/paths has no "\/b"/],
    ['O-21', '#/x/', 'reference.missing', /has no ""/],
    ['O-21', '#/x/constructor', 'reference.missing', /has no "constructor"/],
    ['O-21', '#/__proto__', 'reference.missing', /has no "__proto__"/],
    ['O-21', '#/openapi/0', 'reference.missing', /has no "0"/],
    ['O-21', '#/openapi', 'document.type', /leads to the text "3\.1\.0"/],
    ['O-21', '#/paths/~1a', 'reference.cycle', /back to itself/],
    ['', '#anchor', 'reference.anchor', /names an anchor, "anchor"/],
    ['', '#/a%', 'reference.invalid', /"%" in the pointer/],
    ['', '#/~2', 'reference.invalid', /"~" in the pointer/],
    ['', 'b.yaml?v=1', 'reference.invalid', /query/],
    ['', 'b%.yaml', 'reference.invalid', /"%"/],
    ['', '', 'reference.invalid', /has to name something/],
    ['', 'a%00b.yaml', 'document.unreadable', /cannot be read/],
    ['', '.', 'document.unreadable', /is no file/],
  ]
  for (const [id, reference, code, message] of rows) {
    it(`${id} ${JSON.stringify(reference)}`.trim(), async () => {
      const diagnostic = await refuse(reference)
      assert.equal(diagnostic.code, code)
      assert.match(diagnostic.message, message)
      assert.ok(diagnostic.fix)
    })
  }

  it('that is no text', async () => {
    const { diagnostics } = await loadFiles({ 'a.yaml': `${open}paths: {/a: {$ref: [x]}}` })
    assert.deepEqual(
      diagnostics.map(({ code, message }) => [code, message]),
      [['reference.invalid', 'the `$ref` is a list, and has to name something']],
    )
  })

  it('with the name that was probably meant', async () => {
    assert.equal(
      (await refuse('b.yaml#/Orders', { 'b.yaml': 'order: {}\nordres: {}\nitems: {}' })).fix,
      'did you mean "order"?',
    )
    assert.equal(
      (await refuse('orders.yml', { 'orders.yaml': '{}', 'z.txt': '' })).fix,
      'in that folder there is orders.yaml, a.yaml',
    )
    assert.equal((await refuse('gone/orders.yml')).fix, 'the folder /gone cannot be listed: correct the path')
  })

  it('O-21 in a cycle, and the message names the chain', async () => {
    const { diagnostics } = await loadFiles({
      'a.yaml': `${open}paths: {/a: {$ref: 'b.yaml#/x'}}`,
      'b.yaml': "x: {$ref: 'c.yaml'}",
      'c.yaml': "$ref: 'b.yaml#/x'",
    })
    assert.deepEqual(
      diagnostics.map(({ code, message }) => [code, message]),
      [['reference.cycle', 'the `$ref` leads back to itself: /b.yaml#/x/$ref -> /c.yaml#/$ref -> /b.yaml#/x/$ref']],
    )
  })

  const cycles: readonly [string, string][] = [
    ['a pointer that grows', "paths: {/a: {$ref: '#/x/y'}}\nx: {$ref: '#/x/y'}"],
    ['a pointer through two that need each other', "paths: {/a: {$ref: '#/x/z'}}\nx: {$ref: '#/y'}\ny: {$ref: '#/x'}"],
    ['`paths` in itself', "paths: {$ref: '#/paths'}"],
    ['schemes', "paths: {}\ncomponents: {securitySchemes: {a: {$ref: '#/components/securitySchemes/a'}}}"],
  ]
  for (const [name, text] of cycles) {
    it(`O-21 in a cycle: ${name}`, async () =>
      assert.deepEqual((await loadFiles({ 'a.yaml': open + text })).codes, ['reference.cycle']))
  }

  it('O-21 where passages double from level to level, in bounded time', async () => {
    const levels = Array.from({ length: 40 }, (_, index) => `y${index}: {x: {$ref: '#/y${index + 1}/x/x'}}\n`).join('')
    const { codes } = await loadFiles({
      'a.yaml': `${open}paths: {/a: {$ref: '#/y0/x/x'}}\n${levels}y40: {x: {$ref: '#/y0'}}`,
    })
    assert.equal(codes.length, 1)
    assert.match(codes[0] ?? '', /^(limit\.references|reference\.)/)
  })

  it('in a chain that is too long', async () => {
    const chain = (length: number): string =>
      `${open}paths: {/a: {$ref: '#/x0'}}\n${Array.from({ length }, (_, index) => `x${index}: {$ref: '#/x${index + 1}'}\n`).join('')}x${length}: {}`
    assert.deepEqual((await loadFiles({ 'a.yaml': chain(63) })).codes, [])
    assert.deepEqual((await loadFiles({ 'a.yaml': chain(64) })).codes, ['limit.references'])
  })

  it('every one that is wrong, at once', async () => {
    const { codes } = await loadFiles({
      'a.yaml': `${open}paths: {/a: {$ref: '#/no'}, /b: {get: {$ref: 'no.yaml'}}}\ncomponents: {securitySchemes: {s: {$ref: 'https://x.test/y'}}}`,
    })
    assert.deepEqual(codes, ['reference.missing', 'reference.not-found', 'reference.network'])
  })

  it('where the file is broken, with the place in that file, once', async () => {
    const { diagnostics } = await loadFiles({
      'a.yaml': `${open}paths: {/a: {$ref: 'b.yaml#/x'}, /b: {$ref: 'b.yaml#/y'}}`,
      'b.yaml': 'x: {}\ny: {}\nx: {}\n',
    })
    assert.deepEqual(
      diagnostics.map(({ code, file, line, column }) => [code, file, line, column]),
      [['document.repeated-key', '/b.yaml', 3, 1]],
    )
  })
})

describe('$ref stays inside the folder', () => {
  const files = {
    'api/openapi.yaml': `${open}paths: {/a: {$ref: '../common/b.yaml'}}`,
    'common/b.yaml': 'get: {}',
  }

  it('of the entry', async () => assert.deepEqual((await loadFiles(files)).codes, ['reference.outside']))
  it('or in one that is allowed', async () => {
    assert.deepEqual(operationNames((await loadFiles(files, { allow: ['common'] })).document), ['get /a'])
    assert.deepEqual((await loadFiles(files, { allow: ['common/'] })).codes, [])
  })
  it('whose name is no mere beginning', async () => {
    const beside = {
      'api/openapi.yaml': `${open}paths: {/a: {$ref: '../api-secret/b.yaml'}}`,
      'api-secret/b.yaml': '{}',
    }
    assert.deepEqual((await loadFiles(beside)).codes, ['reference.outside'])
  })
  it('and an allowed folder has to be there', async () => {
    const { diagnostics } = await loadFiles(files, { allow: ['common', 'gone'] })
    assert.deepEqual(
      diagnostics.map(({ code, message }) => [code, message]),
      [['document.allow', 'the option `allow` names /gone, which is not there']],
    )
  })

  it('O-20 whatever links lead out of it', async () => {
    await withFolder({ ...files, 'secret/x.yaml': 'get: {}' }, async (folder) => {
      await symlink(join(folder, 'secret'), join(folder, 'api/inside'))
      await symlink(join(folder, 'secret/x.yaml'), join(folder, 'api/x.yaml'))
      for (const reference of ['inside/x.yaml', 'x.yaml']) {
        await writeFile(join(folder, 'api/openapi.yaml'), `${open}paths: {/a: {$ref: '${reference}'}}`)
        assert.deepEqual((await loadFrom(folder, 'api/openapi.yaml')).codes, ['reference.outside'])
        assert.deepEqual((await loadFrom(folder, 'api/openapi.yaml', { allow: ['secret'] })).codes, [])
      }
    })
  })

  it('while links inside it are followed, and the entry may be a link', async () => {
    const mounted = {
      'mount/..v1/openapi.yaml': `${open}paths: {/a: {$ref: './b.yaml'}, /b: {$ref: 'openapi.yaml#/x'}}\nx: {get: {}}`,
      'mount/..v1/b.yaml': 'get: {}',
    }
    await withFolder(mounted, async (folder) => {
      await symlink('..v1', join(folder, 'mount/..data'))
      await symlink('..data/openapi.yaml', join(folder, 'mount/openapi.yaml'))
      await symlink('..data/b.yaml', join(folder, 'mount/b.yaml'))
      const { document, codes } = await loadFrom(folder, 'mount/openapi.yaml')
      assert.deepEqual([operationNames(document), codes], [['get /a', 'get /b'], []])
      assert.equal(document?.files.length, 2)
    })
  })
})

describe('$ref that security does not depend on', () => {
  it('harms nobody where it is broken', async () => {
    const { document, codes } = await loadFiles({
      'a.yaml': `${open}paths:
  /a:
    parameters: [{$ref: '#/no'}]
    get:
      requestBody: {$ref: gone.yaml}
      responses: {200: {$ref: 'https://example.com/x'}}
      callbacks: {done: {'{$request.body#/url}': {$ref: '#/no'}}}
webhooks: {paid: {$ref: '#/no'}}
components:
  schemas: {A: {$ref: '#/components/schemas/A'}}
  pathItems: {unused: {$ref: '#/no'}}
`,
    })
    assert.deepEqual([operationNames(document), codes], [['get /a'], []])
  })
})
