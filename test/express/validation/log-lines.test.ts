import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTell } from '../../../src/express/validation/tell.ts'
import type { Operation } from '../../../src/policy/types.ts'
import { documentOf, guarded } from '../../support/guarded.ts'
import { get } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

const answering = (responses: object): object => ({ get: { security: [], responses } })
const integers = { type: 'object', additionalProperties: { type: 'integer' } }
const content = { 'application/json': { schema: integers } }
const matching = (pattern: string) => ({
  'application/json': { schema: { type: 'object', properties: { p: { type: 'string', pattern } } } },
})
const document = documentOf({
  '/varied': answering({ 200: { description: 'OK', content } }),
  '/other': answering({ 200: { description: 'OK', content } }),
  '/status': answering({ 201: { description: 'Made', content } }),
  '/bare': answering({ 200: { description: 'OK' } }),
  '/needed': answering({ 200: { description: 'OK', content } }),
  '/pattern': answering({ 200: { description: 'OK', content: matching('^a?b$') } }),
  '/long': answering({ 200: { description: 'OK', content: matching(`^a?${'b'.repeat(1000)}$`) } }),
})

for (const { name, express } of versions) {
  describe(`lines about answers that do not fit, on ${name}`, () => {
    it('are few for each operation, and speak of the answer', async () => {
      await using app = await guarded(express, {
        document,
        options: { validate: { responses: true } },
        routes(app) {
          app.get(['/varied', '/other'], (req, res) => void res.json({ [String(req.headers['x-name'])]: 'hunter2' }))
          app.get('/status', (_req, res) => void res.json({ a: 1 }))
          app.get(['/pattern', '/long'], (_req, res) => void res.json({ p: 'hunter2' }))
          app.get('/bare', (_req, res) => void res.json({ a: 1 }))
          app.get('/needed', (_req, res) => void res.json(null))
        },
      })
      const ask = async (path: string, named: string) =>
        assert.equal((await get(app.url + path, { headers: { 'x-name': named } })).status, 500)
      for (let count = 0; count < 8; count += 1) await ask('/varied', `n${count}`)
      const varied = app.lines.filter((line) => line.includes('GET /varied'))
      assert.equal(varied.length, 5)
      assert.match(varied[4] ?? '', /\/response\/n4 must be integer \(and no more is told of this\)$/)
      await ask('/other', 'a')
      for (const path of ['/status', '/bare', '/needed']) await ask(path, 'a')
      const rest = app.lines.slice(-4).map((line) => line.replace(/^.*?answer of GET (\S+) .*document: /, '$1: '))
      assert.deepEqual(rest, [
        '/other: /response/a must be integer',
        "/status: no schema defined for status code '200' in the openapi spec",
        '/bare: response should NOT have a body',
        '/needed: response body required.',
      ])
      for (const path of ['/pattern', '/long']) await ask(path, 'a')
      const [pattern = '', long = ''] = app.lines.slice(-2).map((line) => line.replace(/^.*document: /, ''))
      assert.equal(pattern, '/response/p must match pattern "^a?b$"')
      assert.match(long, /^\/response\/p must match pattern "\^a\?b+…$/)
      assert.equal(long.length, 501)
      assert.doesNotMatch(app.lines.join('\n'), /hunter2|parameter/)
      assert.equal(app.gate.health().counters.answersMisfit, 14)
    })
  })
}

describe('what is told of validation', () => {
  it('is bounded in all, and each line is told once', () => {
    const lines: string[] = []
    const tell = createTell((line) => void lines.push(line))
    const operation = (path: string) => ({ method: 'get', path }) as Operation
    for (let count = 0; count < 300; count += 1)
      for (const line of ['a', 'a', 'b', 'c', 'd', 'e', 'f']) tell(operation(`/${count}`), 'requests', line)
    assert.equal(lines.length, 1000)
    assert.deepEqual(lines.slice(0, 6), ['a', 'b', 'c', 'd', 'e (and no more is told of this)', 'a'])
    const few: string[] = []
    const other = createTell((line) => void few.push(line))
    for (const line of ['a', 'b', 'c', 'd', 'e', 'f']) other(operation('/x'), 'answers', line)
    other(operation('/x'), 'requests', 'g')
    assert.deepEqual(few.slice(-2), ['e (and no more is told of this)', 'g'])
  })
})
