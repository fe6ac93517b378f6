// A process that seals an application with a route for each operation, and says how long that took.

import express from 'express'
import { portcullis } from '../src/index.ts'
import { routingDocument, routingOperations } from './routing-document.ts'

/** Milliseconds. */
export interface SealTimes {
  readonly first: number
  readonly again: number
}

const operations = routingOperations(Number(process.argv[2]))
const gate = await portcullis(routingDocument(operations), {
  log: false,
  docs: false,
  schemes: { key: { keys: [{ name: 'bench', key: 'a-key-of-the-bench' }] } },
})
const app = express()
gate.mount(app)
for (const { method, template } of operations.toSorted((one, other) => rank(one.template) - rank(other.template))) {
  app.route(template.replace(/\{(\w+)\}/g, ':$1'))[verbOf(method)]((_req, res) => void res.end())
}
const times: SealTimes = { first: timeOfSeal(), again: timeOfSeal() }
process.send?.(times)
process.disconnect?.()
await gate.close()

function timeOfSeal(): number {
  const before = performance.now()
  const { problems } = gate.seal(app)
  if (problems.length > 0) throw new Error(`the routes do not fit: ${problems[0]?.message}`)
  return performance.now() - before
}

/** Concrete before templated, as OpenAPI has it. */
function rank(template: string): number {
  return template.split('/').filter((segment) => segment.startsWith('{')).length
}

function verbOf(method: string): 'get' | 'put' | 'delete' | 'patch' {
  const verb = method.toLowerCase()
  if (verb === 'get' || verb === 'put' || verb === 'delete' || verb === 'patch') return verb
  throw new Error(`the document of the bench has no ${method}`)
}
