import fc from 'fast-check'
import { maxOperations, type Routing } from './documents.ts'

/** How the route of one operation is written. */
export type Way =
  /** `app.get('/a/:p0', handler)` */
  | 'plain'
  /** `app.route('/a/:p0').get(handler)`, which has a handler for an undocumented method as well. */
  | 'route'
  /** `app.get(['/a/:p0', '/alias/…'], handler)`: the second path is undocumented. */
  | 'list'
  /** `app.all('/a/:p0', handler)`: the handler serves every operation of the path, and undocumented methods. */
  | 'all'
  /** `app.get(/^\/a\/[^/]+\/?$/, handler)` */
  | 'expression'
  /** `app.get('/a{/:last}', handler)`: the path without its last parameter as well. */
  | 'optional'
  /** `app.get('/a/*rest', handler)`: everything below as well. */
  | 'wildcard'
  /** The operation has no route, and is served by what its path leads to. */
  | 'missing'

/** How the routes that share a first segment stand in the application. */
export type GroupKind = 'router' | 'sub-application' | 'router in a closure' | 'sub-application in a closure'

/** Middleware that stands between the gate and the routes and changes what they see. */
export type Rewrite =
  | { readonly what: 'adds a query' | 'lowers the case' | 'decodes' | 'cuts the query' }
  | { readonly what: 'leads to an operation'; readonly operation: number }
  | { readonly what: 'changes the method'; readonly method: string }

export type Order = 'the order of OpenAPI' | 'the opposite order' | 'any order'

/** Everything about an application that does not follow from its document. The first of each list is the simplest. */
export interface Choices {
  readonly order: Order
  readonly shuffle: readonly number[]
  readonly ways: readonly Way[]
  /** Whether the operation's handler leaves the answer to a later one. */
  readonly passesOn: readonly boolean[]
  /** By first segment, as they come. */
  readonly groups: readonly (GroupKind | 'flat')[]
  /** Settings of the routers and sub-applications, as they come; undefined: those of the application. */
  readonly routings: readonly (Routing | undefined)[]
  readonly application: Routing
  /** The gate's `routing` option; undefined: the settings of the application. */
  readonly gate: Routing | undefined
  /** Where all routes stand: in the application, or in one group at the base path. */
  readonly home: GroupKind | 'application'
  /** The gate is mounted on the group of all routes, where that can be. */
  readonly gateAtHome: boolean
  /** A second place where the group of all routes is mounted, outside the base path. */
  readonly twin: '' | '/other' | undefined
  readonly catchAll: 'none' | 'route behind all' | 'route in front' | 'middleware behind all'
  readonly rewrite: Rewrite | undefined
  /** The middleware stands in the first group, where there is one, and not in front of all routes. */
  readonly rewriteInGroup: boolean
}

function each<Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> {
  return fc.array(item, { minLength: maxOperations, maxLength: maxOperations })
}

/** Mostly the first. */
function mostly<Item>(usual: fc.Arbitrary<Item>, weight: number, other: fc.Arbitrary<Item>): fc.Arbitrary<Item> {
  return fc.oneof({ arbitrary: usual, weight }, other)
}

const routing: fc.Arbitrary<Routing> = fc.record({ caseSensitive: fc.boolean(), strict: fc.boolean() })
const loose = fc.constant<Routing>({ caseSensitive: false, strict: false })
const group = fc.constantFrom<GroupKind>(
  'router',
  'router',
  'sub-application',
  'router in a closure',
  'sub-application in a closure',
)
const oddWay = fc.constantFrom<Way>('route', 'list', 'all', 'expression', 'optional', 'wildcard')
const none = fc.constant(undefined)

const rewrite: fc.Arbitrary<Rewrite> = fc.oneof(
  fc.record({ what: fc.constantFrom('adds a query', 'cuts the query', 'lowers the case', 'decodes') }),
  fc.record({ what: fc.constant('leads to an operation'), operation: fc.nat(maxOperations - 1) }),
  fc.record({ what: fc.constant('changes the method'), method: fc.constantFrom('GET', 'POST', 'DELETE', 'PATCH') }),
)

/** Most applications use plain routes alone, so that nothing in them hides what is asked of those. */
const plain = fc.constant<Way>('plain')
const ways = fc.oneof({ arbitrary: each(plain), weight: 2 }, each(mostly(plain, 2, fc.constant('missing'))), {
  arbitrary: each(mostly(plain, 1, oddWay)),
  weight: 2,
})
const groups = fc.oneof(
  each(fc.constant<GroupKind | 'flat'>('flat')),
  each(mostly<GroupKind | 'flat'>(fc.constant('flat'), 1, group)),
)

export const choices: fc.Arbitrary<Choices> = fc.record({
  order: fc.constantFrom<Order>('the order of OpenAPI', 'the order of OpenAPI', 'the opposite order', 'any order'),
  shuffle: each(fc.nat(99)),
  ways,
  passesOn: fc.oneof(
    { arbitrary: each(fc.constant(false)), weight: 3 },
    each(mostly(fc.constant(false), 2, fc.constant(true))),
  ),
  groups,
  routings: fc.oneof(each(none), each(mostly<Routing | undefined>(none, 1, routing))),
  application: mostly(loose, 1, routing),
  gate: mostly<Routing | undefined>(none, 2, routing),
  home: mostly<GroupKind | 'application'>(fc.constant('application'), 1, group),
  gateAtHome: fc.boolean(),
  twin: mostly<'' | '/other' | undefined>(none, 6, fc.constantFrom('', '/other')),
  catchAll: mostly<Choices['catchAll']>(
    fc.constant('none'),
    2,
    fc.constantFrom('route behind all', 'route in front', 'middleware behind all'),
  ),
  rewrite: mostly<Rewrite | undefined>(none, 4, rewrite),
  rewriteInGroup: fc.boolean(),
})
