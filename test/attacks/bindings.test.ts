import assert from 'node:assert/strict'
import { parse } from 'node:querystring'
import { describe, it } from 'node:test'
import type { Request, Response } from 'express'
import { documentOf, type Guarded, type GuardedParts, guarded } from '../support/guarded.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

const security = [{ auth0: [] }]
const bound = (bind: object, more: object = {}): object => ({ security, 'x-portcullis': { bind, ...more } })
const document = documentOf({
  '/orgs/{tenantId}/users/{id}': { get: bound({ 'path.tenantId': 'org_id' }) },
  '/list': { get: bound({ 'query.t': 'org_id' }) },
  '/hidden/{tenantId}': { get: bound({ 'path.tenantId': 'org_id' }, { bindFailure: 'hide' }) },
  '/pairs/{a}-{b}': { get: bound({ 'path.a': 'org_id' }) },
  '/twice/{t}/{t}': { get: bound({ 'path.t': 'org_id' }) },
})
const says = (req: Request, res: Response): void => void res.end(`ran ${JSON.stringify(req.params)} ${req.query.t}`)

for (const { name, express } of versions) {
  describe(`a parameter bound to a claim on ${name}`, () => {
    const start = (routes: GuardedParts['routes']): Promise<Guarded> => guarded(express, { document, routes })
    const ask = async (app: Guarded, target: string, claims: Record<string, unknown> = { org_id: 'mine' }) => {
      const token = await app.issuer.token({ sub: 'alice', claims })
      const { text } = await rawRequest(app.port, 'GET', target, [`authorization: Bearer ${token}`])
      const [head = '', body = ''] = text.split('\r\n\r\n')
      return { status: Number(head.split(' ')[1]), body, ran: body.startsWith('ran') }
    }
    const all: GuardedParts['routes'] = (app) =>
      void app
        .get('/orgs/:tenantId/users/:id', says)
        .get('/list', says)
        .get('/hidden/:tenantId', says)
        .get('/pairs/:a-:b', says)
        .get('/twice/:t/:t2', says)

    it('Z-01 lets in whoever it names, and nobody else', async () => {
      await using app = await start(all)
      assert.equal((await ask(app, '/orgs/mine/users/1')).ran, true)
      assert.equal((await ask(app, '/list?t=mine')).ran, true)
      assert.equal((await ask(app, '/orgs/7/users/1', { org_id: [6, 7] })).ran, true)
      for (const target of ['/orgs/theirs/users/1', '/orgs/MINE/users/1', '/list?t=theirs', '/list', '/list?t=']) {
        const { status, body } = await ask(app, target)
        assert.equal(status, 403, target)
        assert.equal(JSON.parse(body).error, 'forbidden', target)
      }
      assert.equal((await ask(app, '/orgs/mine/users/1', {})).status, 403)
      assert.equal((await ask(app, '/orgs/01/users/1', { org_id: 1 })).status, 403)
    })

    it('Z-01 hides what there is where the operation says so', async () => {
      await using app = await start(all)
      assert.equal((await ask(app, '/hidden/mine')).ran, true)
      const { status, body } = await ask(app, '/hidden/theirs')
      assert.deepEqual([status, JSON.parse(body).error], [404, 'not_found'])
    })

    const manyKeys = `${Array.from({ length: 1000 }, (_, index) => `k${index}=1`).join('&')}&t=mine`
    for (const [what, query] of [
      ['a list beside it', 't[]=theirs&t=mine'],
      ['a list behind it', 't=mine&t[]=theirs'],
      ['an encoded index', 't%5B0%5D=mine'],
      ['the name twice', 't=mine&t=theirs'],
      ['the name once encoded', 't=mine&%74=theirs'],
      ['an object', 't[x]=mine'],
      ['a name in brackets', '[t]=theirs&t=mine'],
      ['broken encoding', 't=%zz'],
    ] as const) {
      it(`Z-02 ${what}: nobody, whichever parser the application has`, async () => {
        for (const parser of ['simple', 'extended']) {
          await using app = await guarded(express, {
            document,
            before: (server) => void server.set('query parser', parser),
            routes: all,
          })
          assert.deepEqual(await outcome(ask(app, `/list?${query}`)), [403, false])
        }
      })
    }

    it('Z-02 the 1,001st key is what the parser leaves out', async () => {
      await using app = await guarded(express, {
        document,
        before: (server) => void server.set('query parser', 'extended'),
        routes: all,
      })
      assert.deepEqual(await outcome(ask(app, `/list?${manyKeys}`)), [403, false])
    })

    it('Z-02 a sub-application reads the query in a way of its own', async () => {
      await using app = await start((server) => {
        const sub = express().set('query parser', (query: string) => ({ ...parse(query.replace(/^.*?&/, '')) }))
        server.use(sub.get('/list', says))
      })
      assert.equal((await ask(app, '/list?x=1&t=mine')).ran, true)
      // Express 4 parses a query once, in the application that was first.
      const { status, ran, body } = await ask(app, '/list?t=mine&x=1')
      if (ran) assert.match(body, / mine$/)
      else assert.equal(status, 403)
      assert.equal(ran, name.startsWith('Express 4'))
    })

    it('Z-02 middleware that changes the query is read as it is at the route', async () => {
      await using app = await start((server) => {
        server.use((req, _res, next) => {
          Object.defineProperty(req, 'query', { value: { t: 'theirs' } })
          next()
        })
        all(server, () => {}, express)
      })
      assert.deepEqual(await outcome(ask(app, '/list?t=mine')), [403, false])
    })

    it('Z-02 dashes that routers cut in different ways', async () => {
      await using app = await start(all)
      assert.equal((await ask(app, '/pairs/mine-x')).ran, true)
      for (const target of ['/pairs/mine-x-y', '/pairs/x-mine-y', '/pairs/x-mine', '/pairs/mine-mine-']) {
        const { ran, body } = await ask(app, target)
        if (ran) assert.match(body, /"a":"mine"/, target)
      }
      assert.deepEqual(await outcome(ask(app, '/pairs/theirs-mine')), [403, false])
    })

    it('Z-02 another name in the route', async () => {
      await using app = await start(
        (server) => void server.get('/pairs/:x-:y', says).get('/orgs/:org/users/:user', says),
      )
      assert.equal((await ask(app, '/orgs/mine/users/1')).ran, true)
      for (const target of ['/pairs/mine-x-y', '/pairs/x-mine-y']) {
        const { ran, body } = await ask(app, target)
        if (ran) assert.match(body, /"x":"mine"/, target)
      }
    })

    it('Z-02 a nested router that reads a name of its own', async () => {
      await using app = await start((server, _ran, { Router }) => {
        server.use('/orgs/:tenantId', Router({ mergeParams: true }).get('/users/:tenantId', says))
      })
      assert.deepEqual(await outcome(ask(app, '/orgs/mine/users/theirs')), [403, false])
      assert.equal((await ask(app, '/orgs/mine/users/mine')).ran, true)
    })

    it('Z-02 a name that stands twice in the template binds to nothing', async () => {
      await using app = await start(all)
      assert.deepEqual(await outcome(ask(app, '/twice/mine/mine')), [403, false])
    })

    it('a router in front that takes the parameter leaves the rest usable', async () => {
      await using app = await start((server, _ran, { Router }) => {
        server.use('/orgs/:org', Router().get('/users/:id', says))
      })
      assert.equal((await ask(app, '/orgs/mine/users/1')).ran, true)
      assert.deepEqual(await outcome(ask(app, '/orgs/theirs/users/mine')), [403, false])
    })

    it('a catch-all that serves the operation is used as it was meant', async () => {
      await using app = await start((server) => void server.all(/.*/, says))
      assert.equal((await ask(app, '/orgs/mine/users/1')).ran, true)
      assert.deepEqual(await outcome(ask(app, '/orgs/theirs/users/mine')), [403, false])
    })
  })
}

async function outcome(asked: Promise<{ status: number; ran: boolean }>): Promise<readonly [number, boolean]> {
  const { status, ran } = await asked
  return [status, ran]
}
