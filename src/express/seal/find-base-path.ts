import type { Rule } from '../../policy/types.ts'
import type { RouteMap } from '../routes/route-map.ts'
import { type Shape, shapeUnder, templateShape } from '../routes/route-shape.ts'
import { answers } from '../routes/stack.ts'
import { stationsByShape } from '../routes/whole-shapes.ts'
import type { SealCode } from './codes.ts'
import type { Finding } from './seal-report.ts'
import type { Subject } from './subject.ts'

/** Says where the API stands when that is not where the document says: mostly a proxy has cut the base path off. */
export function findBasePath(routes: RouteMap, subject: Subject, nothingServed: boolean): readonly Finding[] {
  const proof = subject.proof(routes)
  const elsewhere = nothingServed ? servingPrefix(routes, subject.policy.rules) : undefined
  if (elsewhere !== undefined) {
    return [
      describe(`no operation is served where the document says, and all are under '${elsewhere || '/'}'`, elsewhere),
    ]
  }
  if (proof.kind !== 'displaced') return []
  const { method, operation } = proof.rule
  return [
    describe(`${method} ${operation.path} is served at ${proof.basePath}${operation.path} as well`, proof.basePath),
  ]
}

function describe(what: string, basePath: string): Finding {
  const code: SealCode = 'seal.base-path'
  return { code, message: `${what}: set basePath: '${basePath || '/'}' in the options` }
}

/** The prefix under which every operation has a route. */
function servingPrefix(routes: RouteMap, rules: readonly Rule[]): string | undefined {
  const byShape = stationsByShape(routes)
  const serves = (rule: Rule, prefix: string): boolean =>
    byShape
      .get(shapeUnder(prefix, rule.template))
      ?.some(({ route }) => route !== undefined && answers(route, rule.method)) ?? false
  const [first] = rules
  return first && prefixesOf(byShape.keys(), first).find((prefix) => rules.every((rule) => serves(rule, prefix)))
}

function prefixesOf(shapes: Iterable<Shape>, { template }: Rule): readonly string[] {
  const ending = templateShape(template)
  const prefixes = [...shapes].filter((shape) => shape.endsWith(ending)).map((shape) => shape.slice(0, -ending.length))
  return prefixes.filter((prefix) => !prefix.includes('{}'))
}
