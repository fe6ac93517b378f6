import { nearestName } from '../diagnostics/nearest.ts'
import { proposal, quote } from '../diagnostics/words.ts'
import { TokenClientError } from './token-client-error.ts'
import type { CallOptions } from './types.ts'

/** The members of a call's argument, checked as they are read: callers without types may write anything. */
export type Arguments = Readonly<Record<string, unknown>>

/**
 * @param known The names that it may have; undefined: any.
 * @throws {TokenClientError} where it is no object, or has a name that would be dropped.
 */
export function argumentsOf(request: unknown, call: string, known?: readonly string[]): Arguments {
  if (typeof request !== 'object' || request === null) throw invalid(`${call} takes an object.`)
  const given = { ...request }
  const unknown = known && Object.keys(given).find((name) => !known.includes(name))
  if (unknown === undefined) return given
  throw invalid(
    `${call} takes no ${quote(unknown)}. ${proposal(nearestName(unknown, known ?? []), `It takes ${known?.join(', ')}.`)}`,
  )
}

/** What every call that can be remembered takes beside its own. */
export const callNames: readonly string[] = Object.freeze(['signal', 'refresh'])

/** A text that says something. @throws {TokenClientError} where it is missing, or is none. */
export function neededText(given: Arguments, name: string): string {
  const text = optionalText(given, name)
  if (text === undefined) throw invalid(`${name} is missing.`)
  return text
}

/** @throws {TokenClientError} where it is there, and is no text that says something. */
export function optionalText(given: Arguments, name: string): string | undefined {
  const value = given[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '' && value.trim() === value) return value
  throw invalid(`${name} has to be a text that is not empty, without blanks around it.`)
}

/** @throws {TokenClientError} where they are none. */
export function callOptions({ signal, refresh }: Arguments): CallOptions {
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw invalid('signal has to be an AbortSignal.')
  if (refresh !== undefined && typeof refresh !== 'boolean') throw invalid('refresh has to be true or false.')
  return { ...(signal !== undefined && { signal }), ...(refresh !== undefined && { refresh }) }
}

/** Name and value, or nothing where there is no value. */
export function parameter(name: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]]
}

export function invalid(says: string): TokenClientError {
  return new TokenClientError('request.invalid', { says })
}
