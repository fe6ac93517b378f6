import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { writtenPaths } from '../../../src/express/routes/mount-path.ts'
import { pathShape } from '../../../src/express/routes/route-shape.ts'
import { routerOf } from '../../../src/express/routes/stack.ts'
import { versions } from '../../support/versions.ts'

type Mounted = string | RegExp | readonly string[]

/** What a router was mounted with, and the shapes that are read back from what Express makes of it. */
const everywhere: readonly (readonly [Mounted, readonly string[]])[] = [
  ['/', ['/']],
  ['/users', ['/users']],
  ['/v1.0/users/', ['/v1.0/users']],
  ['/:id/x', ['/{}/x']],
  ['/a-:id', ['/a-{}']],
  ['/:name.:type', ['/{}.{}']],
  ['/x\\:y/:id', ['/x:y/{}']],
  ['/a\\+/:b', ['/a+/{}']],
  [/^\/users/, []],
  [/^\/users\/(\d+)/, []],
]
/** With the syntax of path-to-regexp 0.1, which Express 5 does not have. */
const inExpress4: typeof everywhere = [
  ['/:id(\\d+)/x', ['/{}/x']],
  ['/:id([^/]+?)me', ['/{}me']],
  ['/:a([^/]+?)\\.\\.\\.:b([^/]+?)', ['/{}...{}']],
  ['/:id?', []],
  ['/:id*', []],
  ['/a+', []],
  ['/files/*', []],
  [['/a', '/b'], []],
]

for (const { name, express } of versions) {
  // Routers before 2.3 do not keep what they were mounted with.
  if (name.endsWith('5.0.0')) continue
  describe(`mount paths of ${name}`, () => {
    for (const [path, expected] of name.includes('4') ? [...everywhere, ...inExpress4] : everywhere) {
      it(String(path), () => {
        const router = express.Router().use(path as string, () => {})
        const [layer] = routerOf(router)?.stack ?? []
        assert.deepEqual(writtenPaths(layer ?? assert.fail('no layer')).map(pathShape), expected)
      })
    }
  })
}
