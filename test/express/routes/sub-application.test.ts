import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ErrorRequestHandler } from 'express'
import { mapOf } from '../../../src/express/routes/current-map.ts'
import { applicationBehind } from '../../../src/express/routes/sub-application.ts'
import { versions } from '../../support/versions.ts'

for (const { name, express } of versions) {
  describe(`a sub-application on ${name}`, () => {
    it('is seen into, and runs nothing', () => {
      const ran: string[] = []
      const note = (what: string) => (): void => void ran.push(what)
      const onError: ErrorRequestHandler = (_error, _req, _res, _next) => note('error handler')()
      const deep = express().use(note('middleware')).get('/x', note('handler')).use(onError)
      const app = express().use('/sub', express().use('/deep', deep))
      const paths = mapOf(app).stations.flatMap(({ route }) => (route === undefined ? [] : [route.path]))
      assert.deepEqual(paths, ['/x'])
      assert.deepEqual(
        mapOf(app)
          .stops('/sub/deep/x')
          .map(({ baseUrl }) => baseUrl)
          .at(-1),
        '/sub/deep',
      )
      assert.deepEqual(ran, [])
    })

    it('is no other function', () => {
      const throwing = { mounted_app: () => assert.fail('thrown') }
      for (const other of [
        function mounted_app() {},
        throwing.mounted_app,
        () => undefined,
        express.Router(),
        express(),
      ]) {
        assert.equal(applicationBehind(other), undefined)
      }
    })
  })
}
