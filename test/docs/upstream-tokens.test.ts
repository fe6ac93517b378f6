import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import express, { type ErrorRequestHandler } from 'express'
import { tokenErrorHandler } from '../../src/index.ts'
import {
  TokenClientError,
  type TokenClientErrorCode,
  tokenClientErrorCodes,
} from '../../src/token-client/token-client-error.ts'
import { get, listening } from '../support/listening.ts'

const page = readFileSync(new URL('../../docs/upstream-tokens.md', import.meta.url), 'utf8')
const codes = Object.keys(tokenClientErrorCodes) as TokenClientErrorCode[]

/** The answer that the page has for a code: `503 with …` or ``403 `forbidden` ``. */
const answerOf = (code: string): string | undefined =>
  new RegExp(`^\\| \`${code.replace('.', '\\.')}\` +\\|.*\\| (\\d{3} [^|]*?|goes on) +\\|$`, 'm').exec(page)?.[1]

/** Behind the handler: what it leaves to the application. */
const passedOn: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(599).json({ error: error.code })
}

describe('docs/upstream-tokens.md', () => {
  it('has each code, with the answer that the error handler gives', async () => {
    const app = express()
    app.get('/:code', (req) => {
      throw new TokenClientError(req.params.code as TokenClientErrorCode, { connection: 'google-oauth2', status: 401 })
    })
    app.use(tokenErrorHandler(), passedOn)
    await using server = await listening(app)
    for (const code of codes) {
      const { status, headers, text } = await get(`${server.url}/${code}`)
      if (status === 599) {
        assert.deepEqual([code, 'goes on'], [code, answerOf(code)])
        continue
      }
      const { error } = JSON.parse(text)
      const said = status === 503 ? '503 with `Retry-After`' : `${status} \`${error}\``
      assert.deepEqual([code, said], [code, answerOf(code)])
      assert.equal(headers.get('content-type'), 'application/problem+json')
      assert.equal(headers.has('retry-after'), status === 503)
      assert.equal(headers.has('www-authenticate'), status === 401)
    }
  })

  it('has no code that is gone', () => {
    const [, table = ''] = /\| code [^\n]*\n([\s\S]*?)\n\n/.exec(page) ?? []
    const listed = [...table.matchAll(/^\| `([a-z_.]+)`/gm)].map(([, code]) => code)
    assert.deepEqual(listed.sort(), [...codes].sort())
  })
})
