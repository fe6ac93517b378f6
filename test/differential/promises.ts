import {
  type Application,
  comparesAsGate,
  hasGroups,
  isHidden,
  isMountedTwice,
  operationOf,
  operationsWithOwnRoute,
  rewriteOf,
} from './applications.ts'
import type { Ran } from './build.ts'
import { type Document, isAmbiguous, type Named, namedBy, type Operation, plainPath } from './documents.ts'
import { aliasPath } from './route-paths.ts'
import type { Sent } from './targets.ts'

/**
 * What the gate promises for a request of which it is known what the bare application does with it. Each question is
 * the same request once more, behind the gate and with a credential.
 */
export interface Question {
  readonly promise: PromiseName
  /** The operations whose scopes the credential has; undefined: there is no credential. */
  readonly scopes: readonly number[] | undefined
  readonly expected: string
  /** Over and above `isWithinScopes`, which holds for every question. */
  holds(ran: readonly Ran[]): boolean
}

export type PromiseName =
  | 'nobody'
  | 'all but that of the handler'
  | 'all but one that is named'
  | 'only that of the handler'
  | 'every scope'

/** What a question is asked about. */
export interface Scene {
  readonly document: Document
  readonly application: Application
}

export function questionsFor(scene: Scene, sent: Sent, bare: readonly Ran[]): readonly Question[] {
  const named = namedAt(scene, sent)
  return [
    withoutCredential(scene, sent),
    ...withoutScopeOfHandler(scene, sent, bare, named),
    ...withoutNamedScope(scene, named),
    ...withOnlyScope(scene, sent, bare, named),
    withEveryScope(scene, sent, bare, named),
  ]
}

/** What a request is for, by the gate's own settings; undefined where its target is not plain. */
function namedAt({ document, application }: Scene, { method, target }: { method: string; target: string }) {
  const path = plainPath(target)
  return path === undefined ? undefined : namedBy(document, application.gateRouting, method, path)
}

function isNames(named: Named | undefined): named is readonly number[] {
  return Array.isArray(named)
}

// ---- holds always --------------------------------------------------------------------------------------------------

/**
 * The rule: the operation that is enforced is the operation whose handler runs. Whatever the order, the settings or what
 * middleware rewrites, a handler runs only for who has the scope of its operation, and one without an operation never.
 */
export function isWithinScopes(
  scene: Scene,
  sent: Sent,
  scopes: readonly number[] | undefined,
  ran: readonly Ran[],
): boolean {
  return ran.every((one) => {
    const operation = operationOf(one.handler, one.method)
    if (operation === 'none') return isBesideApi(scene, one)
    if (operation === 'asked' || scopes?.includes(operation)) return true
    return standsInFor(scene, sent, one).some((other) => scopes?.includes(other))
  })
}

/** Beside the API an undocumented route is none of the gate's business (design 2.4). */
function isBesideApi(scene: Scene, ran: Ran): boolean {
  const named = namedAt(scene, ran)
  return isMountedTwice(scene.application) && (named === undefined || named === 'outside')
}

/**
 * Operations for which a handler of another one may run, with their scope: they have no route of their own, so that this
 * one serves both (P-35). Of a plain target it is known which they are.
 */
function standsInFor(scene: Scene, sent: Sent, ran: Ran): readonly number[] {
  const own = operationsWithOwnRoute(scene.application)
  const named = [namedAt(scene, sent), namedAt(scene, ran)]
  const isPlain = named.every((one) => one !== undefined)
  const possible = isPlain ? named.filter(isNames).flat() : scene.document.operations.map(({ number }) => number)
  return possible.filter((number) => !own.has(number))
}

// ---- the questions -------------------------------------------------------------------------------------------------

/** Every operation demands a scope, so nobody gets to a handler without a credential. */
function withoutCredential(scene: Scene, sent: Sent): Question {
  return {
    promise: 'nobody',
    scopes: undefined,
    expected: 'no handler runs',
    holds: (ran) => ran.every((one) => operationOf(one.handler, one.method) !== 'asked' || isFree(scene, sent, one)),
  }
}

/** Whether a catch-all may run for anybody. */
function isFree({ application }: Scene, { preflightFor }: Sent, { handler }: Ran): boolean {
  // Beside the API it has no operation (design 2.4): what is mounted there as well may answer.
  if (isMountedTwice(application)) return true
  // A preflight is let in for no operation, and middleware as `cors()` answers it, or a route that is for OPTIONS.
  if (preflightFor !== undefined) return true
  // Middleware has no route: it runs behind what was decided for the target that came, whatever was made of it.
  return !handler.hasRoute && rewriteOf(application) !== undefined
}

/** (b) Each handler that the bare application runs must not run without its scope. */
function withoutScopeOfHandler(
  scene: Scene,
  sent: Sent,
  bare: readonly Ran[],
  named: Named | undefined,
): readonly Question[] {
  const asked = new Map<number, readonly number[]>()
  for (const one of bare) {
    const operation = operationOf(one.handler, one.method)
    // What is asked about each named operation below is the same, and more.
    if (typeof operation !== 'number' || (isNames(named) && named.includes(operation))) continue
    asked.set(operation, [operation, ...standsInFor(scene, sent, one)])
  }
  return [...asked].map(([operation, lacking]) => ({
    promise: 'all but that of the handler',
    scopes: allBut(scene, lacking),
    expected: `no handler of op${operation} runs`,
    holds: (ran) => ran.every(({ handler, method }) => operationOf(handler, method) !== operation),
  }))
}

/** What a plain target names is demanded, whichever handler would run: a catch-all as well. */
function withoutNamedScope(scene: Scene, named: Named | undefined): readonly Question[] {
  if (!isNames(named)) return []
  return named.map((operation) => ({
    promise: 'all but one that is named',
    scopes: allBut(scene, [operation]),
    expected: `no handler runs, because the target is one of op${operation}`,
    holds: (ran) => ran.length === 0,
  }))
}

/**
 * (c) The scope of its operation is enough for a handler, where the target is plain and of this operation alone, and
 * nothing rewrites it. Where the routes stand in another order than OpenAPI's, the scope of a second one may be wanted.
 */
function withOnlyScope(scene: Scene, sent: Sent, bare: readonly Ran[], named: Named | undefined): readonly Question[] {
  const [first, second] = bare
  if (!isNames(named) || named.length !== 1 || first === undefined || second !== undefined) return []
  const operation = operationOf(first.handler, first.method)
  if (operation !== named[0] && operation !== 'asked' && !isServedByAnother(scene, named[0])) return []
  if (rewriteOf(scene.application) !== undefined || isMountedTwice(scene.application)) return []
  if (!scene.application.isInOrder || hasSlashTwin(scene, named[0])) return []
  if (isHidden(scene.application) && operationsThatMayFit(scene, sent).length > 1) return []
  // A strict router leaves `/a/` to a wider route than the gate means, and both rules hold.
  if (!comparesAsGate(scene.application)) return []
  return [
    {
      promise: 'only that of the handler',
      scopes: named,
      expected: `${first.handler.name} runs`,
      holds: (ran) => isSame(ran, bare),
    },
  ]
}

/**
 * Of a route whose place cannot be seen, what its router took of the target may be a name or a value: `/` in a router at
 * `/users/me` may be of `/users/{id}` as well, and the lock demands both.
 */
function operationsThatMayFit({ document }: Scene, { method, target }: Sent): readonly Operation[] {
  const texts = (plainPath(target) ?? '/')
    .slice(document.base.length)
    .split('/')
    .filter((text) => text !== '')
  return document.operations.filter(({ method: own, template: { segments } }) => {
    const isAnswering = own === method || (own === 'GET' && method === 'HEAD')
    return (
      isAnswering &&
      segments.length === texts.length &&
      segments.every((one, index) => one.kind !== 'literal' || isText(one.text, texts[index]))
    )
  })
}

function isText(text: string, own: string | undefined): boolean {
  return encodeURI(text).toLowerCase() === own?.toLowerCase()
}

/**
 * Whether an operation has another one beside it, in any method, that differs in the slash at its end: the lock knows
 * routes by a path without it, and demands both. That refuses without need, and lets nobody in.
 */
function hasSlashTwin({ document }: Scene, number: number | undefined): boolean {
  const paths = document.operations.map(({ path }) => path.toLowerCase().replace(/\{\w+\}/g, '{}'))
  const own = paths[number ?? -1]
  return paths.some((path) => path !== own && path.replace(/\/$/, '') === own?.replace(/\/$/, ''))
}

/**
 * Whether an operation has no route of its own, so that another's is used as it was meant (P-35): `/users/:id` alone for
 * `/users/me`. In a sub-application there may be one that nobody sees.
 */
function isServedByAnother({ application }: Scene, number: number | undefined): boolean {
  return number !== undefined && !hasGroups(application) && !operationsWithOwnRoute(application).has(number)
}

/**
 * (d) With every scope a plain request gets what the bare application gives it, where the document names an operation;
 * (e) and no handler at all where it names none, or where nobody can say what it names.
 */
function withEveryScope(scene: Scene, sent: Sent, bare: readonly Ran[], named: Named | undefined): Question {
  const question = { promise: 'every scope', scopes: allBut(scene, []) } as const
  if (isAmbiguous(sent.target)) {
    return { ...question, expected: 'no handler runs: parsers differ about it', holds: (ran) => ran.length === 0 }
  }
  if (named === 'unknown') {
    return { ...question, expected: 'no handler runs: it is undocumented', holds: (ran) => ran.length === 0 }
  }
  if (!isNames(named) || isMountedTwice(scene.application) || !bare.every((one) => isNamedWhereItRuns(scene, one))) {
    return { ...question, expected: 'no handler without an operation runs', holds: () => true }
  }
  const names = bare.map(({ handler }) => handler.name).join(', then ') || 'no handler'
  return { ...question, expected: `${names} runs`, holds: (ran) => isSame(ran, bare) }
}

/**
 * What middleware made of a request is judged again at every route on its way, and has to name an operation as well. For
 * HEAD Express passes through routes that have no handler for it, and these are judged, too.
 */
function isNamedWhereItRuns(scene: Scene, ran: Ran): boolean {
  if (rewriteOf(scene.application) === undefined) return true
  if (ran.method === 'HEAD') return false
  return comparesAsGate(scene.application) && isNames(namedAt(scene, ran))
}

function isSame(ran: readonly Ran[], bare: readonly Ran[]): boolean {
  return ran.length === bare.length && ran.every(({ handler }, index) => handler === bare[index]?.handler)
}

function allBut({ document }: Scene, lacking: readonly number[]): readonly number[] {
  return document.operations.map(({ number }) => number).filter((number) => !lacking.includes(number))
}

// ---- the comparison itself -----------------------------------------------------------------------------------------

/**
 * Whether the bare application does what the definition says of a plain target, so that (d) asks about all that it
 * should: where gate and application compare paths in one way, a handler runs only for what the document names.
 */
export function isExplained(scene: Scene, sent: Sent, bare: readonly Ran[]): boolean {
  const named = namedAt(scene, sent)
  const { application } = scene
  if (named === undefined || isNames(named) || !comparesAsGate(application)) return true
  if (rewriteOf(application) !== undefined || isMountedTwice(application)) return true
  const isAlias = ({ target }: Ran): boolean => target.toLowerCase().includes(aliasPath(0).slice(0, -1))
  return bare.every((one) => typeof operationOf(one.handler, one.method) !== 'number' || isAlias(one))
}
