import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import type { CompiledPolicy, Policy } from '../../src/policy/types.ts'
import { type Compiled, compile } from './compile.ts'
import { type Counts, countRows, type PlainDocument, type PlainRow, parsePlainly, rowsOf } from './count-document.ts'
import { compiled, refused, silent } from './expected-documents.ts'

const folder = fileURLToPath(new URL('../../../shared/documents', import.meta.url))
const skip = existsSync(folder) ? false : `${folder} is not there`

const files = skip === false ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
const documents = files.filter((name) => /\.(ya?ml|json)$/.test(name)).sort()
const pieces = documents.filter((name) => !compiled.includes(name) && !(name in silent) && !(name in refused))

/** Compiled once for all tests. */
const known = new Map<string, Promise<Compiled>>()

function compileFile(name: string): Promise<Compiled> {
  const running = known.get(name) ?? compile(join(folder, name), name in silent ? { publicOperations: 'implicit' } : {})
  known.set(name, running)
  return running
}

const read = new Map<string, PlainDocument>()

function plainDocument(name: string): PlainDocument {
  const document = read.get(name) ?? parsePlainly(join(folder, name))
  read.set(name, document)
  return document
}

async function policyOf(name: string): Promise<CompiledPolicy> {
  const result = await compileFile(name)
  return result.compiled ?? assert.fail(JSON.stringify(result.diagnostics, undefined, 1))
}

function placed({ code, line, column }: Diagnostic): string {
  return `${code} ${line}:${column}`
}

function textAt({ file = '', line = 0, column = 0 }: Partial<Diagnostic>): string {
  return (
    readFileSync(file, 'utf8')
      .split('\n')
      [line - 1]?.slice(column - 1) ?? ''
  )
}

describe('every document of the folder', { skip }, () => {
  it('stands in the table, and the table names no other', () => {
    const named = [...compiled, ...Object.keys(silent), ...Object.keys(refused)]
    assert.deepEqual(
      named.filter((name) => !documents.includes(name)),
      [],
    )
    assert.equal(named.length + pieces.length, documents.length)
    assert.ok(named.length > 110)
  })

  for (const name of pieces) {
    it(`is refused where it is a piece without a version: ${name}`, async () => {
      assert.equal(plainDocument(name).openapi, undefined)
      const { diagnostics } = await compileFile(name)
      assert.deepEqual(diagnostics.map(placed), ['document.version 1:1'])
    })
  }

  for (const name of [...compiled, ...Object.keys(silent)]) {
    it(`compiles: ${name}`, async () => {
      const { diagnostics } = await compileFile(name)
      const { policy } = await policyOf(name)
      assert.deepEqual(
        diagnostics.filter(({ severity }) => severity === 'error'),
        [],
      )
      const plain = plainDocument(name)
      const isSplit = Object.values(plain.paths ?? {}).some((item) => '$ref' in item)
      if (!isSplit) assert.deepEqual(rowsOfPolicy(policy), rowsOf(plain).map(withList))
    })
  }
})

function rowsOfPolicy({ operations }: Policy): PlainRow[] {
  return operations.map(({ method, path, security }) => ({ method, path, security }))
}

function withList(row: PlainRow): PlainRow {
  return { ...row, security: row.security ?? [] }
}

describe('a document with operations that say nothing', { skip }, () => {
  for (const [name, place] of Object.entries(silent)) {
    it(`is refused at the first of them: ${name}`, async () => {
      const { diagnostics } = await compile(join(folder, name))
      const [error, ...others] = diagnostics.filter(({ severity }) => severity === 'error')
      assert.ok(error !== undefined && others.length === 0)
      assert.equal(placed(error), `security.missing ${place}`)
      const places = error.places ?? [error]
      for (const source of places)
        assert.match(textAt(source), /^"?(get|put|post|delete|options|head|patch|query|COPY|trace)"?:/)
      const plain = plainDocument(name)
      const said = rowsOf(plain).filter(({ security }) => security === undefined)
      if (said.length > 0) assert.equal(places.length, said.length)
    })
  }
})

describe('a document with a fault', { skip }, () => {
  /** What stands at the place of each fault. */
  const shown: Readonly<Record<string, RegExp>> = {
    'paths.empty': /^(openapi:|paths:|# including External)/,
    'scheme.undefined': /^petstore_auth:/,
    'security.unsatisfiable': /^"security": \[/,
    'reference.network': /^\$ref: 'https:/,
  }
  for (const [name, faults] of Object.entries(refused)) {
    it(`is refused for it: ${name}`, async () => {
      const { compiled, diagnostics } = await compileFile(name)
      const errors = diagnostics.filter(({ severity }) => severity === 'error')
      assert.equal(compiled, undefined)
      assert.deepEqual(errors.map(placed), faults)
      for (const error of errors) assert.match(textAt(error), shown[error.code] ?? assert.fail(error.code))
      const isEmpty = rowsOf(plainDocument(name)).length === 0
      assert.equal(
        isEmpty,
        errors.some(({ code }) => code === 'paths.empty') || name.includes('security-scheme-object'),
      )
    })
  }
})

/** The operations and public operations that the publishers' documents have, counted by hand or said of them. */
const totals: Readonly<Record<string, Pick<Counts, 'operations' | 'public'>>> = {
  'auth0-myaccount.json': { operations: 15, public: 0 },
  'auth0-myorganization.json': { operations: 41, public: 0 },
  'cloudflare.json': { operations: 1533, public: 0 },
  'datadog-v2.yaml': { operations: 985, public: 1 },
  'figma.yaml': { operations: 47, public: 0 },
  'camara-simswap/code/API_definitions/sim-swap.yaml': { operations: 2, public: 0 },
  'camara-simswap/code/API_definitions/sim-swap-subscriptions.yaml': { operations: 4, public: 0 },
  'cafe-3.2.yaml': { operations: 12, public: 3 },
}

describe('operations, public operations, alternatives and scopes', { skip }, () => {
  for (const [name, expected] of Object.entries(totals)) {
    it(`are as many as a plain count finds: ${name}`, async () => {
      const { rules } = await policyOf(name)
      const counted = countRows(rowsOf(plainDocument(name)))
      const alternatives = rules.flatMap((rule) => rule.alternatives)
      const scopes = alternatives.flat().flatMap((demand) => demand.scopes)
      const found: Counts = {
        operations: rules.length,
        public: rules.filter((rule) => rule.alternatives.length === 0).length,
        alternatives: alternatives.length,
        scopes: scopes.length,
        distinctScopes: new Set(scopes).size,
      }
      assert.deepEqual(found, counted)
      assert.deepEqual({ operations: found.operations, public: found.public }, expected)
    })
  }
})

describe('base paths', { skip }, () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    'auth0-myaccount.json': ['/me/v1'],
    'auth0-myorganization.json': ['/my-org/v1', '/my-org'],
    'cloudflare.json': ['/client/v4'],
    'datadog-v2.yaml': [''],
    'figma.yaml': [''],
    'camara-simswap/code/API_definitions/sim-swap.yaml': ['/sim-swap/vwip'],
    'ga4gh-drs/openapi/data_repository_service.openapi.yaml': ['/ga4gh/drs/v1'],
    'petstore-3.0.yaml': ['/api/v3'],
    'scalar-galaxy.yaml': [''],
    'xero-files.yaml': ['/files.xro/1.0'],
    'eov-fixtures/test/resources/servers.1.yaml': [
      '/api/v1/petstore',
      '/api/v1/storeofpets',
      '/api/v2/petstore',
      '/api/v2/storeofpets',
    ],
    'eov-fixtures/test/resources/servers.2.yaml': [
      '/api/v1:petstore',
      '/api/v1:storeofpets',
      '/api/v2:petstore',
      '/api/v2:storeofpets',
    ],
    'eov-fixtures/test/resources/nullable.yaml': ['/v1'],
    'eov-fixtures/test/resources/empty.servers.yaml': [''],
  }
  for (const [name, bases] of Object.entries(expected)) {
    it(`of ${name}`, async () => assert.deepEqual((await policyOf(name)).bases, bases))
  }
})

describe('the café in one file and in many', { skip }, () => {
  const withoutPlaces = (policy: Policy): unknown =>
    JSON.parse(
      JSON.stringify(policy, (key, value) =>
        ['source', 'file', 'line', 'column', 'pointer', 'places'].includes(key) ? undefined : value,
      ),
    )

  it('is one policy but for the places', async () => {
    const one = await policyOf('cafe-3.2.yaml')
    const many = await policyOf('cafe-split-3.2/resources/cafe-split/cafe.yaml')
    assert.deepEqual(withoutPlaces(many.policy), withoutPlaces(one.policy))
    assert.deepEqual(
      many.rules.map(({ alternatives, bases, method }) => ({ alternatives, bases, method })),
      one.rules.map(({ alternatives, bases, method }) => ({ alternatives, bases, method })),
    )
    assert.notDeepEqual(many.policy, one.policy)
  })
})
