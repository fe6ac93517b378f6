import type { ExpressVersion } from '../routing/express-versions.ts'
import type { Application, GroupPart, Handler, Part, RoutePart } from './applications.ts'
import type { Choices, GroupKind, Way } from './choices.ts'
import { type Document, inOpenApiOrder, type Operation, type Routing, undocumentedMethod } from './documents.ts'
import { aliasPath, openPath, type Placed, pathOf, plainPaths, strayPath, wildcard } from './route-paths.ts'

/** What the layout is made from, and what it uses up. */
interface Layout {
  readonly version: ExpressVersion
  readonly document: Document
  readonly choices: Choices
  /** Groups and settings are dealt out as they are met. */
  readonly groups: Iterator<GroupKind | 'flat'>
  readonly routings: Iterator<Routing | undefined>
}

export function applicationOf(version: ExpressVersion, document: Document, drawn: Choices): Application {
  const choices = withTwin(document, drawn)
  const layout = { version, document, choices, groups: choices.groups.values(), routings: choices.routings.values() }
  const { application: routing, gate, home, order } = choices
  const isInOrder = order === 'the order of OpenAPI'
  const keepsMountPaths = version.name !== 'Express 5.0.0'
  const settings = { routing, gateRouting: gate ?? routing, isInOrder, keepsMountPaths }
  if (home === 'application') {
    return { ...settings, parts: [{ kind: 'gate' }, ...homeParts(layout, document.base, routing)] }
  }
  // A closure hides what is in it: a gate there would see no route at all, and the application it routes for.
  const isGateInside = choices.gateAtHome && (home === 'router' || home === 'sub-application')
  const group = homeGroup(layout, home, isGateInside)
  return { ...settings, parts: isGateInside ? [group] : [{ kind: 'gate' }, group] }
}

function homeGroup(layout: Layout, as: GroupKind, isGateInside: boolean): GroupPart {
  const { document, choices } = layout
  const routing = layout.routings.next().value ?? choices.application
  const { twin } = choices
  const prefixes = [document.base, ...(twin === undefined ? [] : [twin])].map((prefix) => prefix || '/')
  const parts = homeParts(layout, '', routing)
  return { kind: 'group', as, prefixes, routing, parts: isGateInside ? [{ kind: 'gate' }, ...parts] : parts }
}

/**
 * What a second place of all routes needs: a base path to be outside of, and a group to mount there.
 */
function withTwin({ base }: Document, choices: Choices): Choices {
  if (base === '' || choices.twin === undefined) return { ...choices, twin: undefined }
  const { twin } = choices
  return {
    ...choices,
    twin,
    home: choices.home === 'application' ? 'router' : choices.home,
    groups: twin === '/other' ? [] : choices.groups,
    application: inOneCase(choices.application),
    gate: choices.gate && inOneCase(choices.gate),
    routings: choices.routings.map((routing) => routing && inOneCase(routing)),
  }
}

function inOneCase({ strict }: Routing): Routing {
  return { caseSensitive: false, strict }
}

/** All that stands under the base path, which may be written into each path. */
function homeParts(layout: Layout, base: string, routing: Routing): readonly Part[] {
  const { catchAll, rewrite, rewriteInGroup } = layout.choices
  const served = inOrder(layout).filter(({ number }) => layout.choices.ways[number] !== 'missing')
  const placed = served.map((operation) => ({ operation, rest: operation.template.segments }))
  const routes = layOut(layout, placed, base, routing, 0)
  const isGrouped = routes.some(({ kind }) => kind === 'group')
  const asked: Handler = { name: 'the catch-all', made: 'asked', passesOn: false, hasRoute: true }
  const everything: Part = { kind: 'route', paths: [wildcard(layout.version, base)], verbs: [['all', asked]] }
  const middleware: Part = { kind: 'middleware', prefix: base || '/', handler: { ...asked, hasRoute: false } }
  return [
    ...(rewrite !== undefined && !(rewriteInGroup && isGrouped) ? [{ kind: 'rewrite', rewrite } as const] : []),
    ...(catchAll === 'route in front' ? [everything] : []),
    ...(rewrite !== undefined && rewriteInGroup ? inFirstGroup(routes, { kind: 'rewrite', rewrite }) : routes),
    strayRoute(base),
    ...(catchAll === 'route behind all' ? [everything] : []),
    ...(catchAll === 'middleware behind all' ? [middleware] : []),
  ]
}

function inOrder({ document: { operations }, choices: { order, shuffle } }: Layout): readonly Operation[] {
  if (order === 'the order of OpenAPI') return inOpenApiOrder(operations)
  if (order === 'the opposite order') return inOpenApiOrder(operations).toReversed()
  const place = ({ number }: Operation) => shuffle[number] ?? 0
  return operations.toSorted((one, other) => place(one) - place(other))
}

/** A route that the document does not know, for any method. */
function strayRoute(base: string): RoutePart {
  const handler: Handler = { name: 'an undocumented handler', made: new Map(), passesOn: false, hasRoute: true }
  return { kind: 'route', paths: [base + strayPath], verbs: [['all', handler]] }
}

function inFirstGroup(parts: readonly Part[], rewrite: Part): readonly Part[] {
  const first = parts.find((part) => part.kind === 'group')
  return parts.map((part) => (part === first ? { ...part, parts: [rewrite, ...part.parts] } : part))
}

/** Routes in their order; those that share a first segment may stand together in a group, at the place of the first. */
function layOut(
  layout: Layout,
  placed: readonly Placed[],
  prefix: string,
  routing: Routing,
  depth: number,
): readonly Part[] {
  const { version } = layout
  const firstPath = ({ rest }: Placed) => pathOf(version, rest.slice(0, 1))
  const kinds = new Map<string, GroupKind | 'flat'>()
  const parts: Part[] = []
  for (const one of placed) {
    const path = firstPath(one)
    const known = kinds.get(path)
    const canGroup = one.rest.length > 0 && depth < 2
    const kind = known ?? (canGroup ? (layout.groups.next().value ?? 'flat') : 'flat')
    kinds.set(path, kind)
    if (kind === 'flat') parts.push(routeOf(layout, one, prefix, routing))
    else if (known === undefined) {
      const own = layout.routings.next().value ?? routing
      const members = placed.filter((other) => other.rest.length > 0 && firstPath(other) === path)
      const inside = members.map(({ operation, rest }) => ({ operation, rest: rest.slice(1) }))
      const inner = layOut(layout, inside, '', own, depth + 1)
      parts.push({ kind: 'group', as: kind, prefixes: [prefix + path], routing: own, parts: inner })
    }
  }
  return parts
}

function routeOf({ version, document, choices }: Layout, placed: Placed, prefix: string, routing: Routing): RoutePart {
  const { operation } = placed
  const { number, method } = operation
  const way = wayOf(choices.ways[number] ?? 'plain', placed)
  const verb = method.toLowerCase()
  const passesOn = choices.passesOn[number] ?? false
  const name = `the handler of op${number}`
  const handler = (made: Handler['made']): Handler => ({ name, made, passesOn, hasRoute: true })
  const plain = plainPaths(version, placed, prefix)
  const own = handler(new Map([[method, number]]))
  switch (way) {
    case 'plain':
      return { kind: 'route', paths: plain, verbs: [[verb, own]] }
    case 'route': {
      const undocumented: Handler = { ...own, name: `the ${undocumentedMethod} beside op${number}`, made: new Map() }
      return {
        kind: 'route',
        paths: plain,
        verbs: [
          [verb, own],
          [undocumentedMethod.toLowerCase(), undocumented],
        ],
      }
    }
    case 'list':
      return { kind: 'route', paths: [...plain, prefix + aliasPath(number)], verbs: [[verb, own]] }
    case 'all': {
      const made = operationsOf(document, operation.path)
      return { kind: 'route', paths: plain, verbs: [['all', { ...handler(made), takesAll: true }]] }
    }
    default:
      return {
        kind: 'route',
        paths: [openPath(version, way, placed, prefix, routing)],
        verbs: [[verb, handler('asked')]],
      }
  }
}

/** A path without a parameter at its end has none that could be optional. */
function wayOf(way: Way, { rest }: Placed): Exclude<Way, 'missing'> {
  const isOptional = way === 'optional' && rest.at(-1)?.kind === 'parameter' && rest.length > 1
  return way === 'missing' || (way === 'optional' && !isOptional) ? 'plain' : way
}

function operationsOf({ operations }: Document, path: string): ReadonlyMap<string, number> {
  const own = operations.filter((operation) => operation.path === path)
  return new Map(own.map(({ method, number }) => [method, number]))
}
