import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { loadDocument } from '../../src/document/load-document.ts'
import { sourceOf } from '../../src/document/place.ts'
import { load, loadFiles, loadFrom, operationNames, withFolder } from './load-files.ts'

const minimal = 'openapi: 3.1.0\npaths: {}\n'

describe('loadDocument takes', () => {
  it('a path, relative to the working directory, and a file URL', async () => {
    await withFolder({ 'openapi.yaml': minimal }, async (folder) => {
      const path = join(folder, 'openapi.yaml')
      const relative = `${'../'.repeat(process.cwd().split('/').length - 1)}${path.slice(1)}`
      for (const input of [path, relative, pathToFileURL(path), pathToFileURL(path).href]) {
        assert.deepEqual((await load(input)).document?.files, [path])
      }
    })
  })

  it('an object, and is not changed by what happens to it later', async () => {
    const data = { openapi: '3.1.0', paths: { '/a': { get: { security: [] as object[] } } } }
    const { document } = await load(data)
    data.paths['/a'].get.security.push({})
    const security = document?.pathItems[0]?.operations[0]?.fields.get('security')
    assert.deepEqual(security?.value, [])
    assert.deepEqual(security && sourceOf(security.place), { file: '<document>', line: 1, column: 1 })
    assert.deepEqual(document?.files, ['<document>'])
  })

  it('JSON by its extension or by its content, and YAML otherwise', async () => {
    const json = JSON.stringify({ openapi: '3.1.0', paths: {} })
    assert.deepEqual((await loadFiles({ 'a.JSON': json })).codes, [])
    assert.deepEqual((await loadFiles({ 'a.yml': json })).codes, [])
    assert.deepEqual((await loadFiles({ openapi: json })).codes, [])
    assert.deepEqual((await loadFiles({ openapi: minimal })).codes, [])
    assert.deepEqual((await loadFiles({ openapi: '{openapi: 3.1.0, paths: {}}' })).codes, [])
    assert.deepEqual((await loadFiles({ openapi: '{"openapi": "3.1.0", "openapi": "3.1.0"}' })).codes, [
      'document.repeated-key',
    ])
    assert.deepEqual((await loadFiles({ 'a.json': minimal })).codes, ['document.syntax'])
  })

  it('a byte order mark, which moves no column', async () => {
    for (const [name, text] of [
      ['a.yaml', '\uFEFFopenapi: 4\n'],
      ['a.json', '\uFEFF{"openapi": 4}'],
    ] as const) {
      const { diagnostics } = await loadFiles({ [name]: text })
      assert.equal(diagnostics[0]?.code, 'document.version')
      assert.equal(diagnostics[0]?.column, name === 'a.yaml' ? 1 : 2)
    }
  })
})

describe('loadDocument refuses as input', () => {
  const rows: readonly [string, unknown, RegExp][] = [
    ['undefined', undefined, /of the type undefined/],
    ['null', null, /is null/],
    ['a number', 3, /of the type number/],
    ['an empty path', ' ', /is empty/],
    ['the text of a document', 'openapi: 3.1.0\npaths: {}', /looks like its text/],
    ['the text of a JSON document', '{"openapi": "3.1.0"}', /looks like its text/],
    ['a path with a NUL', 'a\0.yaml', /NUL/],
    ['an http address', 'https://example.com/openapi.yaml', /at https:\/\/example\.com, and nothing is fetched/],
    ['an http URL', new URL('http://127.0.0.1:1/openapi.yaml'), /nothing is fetched/],
    ['a file URL of another host', new URL('file://example.com/openapi.yaml'), /nothing is fetched/],
    ['a data URL', new URL('data:application/json,{}'), /at data:, and nothing is fetched/],
    ['a file URL with an encoded slash', new URL('file:///a%2Fb.yaml'), /no path of this system/],
  ]
  for (const [name, input, message] of rows) {
    it(name, async () => {
      const { document, diagnostics } = await load(input as string)
      assert.equal(document, undefined)
      assert.deepEqual(
        diagnostics.map((diagnostic) => diagnostic.code),
        ['document.input'],
      )
      assert.match(diagnostics[0]?.message ?? '', message)
    })
  }
})

describe('loadDocument refuses a file', () => {
  it('that is missing, and tells the whole path and what is there', async () => {
    const { diagnostics } = await loadFiles(
      { 'openapi.yaml': minimal, 'notes.txt': '', 'b.json': '' },
      { entry: 'opnapi.yml' },
    )
    assert.deepEqual(diagnostics, [
      {
        severity: 'error',
        code: 'document.not-found',
        message: 'there is no file /opnapi.yml',
        fix: 'in that folder there is openapi.yaml, b.json',
      },
    ])
  })

  it('in a folder that is missing', async () => {
    const { diagnostics } = await loadFiles({ 'openapi.yaml': minimal }, { entry: 'api/openapi.yaml' })
    assert.deepEqual(
      diagnostics.map(({ code, fix }) => [code, fix]),
      [['document.not-found', 'the folder /api cannot be listed: correct the path']],
    )
  })

  it('that is a folder, or a link to itself', async () => {
    await withFolder({ 'a.yaml': minimal }, async (folder) => {
      await mkdir(join(folder, 'b.yaml'))
      await symlink('c.yaml', join(folder, 'c.yaml'))
      const told = async (name: string) =>
        (await loadFrom(folder, name)).diagnostics.map(({ code, message }) => [code, message])
      assert.deepEqual(await told('b.yaml'), [['document.unreadable', '/b.yaml is no file']])
      assert.deepEqual(await told('c.yaml'), [['document.unreadable', '/c.yaml cannot be read: ELOOP']])
    })
  })

  const bytes = (...parts: (string | number)[]): Uint8Array =>
    Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))))
  const encodings: readonly [string, Uint8Array, string][] = [
    ['UTF-16 with a mark', bytes(0xff, 0xfe, 'o', 0, 'p', 0), '1:1'],
    ['UTF-16 with the other mark', bytes(0xfe, 0xff, 0, 'o', 0, 'p'), '1:1'],
    ['UTF-16 without a mark', Buffer.from('openapi: 3.1.0', 'utf16le'), '1:1'],
    ['a byte that is no UTF-8', bytes('openapi: 3.1.0\nx: é', 0xe9, '\n'), '2:5'],
    ['a cut character at the end', bytes('a: ', 0xf0, 0x9f), '1:4'],
    ['an overlong slash', bytes('a: ', 0xc0, 0xaf), '1:4'],
    ['a surrogate', bytes('a: b\nc: ', 0xed, 0xa0, 0x80), '2:4'],
  ]
  for (const [name, content, place] of encodings) {
    it(`in another encoding: ${name}`, async () => {
      const { diagnostics } = await loadFiles({ 'a.yaml': content })
      assert.deepEqual(
        diagnostics.map(({ code, file, line, column }) => [code, `${file} ${line}:${column}`]),
        [['document.encoding', `/a.yaml ${place}`]],
      )
    })
  }

  it('F-32 that was cut, instead of reading the half that is there', async () => {
    const text = JSON.stringify({ openapi: '3.1.0', paths: { '/a': { get: {} } }, security: [{ a: [] }] })
    for (let length = 0; length < text.length; length++) {
      const { document, codes } = await loadFiles({ 'a.json': text.slice(0, length) })
      assert.deepEqual([document, codes], [undefined, ['document.syntax']])
    }
  })

  it('with line and column of the mistake, and what should stand there', async () => {
    const { diagnostics } = await loadFiles({ 'a.json': '{\n  "openapi": "3.1.0",\n  "paths": {},\n}\n' })
    assert.deepEqual(diagnostics, [
      {
        severity: 'error',
        code: 'document.syntax',
        file: '/a.json',
        line: 4,
        column: 1,
        message: 'this is not JSON: here should be a member name in double quotes',
        fix: 'correct the JSON here, or just in front of here',
      },
    ])
  })
})

describe('loadDocument refuses a root', () => {
  for (const [text, message] of [
    ['', 'null'],
    ['- openapi: 3.1.0', 'a list'],
    ['openapi', 'the text "openapi"'],
    ['3.1', 'the number 3.1'],
  ] as const) {
    it(`that is ${message}`, async () => {
      const { diagnostics } = await loadFiles({ 'a.yaml': text })
      assert.deepEqual(
        diagnostics.map(({ code, line, column }) => [code, line, column]),
        [['document.type', 1, 1]],
      )
      assert.ok(diagnostics[0]?.message.startsWith(`the document is ${message}`))
    })
  }
})

describe('loadDocument and versions', () => {
  for (const version of ['3.0.0', '3.0.4', '3.1.2', '3.2.0', '3.2.1', '3.1.15']) {
    it(`reads ${version}`, async () => {
      const { document } = await loadFiles({ 'a.yaml': `openapi: ${version}\npaths: {}` })
      assert.deepEqual([document?.openapi, document?.minor], [version, Number(version[2])])
    })
  }

  const refused: readonly [string, string, string][] = [
    ['O-27 openapi: 4.0.0', 'document.version', 'write the document in one of these versions'],
    ['O-27 openapi: 3.3.0', 'document.version', 'write the document in one of these versions'],
    ['O-27 openapi: 3.0.0-RC1', 'document.version', 'write all three numbers, in quotes: openapi: "3.0.0"'],
    ['O-27 openapi: 3.0.1-5,Gzt', 'document.version', 'write all three numbers, in quotes: openapi: "3.0.0"'],
    ['O-27 openapi: 3.1', 'document.version', 'write all three numbers, in quotes: openapi: "3.1.0"'],
    ['O-27 openapi: "3.1"', 'document.version', 'write all three numbers, in quotes: openapi: "3.1.0"'],
    ['O-27 openapi: 3.01.0', 'document.version', 'write the document in one of these versions'],
    ['O-27 openapi: "3.1.0\\n"', 'document.version', 'write all three numbers, in quotes: openapi: "3.1.0"'],
    ['O-27 openapi: 31', 'document.version', 'write the document in one of these versions'],
    ['O-27 openapi:', 'document.version', 'write the document in one of these versions'],
    ['O-27 openapi: [3.1.0]', 'document.version', 'write the document in one of these versions'],
    ['O-27 openapi: {toString: 3.1.0}', 'document.version', 'write the document in one of these versions'],
    ['O-27 openApi: 3.1.0', 'document.version', '"openApi" is written "openapi"'],
    ['O-27 info: {}', 'document.version', 'add a line: openapi: "3.1.0"'],
    ['O-27 asyncapi: 3.0.0', 'document.version', 'add a line: openapi: "3.1.0"'],
  ]
  for (const [row, code, fix] of refused) {
    it(row, async () => {
      const { document, diagnostics } = await loadFiles({ 'a.yaml': `x: 1\n${row.slice(5)}\npaths: {}` })
      assert.equal(document, undefined)
      assert.deepEqual(
        diagnostics.map((found) => [found.code, found.fix]),
        [[code, fix]],
      )
      assert.equal(diagnostics[0]?.file, '/a.yaml')
    })
  }

  it('O-27 refuses Swagger 2.0 and says how to convert, whatever else stands there', async () => {
    for (const text of ['swagger: "2.0"\npaths: {}', 'openapi: 3.0.0\nswagger: "2.0"\npaths: {}', 'swagger: 2.0']) {
      const { diagnostics } = await loadFiles({ 'my api.yaml': text })
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        ['document.swagger'],
      )
      assert.match(diagnostics[0]?.fix ?? '', /npx swagger2openapi "my api\.yaml" -o openapi3\.yaml/)
    }
  })
})

describe('loadDocument finds operations', () => {
  const paths = `paths:
  x-note: {get: {}}
  /b:
    servers: []
    trace: {}
    get: {}
    query: {}
    additionalOperations: {COPY: {}, test: {$ref: '#/x'}}
    GET: {}
    x-get: {}
  /a: {put: {}, post: {}, delete: {}, options: {}, head: {}, patch: {}}
x: {operationId: copied}
webhooks: {paid: {post: {}}}
`
  const plain = ['trace /b', 'get /b', 'put /a', 'post /a', 'delete /a', 'options /a', 'head /a', 'patch /a']
  const rows: readonly [string, readonly string[]][] = [
    ['3.0.3', plain],
    ['3.1.0', plain],
    ['3.2.0', [...plain.slice(0, 2), 'query /b', 'COPY /b', 'test /b', ...plain.slice(2)]],
  ]
  for (const [version, expected] of rows) {
    it(`of ${version}, in the order of the document`, async () => {
      const { document } = await loadFiles({ 'a.yaml': `openapi: ${version}\n${paths}` })
      assert.deepEqual(operationNames(document), expected)
      const fields = [...(document?.pathItems[0]?.fields.keys() ?? [])]
      assert.deepEqual(fields, ['servers', 'trace', 'get', 'query', 'additionalOperations', 'GET', 'x-get'])
    })
  }

  const wrong: readonly [string, string, string][] = [
    ['`paths` is null', 'paths:', '2:1'],
    ['`paths` is a list', 'paths: []', '2:1'],
    ['the path item "/a" is null', 'paths:\n  /a:', '3:3'],
    ['the operation "get" of "/a" is null', 'paths:\n  /a:\n    get:', '4:5'],
    ['the operation "get" of "/a" is the text "x"', 'paths:\n  /a: {get: x}', '3:8'],
    ['`components` is null', 'paths: {}\ncomponents:', '3:1'],
    ['`securitySchemes` is a list', 'paths: {}\ncomponents: {securitySchemes: []}', '3:14'],
    ['the security scheme "a" is the text "bearer"', 'paths: {}\ncomponents: {securitySchemes: {a: bearer}}', '3:32'],
    ['`additionalOperations` of "/a" is a list', 'paths: {/a: {additionalOperations: []}}', '2:14'],
  ]
  for (const [what, text, place] of wrong) {
    it(`and refuses where ${what}`, async () => {
      const { document, diagnostics } = await loadFiles({ 'a.yaml': `openapi: 3.2.0\n${text}` })
      assert.equal(document, undefined)
      assert.deepEqual(
        diagnostics.map(({ code, message, line, column }) => [code, message, `${line}:${column}`]),
        [['document.type', `${what}, and has to be a mapping`, place]],
      )
    })
  }

  it('and refuses a document without paths, where its version wants them', async () => {
    const codes = async (text: string) => (await loadFiles({ 'a.yaml': text })).codes
    assert.deepEqual(await codes('openapi: 3.0.3\ncomponents: {}'), ['document.paths'])
    assert.deepEqual(await codes('openapi: 3.1.0\npath: {}'), ['document.paths'])
    assert.deepEqual(await codes('openapi: 3.1.0\nwebhooks: {}'), [])
    assert.deepEqual(await codes('openapi: 3.1.0\ncomponents: {}'), [])
  })
})

describe('loadDocument has limits', () => {
  const split = {
    'a.yaml': 'openapi: 3.1.0\npaths: {/a: {$ref: b.json}, /b: {$ref: c.json}}',
    'b.json': '{"get": {}}',
    'c.json': '{"get": {}}',
  }
  const rows: readonly [string, string, Readonly<Record<string, string>>, Parameters<typeof loadFiles>[1]][] = [
    ['bytes of a file', 'limit.file-size', { 'a.yaml': minimal }, { limits: { fileBytes: minimal.length - 1 } }],
    [
      'bytes of a file that is referred to',
      'limit.file-size',
      { ...split, 'c.json': `${' '.repeat(500)}{}` },
      { limits: { fileBytes: 500 } },
    ],
    ['bytes together', 'limit.total-size', split, { limits: { totalBytes: 80 } }],
    ['files', 'limit.files', split, { limits: { files: 2 } }],
    ['paths', 'limit.path-items', split, { limits: { pathItems: 1 } }],
    ['depth of YAML', 'limit.depth', { 'a.yaml': `${minimal}x: [[[1]]]` }, { limits: { depth: 3 } }],
    ['depth of JSON', 'limit.depth', { 'a.json': '{"x": [[[1]]]}' }, { limits: { depth: 3 } }],
    ['words of YAML', 'limit.tokens', { 'a.yaml': minimal }, { limits: { yamlTokens: 5 } }],
    [
      'text behind aliases',
      'limit.aliases',
      { 'a.yaml': `${minimal}x: &x 12345\ny: [*x, *x]` },
      { limits: { aliasCharacters: 1 } },
    ],
  ]
  for (const [name, code, files, setting] of rows) {
    it(`on ${name}`, async () => {
      const { document, codes } = await loadFiles(files, setting)
      assert.deepEqual([document, codes], [undefined, [code]])
    })
  }

  it('O-28 on 50 MB, which is refused before it is read', async () => {
    await withFolder({ 'a.yaml': Buffer.alloc(50_000_000, 'a: [\n') }, async (folder) => {
      const before = process.memoryUsage().rss
      const { codes } = await loadFrom(folder, 'a.yaml')
      assert.deepEqual(codes, ['limit.file-size'])
      assert.ok(process.memoryUsage().rss - before < 40_000_000)
    })
  })

  it('O-28 on 100,001 paths', async () => {
    const paths = Object.fromEntries(Array.from({ length: 100_001 }, (_, index) => [`/p${index}`, {}]))
    const { codes } = await loadFiles({ 'a.json': JSON.stringify({ openapi: '3.1.0', paths }) })
    assert.deepEqual(codes, ['limit.path-items'])
  })

  it('on the errors that are told', async () => {
    const paths = Array.from({ length: 2_000 }, (_, index) => `  /p${index}: {$ref: '#/nowhere${index}'}\n`).join('')
    const { codes } = await loadFiles({ 'a.yaml': `openapi: 3.1.0\npaths:\n${paths}` })
    assert.equal(codes.length, 101)
    assert.equal(codes.at(-1), 'limit.errors')
  })
})

describe('loadDocument never throws', () => {
  const pieces = [
    'openapi: 3.1.0\n',
    'openapi: 3.2.0\n',
    'paths:\n',
    '  /a:\n',
    '    get:\n',
    '    $ref: ',
    '"#/paths"',
    "'#/x/y'",
    'a.yaml',
    '\n',
    'x: ',
    '{',
    '}',
    '[',
    ']',
    '*a',
    '&a ',
    '"',
    'components:\n',
    '  securitySchemes:\n',
    '{"openapi":"3.1.0","paths":{',
    '"/a":{"$ref":"#/paths/~1b"}',
    ',',
    '}}',
  ]
  it('whatever the text or the bytes are', async () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => Buffer.from(parts.join('')))
    const content = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) })
    await withFolder({}, async (folder) => {
      await fc.assert(
        fc.asyncProperty(content, fc.constantFrom('a.yaml', 'a.json', 'a'), async (bytes, name) => {
          await writeFile(join(folder, name), bytes)
          const { document, diagnostics } = await loadFrom(folder, name)
          assert.equal(document === undefined, diagnostics.length > 0)
        }),
        { numRuns: 500 },
      )
    })
  })

  it('and reports an error for every document it does not hand out', async () => {
    const codes: string[] = []
    const document = await loadDocument('gone.yaml', { allow: [] }, (diagnostic) => codes.push(diagnostic.code))
    assert.deepEqual([document, codes], [undefined, ['document.not-found']])
  })
})
