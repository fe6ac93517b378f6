import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { findAuth, hashPassword } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf, type ExpressModule, type Guarded, guarded } from '../support/guarded.ts'
import { type Answer, get } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const document = documentOf(
  {
    '/token': { get: { security: [{ auth0: [] }] } },
    '/password': { get: { security: [{ staff: ['read'] }] }, post: { security: [{ staff: ['read'] }] } },
  },
  {
    components: {
      securitySchemes: { auth0: { type: 'http', scheme: 'bearer' }, staff: { type: 'http', scheme: 'basic' } },
    },
  },
)

const issuer = createTestIssuer()
let hash = ''
before(async () => {
  hash = await hashPassword('lovelace')
})

async function start(express: ExpressModule): Promise<Guarded> {
  const staff = { users: [{ name: 'ada', hash, scopes: ['read'] }] }
  return guarded(express, {
    document,
    options: { schemes: { auth0: (await issuer).scheme, staff } },
    routes: (app) => {
      app.use((req, res) => void res.json({ name: findAuth(req)?.schemes.staff?.name }))
    },
  })
}

const pair = (text: string): RequestInit => ({
  headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` },
})

for (const { name, express } of versions) {
  describe(`names and passwords on ${name}`, () => {
    const ask = (app: Guarded, text: string, init: RequestInit = {}): Promise<Answer> =>
      get(`${app.url}/password`, { ...init, ...pair(text), signal: AbortSignal.timeout(20_000) })

    it('are answered as RFC 7617 says', async () => {
      await using app = await start(express)
      const none = await get(`${app.url}/password`)
      assert.equal(none.status, 401)
      assert.equal(none.headers.get('www-authenticate'), 'Basic realm="api", charset="UTF-8"')
      const good = await ask(app, 'ada:lovelace')
      assert.deepEqual([good.status, JSON.parse(good.text)], [200, { name: 'ada' }])
      const [known, unknown] = await Promise.all(['ada:love', 'Ada:lovelace'].map((wrong) => ask(app, wrong)))
      assert.equal(known?.status, 401)
      assert.match(known?.headers.get('www-authenticate') ?? '', /^Basic .*error="invalid_token"/)
      assert.deepEqual([unknown?.status, unknown?.text], [known?.status, known?.text], 'T-01 not what was wrong')
      assert.equal((await ask(app, 'ada')).status, 400)
      assert.deepEqual(
        app.lines.filter((line) => /lovelace|bG92ZWxhY2U/.test(line)),
        [],
        'L-06 no password in the log',
      )
    })

    it('H-32 a page of another site cannot use what the browser remembers', async () => {
      await using app = await start(express)
      const post = (site: string): Promise<Answer> =>
        get(`${app.url}/password`, {
          method: 'POST',
          headers: { ...pair('ada:lovelace').headers, 'sec-fetch-site': site },
          signal: AbortSignal.timeout(20_000),
        })
      assert.equal((await post('cross-site')).status, 403)
      assert.equal((await post('same-site')).status, 403)
      assert.equal((await post('same-origin')).status, 200)
    })

    it('R-13 guesses hold up no signature check, and nobody whose password was good', async () => {
      await using app = await start(express)
      assert.equal((await ask(app, 'ada:lovelace')).status, 200)
      const tokens = await Promise.all(Array.from({ length: 5 }, async () => (await issuer).token()))
      const ended: string[] = []
      const note = async (answer: Promise<Answer>, what: string): Promise<Answer> => {
        const known = await answer
        ended.push(`${what} ${known.status}`)
        return known
      }
      const guesses = Array.from({ length: 40 }, (_, index) => note(ask(app, `ada:guess ${index}`), 'guess'))
      // Some are refused already, so that all places are taken.
      const refused = await Promise.any(
        guesses.map(async (guess) => {
          const answer = await guess
          return answer.status === 503 ? answer : Promise.reject(new Error('not refused'))
        }),
      )
      assert.ok(Number(refused.headers.get('retry-after')) > 0)
      // Each has a signature of its own to be checked.
      const callers = [
        ...tokens.map((token) => note(get(`${app.url}/token`, { headers: bearer(token) }), 'caller')),
        note(ask(app, 'ada:lovelace'), 'caller'),
      ]
      await Promise.all([...guesses, ...callers])
      assert.equal(ended.filter((what) => what === 'caller 200').length, callers.length)
      assert.ok(
        ended.findLastIndex((what) => what.startsWith('caller')) < ended.lastIndexOf('guess 401'),
        `callers wait for no guess: ${ended.join(', ')}`,
      )
      const judged = ended.filter((what) => what === 'guess 401').length
      assert.equal(judged + ended.filter((what) => what === 'guess 503').length, guesses.length)
      assert.ok(judged >= 10 && judged < guesses.length / 2, `${judged} were judged`)
    })
  })
}
