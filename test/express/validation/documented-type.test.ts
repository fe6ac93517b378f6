import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { documentedType } from '../../../src/express/validation/request/documented-type.ts'

const types = [
  'application/json',
  'application/json; v=2',
  'Text/Plain; charset=UTF-8',
  'multipart/form-data',
  'image/*',
]

describe('the documented type of a content type', () => {
  for (const [header, expected] of [
    ['application/json', 'application/json'],
    ['APPLICATION/JSON ; charset=utf-8', 'application/json'],
    ['application/json; v=2', 'application/json; v=2'],
    ['application/json; v=3', 'application/json'],
    ['application/json; a=1; b=2', 'application/json'],
    ['text/plain', 'Text/Plain; charset=UTF-8'],
    ['text/plain; charset=latin1', undefined],
    ['multipart/form-data; boundary=x', 'multipart/form-data'],
    ['image/png; q=1', 'image/*'],
    ['image/', undefined],
    ['video/mp4', undefined],
    ['', undefined],
    [';', undefined],
  ] as const) {
    it(`is ${expected ?? 'none'} for "${header}"`, () => assert.equal(documentedType(types, header), expected))
  }

  it('is the narrowest range', () => {
    assert.equal(documentedType(['*/*', 'image/*'], 'image/png'), 'image/*')
    assert.equal(documentedType(['*/*', 'image/*'], 'x/y'), '*/*')
  })
})
