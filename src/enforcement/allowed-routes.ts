import type { AllowedRoute } from '../configuration/types.ts'
import { answersMethod } from '../http/answers-method.ts'
import { parseTarget } from '../routing/target.ts'

/** Says whether a route outside the document may be reached. */
export type AllowedRoutes = (method: string, target: string) => boolean

/**
 * Compiles `allowRoutes`. It is asked only about targets that no operation serves, so it can never open one that is
 * documented. Compared as Express compares: by whole segments, whatever their case.
 */
export function compileAllowedRoutes(routes: readonly AllowedRoute[]): AllowedRoutes {
  const compiled = routes.map(({ method, path }) => ({ method, ...compilePath(path) }))
  return (method, target) => {
    if (compiled.length === 0) return false
    const parsed = parseTarget(target)
    if (!parsed.ok) return false
    const segments = parsed.path.segments.map((segment) => segment.toLowerCase())
    return compiled.some((route) => allowsMethod(route.method, method) && route.matches(segments))
  }
}

function allowsMethod(allowed: string | undefined, method: string): boolean {
  return allowed === undefined || answersMethod(allowed, method)
}

function compilePath(path: string): { matches: (segments: readonly string[]) => boolean } {
  const subtree = path.endsWith('/*')
  const wanted = (subtree ? path.slice(0, -2) : path)
    .toLowerCase()
    .split('/')
    .filter((text) => text !== '')
  return {
    matches(segments) {
      if (subtree ? segments.length < wanted.length : segments.length !== wanted.length) return false
      return wanted.every((text, index) => text === segments[index] || isParameter(text))
    },
  }
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}')
}
