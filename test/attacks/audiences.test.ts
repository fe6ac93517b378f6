import { describe, it } from 'node:test'
import express from 'express'
import { createTestIssuer } from '../../src/testing/index.ts'
import { documentOf, guarded } from '../support/guarded.ts'
import { rawRequest } from '../support/raw.ts'
import { assertAnswer, type Expected } from './answers.ts'

const shop = 'https://shop.test'
const admin = 'https://admin.shop.test'

/** An audience is a property of a scheme: an operation with one of its own names a scheme of its own. */
const document = documentOf(
  {
    '/orders': { get: { security: [{ shop: [] }] } },
    '/prices': { get: { security: [{ admin: [] }] } },
    '/stock': { get: { security: [{ shop: [] }, { admin: [] }] } },
    '/audit': { get: { security: [{ shop: [], admin: [] }] } },
  },
  {
    components: {
      securitySchemes: {
        shop: { type: 'http', scheme: 'bearer' },
        admin: { type: 'http', scheme: 'bearer', 'x-portcullis': { audience: admin } },
      },
    },
  },
)

describe('C-17 an operation with another audience than the rest of the API', () => {
  const rows: readonly (readonly [path: string, audience: string | string[], expected: Expected])[] = [
    ['/orders', shop, 'OK'],
    ['/orders', admin, 'A2'],
    ['/prices', admin, 'OK'],
    ['/prices', shop, 'A2'],
    ['/stock', shop, 'OK'],
    ['/stock', admin, 'OK'],
    ['/stock', 'https://other.test', 'A2'],
    ['/audit', [shop, admin], 'OK'],
    ['/audit', shop, 'A2'],
    ['/audit', admin, 'A2'],
  ]

  it('one token warmed at one operation is judged anew at another', async () => {
    const issuer = await createTestIssuer()
    const { issuer: name, jwks } = { ...issuer.scheme, jwks: issuer.jwks() }
    const trusted = { issuer: name ?? '', jwks }
    await using app = await guarded(express, {
      document,
      options: { schemes: { shop: { ...trusted, audience: shop }, admin: trusted } },
      routes: (server) =>
        void server.get(
          rows.map(([path]) => path),
          (_req, res) => void res.end('ran'),
        ),
    })
    for (const [path, aud, expected] of [...rows, ...rows]) {
      const token = await issuer.token({ claims: { aud } })
      assertAnswer(await rawRequest(app.port, 'GET', path, [`Authorization: Bearer ${token}`]), expected)
    }
    const both = await issuer.token({ claims: { aud: [shop] } })
    for (const [path, expected] of [
      ['/orders', 'OK'],
      ['/prices', 'A2'],
      ['/audit', 'A2'],
      ['/orders', 'OK'],
    ] as const) {
      assertAnswer(await rawRequest(app.port, 'GET', path, [`Authorization: Bearer ${both}`]), expected)
    }
  })
})
