import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, describe, it } from 'node:test'
import { ConfigurationError, type GateOptions, portcullis } from '../../../src/index.ts'

const elsewhere = mkdtempSync(`${tmpdir()}/validation-`)
after(() => rmSync(elsewhere, { recursive: true }))

const document = (openapi: string, schema: object = {}): object => ({
  openapi,
  info: { title: 'Orders', version: '1' },
  paths: {
    '/orders': {
      get: {
        security: [],
        responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } },
      },
    },
  },
})

async function codesOf(given: object, options: GateOptions = { validate: true }): Promise<readonly string[]> {
  try {
    const gate = await portcullis(given, { log: false, docs: false, env: {}, ...options })
    gate.validator()
    await gate.close()
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    const errors = error.diagnostics.filter(({ severity }) => severity === 'error')
    return errors.map(({ code, message }) => `${code} ${message}`)
  }
}

describe('validation at the start', () => {
  it('takes OpenAPI 3.0 and 3.1', async () => {
    assert.deepEqual(await codesOf(document('3.0.3')), [])
    assert.deepEqual(await codesOf(document('3.1.1')), [])
  })

  it('says that OpenAPI 3.2 cannot be validated by, with `validate` and with a validator by hand', async () => {
    const found = ['validation.version express-openapi-validator reads OpenAPI 3.0 and 3.1, and <document> is 3.2.0']
    assert.deepEqual(await codesOf(document('3.2.0')), found)
    assert.deepEqual(await codesOf(document('3.2.0'), {}), found)
  })

  it('says which references lead nowhere, and takes no example for a reference', async () => {
    const found = await codesOf(document('3.1.0', { $ref: 'schemas.yaml' }))
    assert.match(found.join(), /^validation\.reference .* behind the `\$ref` schemas\.yaml in <document>$/)
    assert.deepEqual(await codesOf(document('3.1.0', { example: { $ref: 'schemas.yaml' } })), [])
    const address = await codesOf(document('3.1.0', { $ref: 'https://a.example/b' }))
    assert.match(address.join(), /^validation\.reference .* https:\/\/a\.example\/b in/)
    const property = document('3.1.0', { properties: { example: { $ref: 'schemas.yaml' } } })
    assert.equal((await codesOf(property)).length, 1)
  })

  it('says that express-openapi-validator is not installed', async () => {
    const { 1: script = '' } = process.argv
    const directory = process.cwd()
    process.argv[1] = `${elsewhere}/server.js`
    process.chdir(elsewhere)
    try {
      assert.match((await codesOf(document('3.1.0'))).join(), /^validation\.missing /)
    } finally {
      process.argv[1] = script
      process.chdir(directory)
    }
  })

  it('keeps the document that is in force where a new one cannot be validated by', async () => {
    const gate = await portcullis(document('3.1.0'), { log: false, docs: false, env: {}, validate: true })
    await assert.rejects(gate.reload(document('3.2.0')), /3\.2\.0/)
    assert.equal(gate.policy.openapi, '3.1.0')
    const byHand = await portcullis(document('3.1.0'), { log: false, docs: false, env: {} })
    byHand.validator()
    await assert.rejects(byHand.reload(document('3.2.0')), /3\.2\.0/)
    await gate.close()
    await byHand.close()
  })
})
