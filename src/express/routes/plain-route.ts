import { routeShapes } from './route-shape.ts'
import type { Route } from './stack.ts'

/**
 * What an expression behind a parameter may hold so that it never takes in a slash. Not `*`, of which path-to-regexp 0.1
 * makes one that does.
 */
const withinSegment = /^(?:\\[dw]|\[\^\\?\/\]|[\w|?+-]|\{\d+(?:,\d*)?\}|\[(?:\\[dw]|[A-Za-z\d]-[A-Za-z\d]|\w)+-?\])+$/

/** What was found of routes with one path, which are asked about with each request. */
const found = new WeakMap<Route, { readonly path: string; readonly plain: boolean }>()

/** Whether each path of a route has a shape and takes nothing beyond it. */
export function isPlain(route: Route): boolean {
  const { path } = route
  // A list may be changed where it is.
  if (typeof path !== 'string') return looksPlain(route)
  const known = found.get(route)
  if (known?.path === path) return known.plain
  const plain = looksPlain(route)
  found.set(route, { path, plain })
  return plain
}

function looksPlain(route: Route): boolean {
  const paths: readonly unknown[] = [route.path].flat(Number.POSITIVE_INFINITY)
  return paths.length === routeShapes(route).length && paths.every((path) => expressionsIn(path).every(isWithinSegment))
}

/** Whether a route may want values of a certain form: a number, a date, one of a few words. */
export function wantsForm(route: Route): boolean {
  return !isPlain(route) || [route.path].flat(Number.POSITIVE_INFINITY).some((path) => expressionsIn(path).length > 0)
}

function isWithinSegment(expression: string): boolean {
  return withinSegment.test(expression)
}

function expressionsIn(path: unknown): readonly string[] {
  return [...String(path).matchAll(/\(([^()]*)\)/g)].map(([, expression = '']) => expression)
}
