import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import type { Request, Response } from 'express'
import { documentOf, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const document = documentOf({ '/open/{id}': { get: { security: [] } } })

/** What `--allow-natives-syntax` has: whether two objects have one hidden class. */
function natives(): (one: object, other: object) => boolean {
  setFlagsFromString('--allow-natives-syntax')
  const same = new Function('one', 'other', 'return %HaveSameMap(one, other)')
  setFlagsFromString('--no-allow-natives-syntax')
  return (one, other) => same(one, other)
}

/** What can be seen of an object: the members of its own, in the order of their names, with what they hold. */
function membersOf(target: object): readonly string[] {
  const shown = (name: PropertyKey): string => `${String(name)}: ${typeof Reflect.get(target, name)}`
  return Reflect.ownKeys(target).map(shown).sort()
}

for (const { name, express } of versions) {
  describe(`requests that are prepared, on ${name}`, () => {
    it('have one hidden class, and so have their responses', async () => {
      const isSame = natives()
      const held: (readonly [Request, Response])[] = []
      await using app = await guarded(express, {
        document,
        routes: (server) =>
          void server.get('/open/:id', (req, res) => {
            held.push([req, res])
            res.json({})
          }),
      })
      // The first requests show that there is a server, and V8 settles what members hold.
      for (let count = 0; count < 6; count += 1) await get(`${app.url}/open/1`)
      const [[one, answer] = [], [other, another] = []] = held.slice(-2)
      assert.ok(one && other && answer && another)
      assert.deepEqual([isSame(one, other), isSame(answer, another)], [true, true])
    })

    it('have the members that every other request has in a handler', async () => {
      const seen: (readonly string[])[] = []
      await using app = await guarded(express, {
        document,
        routes: (server) =>
          void server.get('/open/:id', (req, res) => {
            seen.push([...membersOf(req), ...membersOf(res)])
            res.json({})
          }),
      })
      for (let count = 0; count < 3; count += 1) await get(`${app.url}/open/1`, { headers: { connection: 'close' } })
      const [first = [], , third = []] = seen
      const more = third.filter((member) => !first.includes(member))
      assert.deepEqual(
        more.filter((member) => !/^(?:_eventsCount: number|statusCode: number|statusMessage: undefined)$/.test(member)),
        [],
      )
      assert.deepEqual(
        first.filter((member) => !third.includes(member)),
        [],
      )
    })

    it('hold nothing in front of the application', async () => {
      const seen: unknown[] = []
      await using app = await guarded(express, {
        document,
        before: (server) =>
          void server.use((req, res, next) => {
            seen.push([req.params, req.route, Reflect.get(req, 'auth'), res.statusCode, res.statusMessage])
            next()
          }),
        routes: (server) => void server.get('/open/:id', (req, res) => void res.json({ id: req.params.id })),
      })
      const answers = [await get(`${app.url}/open/1`), await get(`${app.url}/open/2`)]
      assert.deepEqual(
        answers.map(({ text }) => text),
        ['{"id":"1"}', '{"id":"2"}'],
      )
      assert.deepEqual(seen[1], seen[0])
    })
  })
}

describe('requests where another copy of the package is in the process', () => {
  it('are left as they are', async () => {
    const copies = Symbol.for('portcullis.copies')
    const seen: boolean[] = []
    await using app = await guarded(versions[0]?.express ?? assert.fail(), {
      document,
      before: (server) =>
        void server.use((req, _res, next) => {
          seen.push('auth' in req)
          next()
        }),
      routes: (server) => void server.get('/open/:id', (_req, res) => void res.json({})),
    })
    await get(`${app.url}/open/1`)
    const before: unknown = Reflect.get(globalThis, copies)
    Reflect.set(globalThis, copies, 2)
    try {
      await get(`${app.url}/open/1`)
    } finally {
      Reflect.set(globalThis, copies, before)
    }
    await get(`${app.url}/open/1`)
    assert.deepEqual(seen, [false, false, true])
  })
})

describe('requests of other servers', () => {
  it('are left as they are', async () => {
    const seen: boolean[] = []
    await using server = await listening((req: IncomingMessage, res: ServerResponse) => {
      seen.push('originalUrl' in req, 'locals' in res)
      res.end()
    })
    for (let count = 0; count < 2; count += 1) await get(server.url)
    assert.deepEqual(seen, [false, false, false, false])
  })
})
