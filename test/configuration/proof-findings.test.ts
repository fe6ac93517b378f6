import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryStore } from '../../src/index.ts'
import { bearerDocument, codesOf, documentWith, type Environment, settingsOf, start } from './start.ts'

const bearer = { type: 'http', scheme: 'bearer' }
const two = { proven: bearer, plain: bearer }
const trust = { issuer: 'https://issuer.example/', audience: 'a' }
const mixed = { proven: { ...trust, dpop: 'required' }, plain: trust }

const one = documentWith({ proven: bearer }, [{ proven: [] }])
const either = documentWith(two, [{ proven: [] }, { plain: [] }])
const both = documentWith(two, [{ proven: [], plain: [] }])

const found = async (document: object, options: object, env: Environment = {}) =>
  codesOf(await start(document, options, env))

describe('a demand for proofs', () => {
  it('D-30 beside an alternative without it is a warning, and stops a strict start', async () => {
    assert.deepEqual(await found(either, { schemes: mixed }), ['warning dpop.avoidable'])
    assert.deepEqual(await found(either, { schemes: mixed, seal: 'strict' }), ['error dpop.avoidable'])
  })

  it('D-30 is none where the other has another issuer, or the same demand', async () => {
    const other = { ...mixed, plain: { ...trust, issuer: 'https://other.example/' } }
    assert.deepEqual(await found(either, { schemes: other }), [])
    assert.deepEqual(await found(either, { schemes: { ...mixed, plain: mixed.proven } }), [])
  })

  it('D-30 counts an alternative that takes proofs and does not demand them', async () => {
    const schemes = { ...mixed, plain: { ...trust, dpop: 'allowed' } }
    assert.deepEqual(await found(either, { schemes }), ['warning dpop.avoidable'])
  })

  it('D-30 together with a scheme that takes none can never be met', async () => {
    assert.deepEqual(await found(both, { schemes: mixed }), ['error alternative.impossible'])
    const schemes = { ...mixed, plain: { ...trust, dpop: 'allowed' } }
    assert.deepEqual(await found(both, { schemes }), [])
  })
})

describe('proofs in the document', () => {
  const where = { issuer: 'https://issuer.example/', audience: 'a' }
  const read = (extension: object) => start(bearerDocument({ 'x-portcullis': { ...where, ...extension } }))

  it('can be asked for', async () => {
    const [settings] = settingsOf(await read({ dpop: 'required' }))
    assert.equal(settings?.proofs, 'required')
    assert.deepEqual(settings?.accepts, ['issuer https://issuer.example/, with a proof'])
  })

  it('cannot be described, since that may hold a secret', async () => {
    assert.deepEqual(codesOf(await read({ dpop: 'required', proofs: { maxAge: 5 } })), ['error option.unknown'])
    const secret = { proofs: { nonce: { secret: 'swordfish'.repeat(4) } } }
    const started = await read({ dpop: 'required', ...secret })
    assert.deepEqual(codesOf(started), ['error document.secret', 'error option.unknown'])
    assert.doesNotMatch(JSON.stringify(started.found), /swordfish/)
  })
})

describe('F-34 proofs in one of several processes', () => {
  const schemes = { proven: { ...trust, dpop: 'allowed' } }
  const several = { NODE_APP_INSTANCE: '0' }
  const store = { get: async () => undefined, set: async () => {}, add: async () => true, delete: async () => {} }

  it('warns where they share no store', async () => {
    assert.deepEqual(await found(one, { schemes }, several), ['warning dpop.unshared'])
    assert.deepEqual(await found(one, { schemes, store: createMemoryStore() }, several), ['warning dpop.unshared'])
  })

  it('warns of nothing with a store, with one process, and without proofs', async () => {
    assert.deepEqual(await found(one, { schemes, store }, several), [])
    assert.deepEqual(await found(one, { schemes }), [])
    assert.deepEqual(await found(one, { schemes: { proven: trust } }, several), [])
  })
})
