import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import { overlap } from '../policy/servers/base-path.ts'
import type { MountCode } from './codes.ts'

/** The base paths of every gate on an application, by application. */
const mounted = new WeakMap<object, Map<object, readonly string[]>>()

/**
 * Makes a gate known to the others on its application. Their spaces must be apart, else two documents would speak of
 * one route.
 * @returns how many gates the application had before.
 * @throws {ConfigurationError} where one base path holds another, or the gate is mounted a second time.
 */
export function joinNeighbours(app: object, gate: object, bases: readonly string[]): number {
  const gates = mounted.get(app) ?? new Map<object, readonly string[]>()
  if (gates.has(gate)) throw misplaced('mount.twice', 'this gate is mounted on this application already')
  assertApart(app, gate, bases)
  const before = gates.size
  mounted.set(app, gates.set(gate, bases))
  return before
}

/** The gate has other base paths from now on. */
export function moveNeighbour(app: object, gate: object, bases: readonly string[]): void {
  mounted.get(app)?.set(gate, bases)
}

/** @throws {ConfigurationError} where one of the base paths holds one of another gate, or the other way round. */
export function assertApart(app: object, gate: object, bases: readonly string[]): void {
  const clash = neighbourBases(app, gate).find((other) => bases.some((base) => overlap(base, other)))
  if (clash === undefined) return
  const fix = 'Give each document a base path of its own in its servers, or set basePath in the options.'
  throw misplaced('mount.overlap', `another gate on this application has the base path '${clash || '/'}'`, fix)
}

/** Base paths of the other gates on the application. */
function neighbourBases(app: object, gate: object): readonly string[] {
  return [...(mounted.get(app) ?? [])].flatMap(([other, bases]) => (other === gate ? [] : bases))
}

function misplaced(code: MountCode, message: string, fix?: string): ConfigurationError {
  return new ConfigurationError([{ severity: 'error', code, message, ...(fix !== undefined && { fix }) }])
}
