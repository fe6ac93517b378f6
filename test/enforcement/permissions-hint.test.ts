import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import express from 'express'
import type { TokenSchemeOptions } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { get } from '../support/listening.ts'

const issuer = await createTestIssuer()

function app(options: TokenSchemeOptions = {}): Promise<Guarded> {
  const read = { get: { security: [{ auth0: ['read'] }] } }
  return guarded(express, {
    document: documentOf({ '/orders/{id}': read, '/prices': read }),
    options: { schemes: { auth0: { ...issuer.scheme, ...options } }, env: { NODE_ENV: 'production' } },
    routes: (server) => void server.get(['/orders/:id', '/prices'], (_req, res) => void res.end()),
  })
}

const hints = ({ lines }: Guarded): readonly string[] => lines.filter((line) => line.includes('"permissions"'))

describe('C-27 the log says that permissions would have made the difference', () => {
  const permissions = ['read', 'delete']

  it('once for an operation, in production as well, and without a word of the caller', async () => {
    await using guard = await app()
    const token = await issuer.token({ sub: 'auth0|swordfish', scope: 'other', permissions })
    for (const path of ['/orders/1', '/orders/2', '/prices', '/prices']) {
      assert.equal((await get(`${guard.url}${path}`, { headers: bearer(token) })).status, 403)
    }
    const said = hints(guard)
    assert.equal(said.length, 2)
    assert.match(said[0] ?? '', /GET \/orders\/\{id\} was refused .* scopeClaims: \['scope', 'permissions'\]/)
    assert.doesNotMatch(guard.lines.join('\n'), /swordfish|delete/)
  })

  const silent: readonly (readonly [string, TokenSchemeOptions, object])[] = [
    ['they lack the scope as well', {}, { scope: 'other', permissions: ['delete'] }],
    ['they are not there', {}, { scope: 'other' }],
    ['they are no list of names', {}, { scope: 'other', permissions: [{ read: true }] }],
    ['they are listed', { scopeClaims: ['permissions'] }, { permissions: ['delete'] }],
    ['the scope is there', {}, { scope: 'read', permissions }],
    ['the token is none', {}, { scope: 'other', permissions, expiresIn: -60 }],
  ]
  for (const [name, options, token] of silent) {
    it(`nothing is said where ${name}`, async () => {
      await using guard = await app(options)
      await get(`${guard.url}/prices`, { headers: bearer(await issuer.token(token)) })
      assert.deepEqual(hints(guard), [])
    })
  }
})
