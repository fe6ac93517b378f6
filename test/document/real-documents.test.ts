import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sourceOf } from '../../src/document/place.ts'
import type { Fields, ResolvedDocument } from '../../src/document/types.ts'
import { load, operationNames, withFolder } from './load-files.ts'

const folder = fileURLToPath(new URL('../../../shared/documents', import.meta.url))
const skip = existsSync(folder) ? false : `${folder} is not there`

/** Files that say they are an OpenAPI or Swagger document. */
function documents(): string[] {
  if (skip !== false) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .filter((name) => /^\s*\{?\s*["']?(openapi|swagger)["']?\s*:/m.test(readFileSync(join(folder, name), 'utf8')))
    .sort()
}

/** Each refusal is a fault of the document: a scheme on another host. */
const refused: Readonly<Record<string, readonly string[]>> = {
  'oai-schema-tests-3.2/tests/schema/pass/security-scheme-object-examples.yaml': ['reference.network 69:7'],
}

describe('every real document', { skip }, () => {
  it('is among the ones that are read', () => assert.ok(documents().length > 100))

  for (const name of documents()) {
    it(`is read, or refused with a place: ${name}`, async () => {
      const { document, diagnostics } = await load(join(folder, name))
      const told = diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`)
      assert.deepEqual(told, refused[name] ?? [])
      if (document !== undefined) assertPlaces(document)
    })
  }
})

/** The place of each operation is a line that has its method in it, or the top of a file. */
function assertPlaces(document: ResolvedDocument): void {
  const lines = new Map(document.files.map((file) => [file, readFileSync(file, 'utf8').split('\n')]))
  for (const item of document.pathItems) {
    for (const { place, method } of item.operations) {
      const { file, line, column } = sourceOf(place)
      const text = lines.get(file)?.[line - 1]?.slice(column - 1) ?? ''
      assert.match(text, new RegExp(`^["']?${method}["']?\\s*:`))
    }
  }
}

describe('the café in one file and in many', { skip }, () => {
  const read = async (name: string): Promise<ResolvedDocument> => {
    const { document, codes } = await load(join(folder, name))
    assert.deepEqual(codes, [])
    return document ?? assert.fail()
  }
  const plain = (fields: Fields, names: readonly string[]): unknown => names.map((name) => fields.get(name)?.value)

  it('has the same operations with the same security, and the same schemes', async () => {
    const one = await read('cafe-3.2.yaml')
    const many = await read('cafe-split-3.2/resources/cafe-split/cafe.yaml')
    assert.equal(many.files.length, 9)
    assert.deepEqual(operationNames(many), operationNames(one))
    const operations = (document: ResolvedDocument): unknown =>
      document.pathItems.flatMap((item) =>
        item.operations.map((operation) => plain(operation.fields, ['operationId', 'security', 'servers'])),
      )
    assert.deepEqual(operations(many), operations(one))
    const schemes = (document: ResolvedDocument): unknown =>
      document.schemes.map((scheme) => [scheme.name, plain(scheme.fields, ['type', 'flows', 'name', 'in'])])
    assert.deepEqual(schemes(many), schemes(one))
  })
})

describe('camara', { skip }, () => {
  const common = join(folder, 'camara-simswap/code/common')

  it('has its scheme in the file that uses it', async () => {
    const { document } = await load(join(folder, 'camara-simswap/code/API_definitions/sim-swap.yaml'))
    assert.equal(document?.schemes[0]?.fields.get('type')?.value, 'openIdConnect')
  })

  it('has it in the file that all its documents share, when it is referred to there', async () => {
    const entry = (reference: string): string =>
      `openapi: 3.0.3\npaths: {}\ncomponents: {securitySchemes: {openId: {$ref: ${JSON.stringify(reference)}}}}\n`
    await withFolder({ 'api/entry.yaml': '' }, async (temporary) => {
      const path = join(temporary, 'api/entry.yaml')
      await writeFile(
        path,
        entry(`${relative(dirname(path), common)}/CAMARA_common.yaml#/components/securitySchemes/openId`),
      )
      assert.deepEqual((await load(path)).codes, ['reference.outside'])
      const { document, codes } = await load(path, { allow: [common] })
      const [scheme] = document?.schemes ?? []
      assert.deepEqual([codes, scheme?.name, scheme?.fields.get('type')?.value], [[], 'openId', 'openIdConnect'])
      assert.deepEqual(scheme && sourceOf(scheme.place), {
        file: join(common, 'CAMARA_common.yaml'),
        line: 19,
        column: 5,
      })
    })
  })
})
