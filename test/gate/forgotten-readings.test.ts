import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Express } from 'express'
import { collectGarbage } from '../support/collect-garbage.ts'
import { documentOf, guarded } from '../support/guarded.ts'
import { get } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const document = documentOf({ '/orders': { get: { security: [{ auth0: ['read'] }] } } })

for (const { name, express } of versions) {
  it(`nothing holds a reading of the document after the next one is in force, on ${name}`, async () => {
    const options = { docs: true, validate: true }
    const routes = (app: Express) => app.get('/orders', (_req, res) => void res.json([]))
    await using server = await guarded(express, { document, options, routes })
    const { gate, url, issuer } = server
    const headers = { authorization: `Bearer ${await issuer.token({ scope: 'read' })}`, connection: 'close' }
    const statuses = async () => [
      (await get(`${url}/orders`, { headers })).status,
      (await get(`${url}/docs/openapi.json`)).status,
    ]
    const first = new WeakRef(gate.policy)
    assert.deepEqual(await statuses(), [200, 200])
    await gate.reload()
    assert.deepEqual(await statuses(), [200, 200])
    await collectGarbage()
    assert.equal(first.deref(), undefined)
  })
}
