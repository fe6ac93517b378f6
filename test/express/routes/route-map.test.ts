import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { mapOf } from '../../../src/express/routes/current-map.ts'
import { mapRoutes } from '../../../src/express/routes/route-map.ts'
import { takenPath } from '../../../src/express/routes/stack.ts'
import { versions } from '../../support/versions.ts'

const run = (): void => undefined

/** Paths of routes and of requests, from the few segments that make them meet. */
const segment = fc.constantFrom('a', 'B', ':x', ':x.json', 'a-:x', '%C3%A9')
const routePath = fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`)
const requestPath = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'A', 'b', '1', 'q.json', 'a-1', '%c3%a9', '%C3%A9'), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([segments, slash]) => `/${segments.join('/')}${slash && segments.length > 0 ? '/' : ''}`)

for (const { name, express } of versions) {
  describe(`the map of routes on ${name}`, () => {
    it('finds what a walk over all layers finds, in the same order', () => {
      fc.assert(
        fc.property(
          fc.array(routePath, { maxLength: 12 }),
          fc.array(requestPath, { minLength: 1, maxLength: 8 }),
          (paths, asked) => {
            const app = express()
            for (const path of paths) app.get(path, run)
            const routes = mapOf(app)
            for (const path of asked) {
              const walked = routes.stations.filter(({ layer }) => takenPath(layer, path) !== undefined)
              assert.deepEqual(
                routes.stops(path).map(({ station }) => station.order),
                walked.map(({ order }) => order),
              )
            }
          },
        ),
        { numRuns: 150 },
      )
    })

    it('is made anew when a route, a method or a nested route was added', () => {
      const app = express()
      const router = express.Router()
      app.use('/r', router)
      const known = [mapOf(app)]
      for (const add of [() => app.get('/a', run), () => app.route('/b').get(run), () => router.get('/c', run)]) {
        add()
        assert.notEqual(mapOf(app), known.at(-1))
        known.push(mapOf(app))
        assert.equal(mapOf(app), known.at(-1))
      }
    })

    it('ends in a router that is mounted in itself', () => {
      const app = express()
      const router = express.Router()
      router.get('/x', run)
      router.use('/again', router)
      app.use(router)
      assert.equal(
        mapOf(app)
          .stops('/x')
          .filter(({ station }) => station.route !== undefined).length,
        1,
      )
    })

    it('reads what routers were mounted with, as far as Express has kept it', () => {
      const app = express()
      const inner = (): import('express').Router => express.Router().get('/x', run)
      app.use(inner()).use('/a.b/c-d', inner()).use('/a/:b', inner()).use(['/p', '/q'], inner()).use(/^\/z/, inner())
      const prefixes = mapOf(app).stations.flatMap((station) => (station.route === undefined ? [] : [station.prefixes]))
      const five = [[''], ['/a.b/c-d'], ['/a/:b'], ['/p', '/q'], []]
      const four = [[''], ['/a.b/c-d'], ['/a/:b'], [], []]
      const old = [[''], [], [], [], []]
      assert.deepEqual(prefixes, name.endsWith('5.0.0') ? old : name.startsWith('Express 5') ? five : four)
    })

    it('knows a place that only a request could tell', () => {
      const app = express()
      const sub = express().get('/x', run)
      app.use('/:tenant', sub)
      assert.equal(mapOf(sub).baseUrl, undefined)
      assert.deepEqual(mapOf(sub).stops('/x'), [])
      assert.equal(
        mapRoutes(sub, '/v1')
          .stops('/v1/x')
          .filter(({ station }) => station.route !== undefined).length,
        1,
      )
    })
  })
}
