import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { middleware } from 'express-openapi-validator'
import { parse } from 'yaml'
import { portcullis } from '../../../src/index.ts'
import { get, listening } from '../../support/listening.ts'
import { type Sample, type Sampled, sampleRequests } from './sample-requests.ts'

const directory = fileURLToPath(new URL('../../../../shared/documents/eov-fixtures/test/resources/', import.meta.url))
const shared = '/work/shared/documents/eov-fixtures/test/resources/'
const fixtures = [directory, shared].find(existsSync)

/** What became of a request, and what the handler got. */
interface Verdict {
  readonly status: number
  readonly got: string | null
}

type Document = Sampled & { openapi: string; servers?: { url: string }[] }

const base = '/v1'

const documents = fixtures === undefined ? [] : readdirSync(fixtures).filter((name) => name.endsWith('.yaml'))
const skip = fixtures === undefined && 'the documents of express-openapi-validator are not there'

describe('a validator for each path beside one for the whole document', { skip }, () => {
  const statuses = new Map<number, number>()

  for (const name of documents) {
    const text = readFileSync(`${fixtures}${name}`, 'utf8')
    if (/\$ref: *['"]?[^#'"\s]/.test(text)) continue
    it(`judges requests and answers alike: ${name}`, async (test) => {
      const document = readPublic(text)
      if (document === undefined) return test.skip('it is no document of one file with plain paths')
      const options = {
        validate: { responses: true },
        docs: false,
        log: false,
        env: {},
        basePath: base,
      } as const
      const gate = await portcullis(document, options).catch(() => undefined)
      if (gate === undefined) return test.skip('the gate does not take it')
      const samples = sampleRequests(document)
      const whole = express()
      whole.use(express.json())
      whole.use(
        middleware({
          apiSpec: readPublic(text) as never,
          validateResponses: true,
          validateSecurity: false,
          validateApiSpec: false,
        }),
      )
      addRoutes(whole, document)
      const cut = express()
      gate.mount(cut)
      cut.use(express.json())
      addRoutes(cut, document)
      await using one = await listening(whole)
      await using other = await listening(cut)
      const compare = async (sample: Sample): Promise<void> => {
        const [wanted, got] = await Promise.all([one, other].map(({ url }) => send(url, sample)))
        if (wanted?.status === 404 || wanted?.status === 405 || got === undefined) return
        // The validator fails over a member where it expects the text of a list.
        if (wanted?.status === 500 && got.status === 400 && sample.target.includes('[')) return
        assert.deepEqual(got, wanted, JSON.stringify(sample))
        statuses.set(got.status, (statuses.get(got.status) ?? 0) + 1)
      }
      for (let at = 0; at < samples.length; at += 16) await Promise.all(samples.slice(at, at + 16).map(compare))
    })
  }

  it('has compared requests that fit, and such that do not', () => {
    for (const status of [200, 400, 500]) assert.ok((statuses.get(status) ?? 0) > 100, JSON.stringify([...statuses]))
  })
})

/** The document with all of it public: who may call is not what is compared. */
function readPublic(text: string): Document | undefined {
  const document = parse(text)
  if (typeof document?.openapi !== 'string' || document.paths === undefined) return undefined
  // Where it stands is not what is compared either.
  document.servers = [{ url: base }]
  document.security = []
  delete document.components?.securitySchemes
  for (const [path, item] of Object.entries<Record<string, unknown>>(document.paths)) {
    if (/[*():]|\{[^}]*[^\w}]/.test(path)) delete document.paths[path]
    for (const operation of Object.values(item))
      if (typeof operation === 'object' && operation !== null && 'security' in operation) operation.security = []
  }
  return document
}

/** Handlers say what they got in a header, and answer what the request asks for. */
function addRoutes(app: Express, document: Document): void {
  for (const path of Object.keys(document.paths)) {
    app.all(base + path.replaceAll(/\{(\w+)\}/g, ':$1'), (req, res) => {
      res.set('x-got', encodeURIComponent(JSON.stringify([req.body ?? null, req.query, req.params])))
      const answer = req.get('x-answer')
      if (answer === undefined) res.end()
      else res.json(JSON.parse(answer))
    })
  }
  const fail: ErrorRequestHandler = (error, _req, res, _next) => void res.status(error.status ?? 500).end()
  app.use(fail)
}

async function send(url: string, { method, target, body, answer }: Sample): Promise<Verdict> {
  const hasBody = body !== undefined && method !== 'GET'
  const { status, headers } = await get(url + base + target, {
    method,
    headers: {
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(answer !== undefined && { 'x-answer': JSON.stringify(answer) }),
    },
    ...(hasBody && { body: JSON.stringify(body) }),
    // Two whole validators are built by the first of many requests.
    signal: AbortSignal.timeout(30_000),
  })
  return { status, got: status === 200 ? headers.get('x-got') : null }
}
