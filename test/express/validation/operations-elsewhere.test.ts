import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import express from 'express'
import { guarded } from '../../support/guarded.ts'
import { get } from '../../support/listening.ts'

const limit = { name: 'limit', in: 'query', required: true, schema: { type: 'integer' } }
const answers = { responses: { 200: { description: 'OK' } } }
const list = { security: [], parameters: [limit], ...answers }

const rows: readonly { readonly what: string; readonly members: object }[] = [
  {
    what: 'an operation',
    members: { paths: { '/orders': { get: { $ref: '#/x-operations/list' } } }, 'x-operations': { list } },
  },
  {
    what: 'an operation that leads on to another, with parameters beside',
    members: {
      paths: { '/orders': { get: { $ref: '#/x-operations/more', parameters: [limit] } } },
      'x-operations': { more: { $ref: '#/x-operations/list' }, list: { security: [], ...answers } },
    },
  },
  {
    what: 'an operation of a path item that stands elsewhere',
    members: {
      paths: { '/orders': { $ref: '#/x-items/orders' } },
      'x-items': { orders: { get: { $ref: '#/x-operations/list' } } },
      'x-operations': { list },
    },
  },
  { what: 'all paths', members: { paths: { $ref: '#/x-paths' }, 'x-paths': { '/orders': { get: list } } } },
]

describe('validation by a document of one file', () => {
  for (const { what, members } of rows) {
    it(`finds ${what} behind a reference`, async () => {
      await using app = await guarded(express, {
        document: { openapi: '3.1.0', info: { title: 'Test', version: '1' }, ...members },
        options: { validate: true },
        routes: (router) => void router.get('/orders', (_req, res) => void res.end()),
      })
      const targets = ['/orders?limit=5', '/orders?limit=many', '/orders', '/orders?limit=5&other=1']
      const statuses = await Promise.all(targets.map(async (target) => (await get(app.url + target)).status))
      assert.deepEqual(statuses, [200, 400, 400, 400])
    })
  }
})
