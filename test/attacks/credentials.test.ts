import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestIssuer, type TestIssuer } from '../../src/testing/index.ts'
import { documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { raw, rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'
import { assertAnswer, type Expected } from './answers.ts'

const document = documentOf({
  '/token': { get: { security: [{ auth0: [] }] }, post: { security: [{ auth0: [] }] } },
  '/key': { get: { security: [{ key: [] }] } },
})

/** Header lines of a request for `/token`; `T` stands for a valid token. */
interface Row {
  readonly id: string
  readonly what: string
  readonly target?: string
  readonly method?: string
  readonly headers: readonly string[]
  readonly body?: string
  readonly expected: Expected
}

const token: readonly Row[] = [
  { id: 'H-01', what: 'no Authorization', headers: [], expected: 'A0' },
  { id: 'H-02', what: 'an empty Authorization', headers: ['Authorization:'], expected: 'A0' },
  { id: 'H-03', what: 'Bearer without a token', headers: ['Authorization: Bearer'], expected: 'A1' },
  { id: 'H-03', what: 'Bearer and a space', headers: ['Authorization: Bearer '], expected: 'A1' },
  { id: 'H-04', what: 'bearer', headers: ['Authorization: bearer T'], expected: 'OK' },
  { id: 'H-04', what: 'BEARER', headers: ['AUTHORIZATION: BEARER T'], expected: 'OK' },
  { id: 'H-05', what: 'two spaces', headers: ['Authorization: Bearer  T'], expected: 'OK' },
  { id: 'H-06', what: 'a tab', headers: ['Authorization: Bearer\tT'], expected: 'A1' },
  { id: 'H-07', what: 'a comma behind the token', headers: ['Authorization: Bearer T,'], expected: 'A1' },
  { id: 'H-07', what: 'a quoted token', headers: ['Authorization: Bearer "T"'], expected: 'A1' },
  { id: 'H-07', what: 'a letter of Latin-1', headers: ['Authorization: Bearer \xe9'], expected: 'A1' },
  { id: 'H-08', what: 'two credentials in a field', headers: ['Authorization: Bearer T, Bearer T'], expected: 'A1' },
  { id: 'H-09', what: 'two fields', headers: ['Authorization: Bearer T', 'Authorization: Bearer T'], expected: 'A1' },
  {
    id: 'H-09',
    what: 'a wrong one behind',
    headers: ['Authorization: Bearer T', 'authorization: Bearer x'],
    expected: 'A1',
  },
  {
    id: 'H-10',
    what: 'Basic, then Bearer',
    headers: ['Authorization: Basic YTpi', 'Authorization: Bearer T'],
    expected: 'A1',
  },
  { id: 'H-14', what: 'a space before the colon', headers: ['Authorization : Bearer T'], expected: 'NODE' },
  { id: 'H-14', what: 'a folded line', headers: ['Authorization: Bearer', ' T'], expected: 'NODE' },
  {
    id: 'H-20',
    what: 'a token in the query as well',
    target: '/token?access_token=T',
    headers: ['Authorization: Bearer T'],
    expected: 'A1',
  },
  {
    id: 'H-20',
    what: 'the same with an encoded name',
    target: '/token?access%5Ftoken=T',
    headers: ['Authorization: Bearer T'],
    expected: 'A1',
  },
  { id: 'H-21', what: 'a token in the query alone', target: '/token?access_token=T', headers: [], expected: 'A0' },
  {
    id: 'H-22',
    what: 'a token in a form',
    method: 'POST',
    headers: ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 14'],
    body: 'access_token=T',
    expected: 'A0',
  },
  {
    id: 'H-23',
    what: 'two tokens in the query',
    target: '/token?access_token=a&access_token=b',
    headers: [],
    expected: 'A1',
  },
  { id: 'H-28', what: 'Proxy-Authorization', headers: ['Proxy-Authorization: Bearer T'], expected: 'A0' },
  {
    id: 'H-30',
    what: 'a DPoP proof beside a bearer token, where DPoP is off',
    headers: ['Authorization: Bearer T', 'DPoP: x'],
    expected: 'OK',
  },
  { id: 'D-03', what: 'an unbound token under DPoP', headers: ['Authorization: DPoP T'], expected: 'A2' },
  { id: 'M-09', what: 'another scheme word', headers: ['Authorization: Basic YTpi'], expected: 'A0' },
]

for (const { name, express } of versions) {
  describe(`credentials on ${name}`, () => {
    let issuer: TestIssuer
    let app: Guarded
    let good: string
    before(async () => {
      issuer = await createTestIssuer()
      good = await issuer.token()
      app = await guarded(express, {
        document,
        options: { schemes: { ...issuer.schemes, key: { keys: [{ name: 'till', key: 'key-of-the-till' }] } } },
        routes(server, ran) {
          server.all('/token', (_req, res) => {
            ran('token')
            res.end('ran')
          })
          server.get('/key', (_req, res) => {
            ran('key')
            res.end('ran')
          })
        },
      })
    })
    after(() => app[Symbol.asyncDispose]())

    for (const row of token) {
      it(`${row.id} ${row.what}: ${row.expected}`, async () => {
        app.ran.length = 0
        const fill = (text: string): string =>
          text.replaceAll('T', (at, index: number) => (isToken(text, index) ? good : at))
        const lines = [
          `${row.method ?? 'GET'} ${fill(row.target ?? '/token')} HTTP/1.1`,
          'Host: api.test',
          'Connection: close',
        ]
        assertAnswer(await raw(app.port, [...lines, ...row.headers.map(fill)], row.body), row.expected)
        assert.deepEqual(app.ran, row.expected === 'OK' ? ['token'] : [])
        assert.ok(!app.lines.join('\n').includes(good), 'no line of the log holds the token')
      })
    }

    it('H-13 a head over 16 KiB: Node answers 431', async () => {
      const answer = await rawRequest(app.port, 'GET', '/token', [`Authorization: Bearer ${'a'.repeat(17_000)}`])
      assert.equal(answer.status, 431)
    })

    it('H-15 Authorization in a trailer is no credential', async () => {
      const lines = [
        'POST /token HTTP/1.1',
        'Host: api.test',
        'Connection: close',
        'Transfer-Encoding: chunked',
        'Trailer: Authorization',
      ]
      assertAnswer(await raw(app.port, lines, `1\r\na\r\n0\r\nAuthorization: Bearer ${good}\r\n\r\n`), 'A0')
    })

    it('H-17 a key field twice: 400', async () => {
      const answer = await rawRequest(app.port, 'GET', '/key', ['X-Key: key-of-the-till', 'X-Key: key-of-the-till'])
      assert.equal(answer.status, 400)
    })

    it('H-25 an empty key is no key', async () => {
      assert.equal((await rawRequest(app.port, 'GET', '/key', ['X-Key:'])).status, 401)
    })

    it('H-26 the name of a key field in another case', async () => {
      assert.equal((await rawRequest(app.port, 'GET', '/key', ['x-KEY: key-of-the-till'])).status, 200)
    })

    it('P-30, P-31 no header moves or skips the gate', async () => {
      for (const header of [
        'X-Original-URL: /nothing',
        'X-Rewrite-URL: /nothing',
        'x-middleware-subrequest: 1',
        'X-Forwarded-Uri: /',
      ]) {
        assertAnswer(await rawRequest(app.port, 'GET', '/token', [header]), 'A0')
      }
    })
  })
}

/** `T` alone, and no letter of a word. */
function isToken(text: string, index: number): boolean {
  return !/[A-Za-z]/.test(text[index - 1] ?? '') && !/[A-Za-z]/.test(text[index + 1] ?? '')
}
