import type { GroupKind, Rewrite } from './choices.ts'
import { type Routing, undocumentedMethod } from './documents.ts'

/** An application as data: what Express is told, and what every handler in it was made for. */
export interface Application {
  readonly routing: Routing
  readonly gateRouting: Routing
  /** Concrete paths stand in front of templated ones. */
  readonly isInOrder: boolean
  /** Routers before 2.3 forget what they were mounted with. */
  readonly keepsMountPaths: boolean
  readonly parts: readonly Part[]
}

export type Part =
  | RoutePart
  | GroupPart
  /** A handler that `use` adds: it has no route. */
  | { readonly kind: 'middleware'; readonly prefix: string; readonly handler: Handler }
  | { readonly kind: 'rewrite'; readonly rewrite: Rewrite }
  /** Where `gate.mount` is called. */
  | { readonly kind: 'gate' }

export interface RoutePart {
  readonly kind: 'route'
  readonly paths: readonly (string | RegExp)[]
  /** Handlers by verb. More than one makes it a chain on `app.route`. */
  readonly verbs: readonly (readonly [verb: string, handler: Handler])[]
}

export interface GroupPart {
  readonly kind: 'group'
  readonly as: GroupKind
  /** One, or two where the group is mounted twice. */
  readonly prefixes: readonly string[]
  readonly routing: Routing
  readonly parts: readonly Part[]
}

/** A handler, and what the application's author made it for. */
export interface Handler {
  readonly name: string
  /** The operations by method, of a handler on the path of just these. `asked`: whatever a request is for, as a catch-all has it. */
  readonly made: ReadonlyMap<string, number> | 'asked'
  /** It takes every method: for one that its path does not have, it is a catch-all. */
  readonly takesAll?: boolean
  readonly passesOn: boolean
  readonly hasRoute: boolean
}

/**
 * The operation whose handler it is when it runs for a method. A GET handler answers HEAD, as in Express. `none`: it must
 * never run.
 */
export function operationOf({ made, takesAll, hasRoute }: Handler, method: string): number | 'asked' | 'none' {
  // Middleware runs behind what was decided for the request as it came, whatever it is now.
  if (!hasRoute) return 'asked'
  if (method === undocumentedMethod) return 'none'
  if (made === 'asked') return 'asked'
  const own = made.get(method) ?? (method === 'HEAD' ? made.get('GET') : undefined)
  return own ?? (takesAll ? 'asked' : 'none')
}

/**
 * The operations that have a plain route where a walk over the stacks finds it. A handler may run in place of an
 * operation that has none (`/users/:id` alone for `/users/me`): then it is the operation's scope that counts (P-35).
 * One that only a function leads to cannot be seen, and is taken for none (docs/routing.md, "What it does not see").
 */
export function operationsWithOwnRoute({ parts }: Application): ReadonlySet<number> {
  return new Set(parts.flatMap((part) => [...ownRoutes(part)]))
}

function ownRoutes(part: Part): readonly number[] {
  if (part.kind === 'group') return part.as.endsWith('closure') ? [] : part.parts.flatMap(ownRoutes)
  if (part.kind !== 'route') return []
  return part.verbs.flatMap(([, { made }]) => (made === 'asked' ? [] : [...made.values()]))
}

/** Whether every router compares paths as the gate does. A strict router takes the slash behind its prefix all the same. */
export function comparesAsGate({ routing, gateRouting, parts }: Application): boolean {
  const isSame = (own: Routing) => own.caseSensitive === gateRouting.caseSensitive && own.strict === gateRouting.strict
  const groups = parts.flatMap(groupsIn)
  return [routing, ...groups.map((group) => group.routing)].every(isSame) && (groups.length === 0 || !routing.strict)
}

export function hasGroups({ parts }: Application): boolean {
  return parts.some(({ kind }) => kind === 'group')
}

/** Whether no walk over the stacks finds where a route stands: a function calls its router, or the mount path is forgotten. */
export function isHidden({ parts, keepsMountPaths }: Application): boolean {
  const groups = parts.flatMap(groupsIn)
  return groups.some(({ as }) => as.endsWith('closure')) || (groups.length > 0 && !keepsMountPaths)
}

export function isMountedTwice({ parts }: Application): boolean {
  return parts.flatMap(groupsIn).some(({ prefixes }) => prefixes.length > 1)
}

export function rewriteOf({ parts }: Application): Rewrite | undefined {
  const all = [...parts, ...parts.flatMap(groupsIn).flatMap((group) => group.parts)]
  return all.find((part) => part.kind === 'rewrite')?.rewrite
}

function groupsIn(part: Part): readonly GroupPart[] {
  return part.kind === 'group' ? [part, ...part.parts.flatMap(groupsIn)] : []
}
