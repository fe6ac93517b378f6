import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { credentialRequest, type RequestHead } from '../../src/schemes/credential-request.ts'
import { repeated } from '../../src/schemes/types.ts'

type Value = string | undefined | typeof repeated

const rows: readonly (readonly [string, Omit<RequestHead, 'method' | 'target'>, Value])[] = [
  ['one text', { headers: { 'x-key': 'a' } }, 'a'],
  ['H-26 another case', { headers: { 'X-Key': 'a' } }, 'a'],
  ['nothing', { headers: {} }, undefined],
  ['undefined', { headers: { 'x-key': undefined } }, undefined],
  ['an empty list', { headers: { 'x-key': [] } }, undefined],
  ['a list of one', { headers: { 'x-key': ['a'] } }, 'a'],
  ['a list of two', { headers: { 'x-key': ['a', 'b'] } }, repeated],
  ['two names that differ in case', { headers: { 'x-key': 'a', 'X-KEY': 'b' } }, repeated],
  ['the same value twice', { headers: { 'x-key': 'a', 'X-KEY': 'a' } }, repeated],
  [
    'H-17 two raw fields, joined by Node',
    { headers: { 'x-key': 'a, b' }, rawHeaders: ['X-Key', 'a', 'x-key', 'b'] },
    repeated,
  ],
  ['raw fields of other names', { headers: { 'x-key': 'a' }, rawHeaders: ['X-Key', 'a', 'Y', 'X-Key'] }, 'a'],
  ['raw fields without the name', { headers: { 'x-key': 'a' }, rawHeaders: ['Y', 'b'] }, 'a'],
  ['raw fields alone: values are read from headers', { headers: {}, rawHeaders: ['X-Key', 'a'] }, undefined],
  ['a name that every object inherits', { headers: Object.create({ 'x-key': 'a' }) }, undefined],
]

describe('credentialRequest', () => {
  for (const [name, head, expected] of rows) {
    it(name, () => assert.equal(credentialRequest({ method: 'GET', target: '/', ...head }).header('X-Key'), expected))
  }

  it('refuses what is no text, as only a program can give it', () => {
    for (const value of [null, 5, {}, [[]], [undefined, 'a', null]]) {
      const request = credentialRequest({
        method: 'GET',
        target: '/',
        headers: JSON.parse(JSON.stringify({ 'x-key': value })),
      })
      assert.equal(request.header('x-key'), repeated)
    }
  })

  it('reads the path and the query of every form of target', () => {
    const targets = {
      '/a': ['/a', ''],
      '/a?': ['/a', ''],
      '/a?b=c?d': ['/a', 'b=c?d'],
      'http://h/a?b': ['/a', 'b'],
      'http://h?b': ['/', 'b'],
      '*': ['/*', ''],
    }
    for (const [target, expected] of Object.entries(targets)) {
      const { path, query } = credentialRequest({ method: 'GET', target, headers: {} })
      assert.deepEqual([path, query], expected)
    }
  })
})
