import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import type { Browser } from 'playwright-core'
import { portcullis } from '../../src/index.ts'
import { withFolder } from '../document/load-files.ts'
import { listening } from '../support/listening.ts'
import { openChromium, openTab, withoutChromium } from './chromium.ts'
import { openDocs } from './docs-page.ts'

const filesOf = (version: string) => ({
  'openapi.yaml': `openapi: ${version}
info: { title: Shop, version: "1" }
paths:
  /orders: { $ref: "./paths/orders.yaml" }
`,
  'paths/orders.yaml': `post:
  operationId: addOrder
  security: []
  parameters: [{ $ref: "../parts.yaml#/parameters/Dry" }]
  requestBody: { $ref: "../parts.yaml#/bodies/Order" }
  responses: { "201": { $ref: "../parts.yaml#/responses/Created" } }
`,
  'parts.yaml': `parameters:
  Dry: { name: dryRun, in: query, description: Tries it alone, schema: { type: boolean } }
bodies:
  Order: { content: { application/json: { schema: { $ref: "#/schemas/Order" } } } }
responses:
  Created: { description: It was ordered, content: { application/json: { schema: { $ref: "#/schemas/Order" } } } }
schemas:
  Order:
    type: object
    properties:
      article: { type: string, example: coffee }
      gift: { $ref: "#/schemas/Order" }
`,
})

describe('a document of several files in the page', { skip: withoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await openChromium()
  })
  after(() => browser.close())

  for (const version of ['3.0.3', '3.1.1']) {
    it(`shows what stands in the others, and asks for none of them: OpenAPI ${version}`, async () => {
      await withFolder(filesOf(version), async (folder) => {
        const gate = await portcullis(join(folder, 'openapi.yaml'), { docs: true, log: false, env: {} })
        const app = express()
        gate.mount(app)
        await using server = await listening(app)
        await using context = await browser.newContext()
        await using tab = await openTab(context, server.url)
        await openDocs(tab.page, `${server.url}/docs/`)
        await tab.page.locator('#operations-default-addOrder .opblock-summary').click()
        const operation = tab.page.locator('#operations-default-addOrder')
        await operation.getByText('Tries it alone').waitFor()
        await operation.getByText('It was ordered').waitFor()
        const body = await operation.locator('textarea').first().inputValue()
        assert.equal(JSON.parse(body).article, 'coffee')
        assert.ok(tab.requests.every((request) => !request.includes('.yaml')))
        assert.deepEqual(tab.faults, [])
        await gate.close()
      })
    })
  }
})
