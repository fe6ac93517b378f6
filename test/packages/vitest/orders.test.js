import express from 'express'
import { getAuth, portcullis } from 'portcullis'
import { createTestIssuer } from 'portcullis/testing'
import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'

let app, gate, issuer

beforeAll(async () => {
  issuer = await createTestIssuer()
  gate = await portcullis('openapi.yaml', { schemes: issuer.schemes, docs: false, log: false })
  app = express()
  gate.mount(app)
  app.get('/orders/:id', (req, res) => {
    res.json({ id: req.params.id, by: getAuth(req).claims.sub })
  })
})

afterAll(() => gate.close())

test('refuses a stranger', async () => {
  const answer = await request(app).get('/orders/7')
  expect(answer.status).toBe(401)
  expect(answer.headers['www-authenticate']).toContain('scope="read:orders"')
})

test('lets a caller in who may', async () => {
  const token = await issuer.token({ sub: 'ann', scope: 'read:orders' })
  const answer = await request(app).get('/orders/7').set('authorization', `Bearer ${token}`)
  expect([answer.status, answer.body]).toEqual([200, { id: '7', by: 'ann' }])
})
