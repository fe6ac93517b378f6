import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import express from 'express-4'
import { mapOf } from '../../../src/express/routes/current-map.ts'
import { isPlain } from '../../../src/express/routes/plain-route.ts'
import type { Route } from '../../../src/express/routes/stack.ts'

/** The layer has what Express's types leave out of a route. */
function routeOf(path: string | RegExp): Route {
  const app = express()
  app.get(path, () => undefined)
  const { route } = mapOf(app).stations.at(-1) ?? {}
  return route ?? assert.fail('no route')
}

describe('a plain route', () => {
  const plain = [
    '/a',
    '/:id',
    '/:id.json',
    '/:id(\\d+)',
    '/:id([^/]+?)',
    '/:id([A-Z]{3}\\d{6})',
    '/:kind(in|out)',
    '/:id([\\w-]+)',
  ]
  const others = [
    '/a*',
    '/:id?',
    '/:path(*)',
    '/:path(.*)',
    '/:path([^x]+)',
    '/:path([ -~]+)',
    '/:path(a/b)',
    '/:path(\\D+)',
    /^\/a/,
  ]
  for (const [isSo, paths] of [
    [true, plain],
    [false, others],
  ] as const) {
    for (const path of paths) {
      it(`${path} ${isSo ? 'never takes in' : 'may take in'} a slash, or nothing`, () => {
        assert.equal(isPlain(routeOf(path)), isSo)
      })
    }
  }
})
