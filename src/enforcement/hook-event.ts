import type { HookFailure } from '../schemes/types.ts'

/** A function of the application broke down. Frozen; what it threw may hold what the caller sent, so no text of it is here. */
export interface HookEvent extends Omit<HookFailure, 'thrown'> {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** The class of what was thrown, as `TypeError`; `unknown` for what is no error. */
  readonly error: string
  /** Where it was thrown: file, line and column. */
  readonly at: string | undefined
}

/** Never throws: what was thrown may be anything. */
export function describeHookFailure({ scheme, hook, thrown }: HookFailure, atMs: number): HookEvent {
  try {
    const isError = thrown instanceof Error
    return {
      atMs,
      scheme,
      hook,
      error: isError ? nameOf(thrown) : 'unknown',
      at: isError ? placeOf(thrown) : undefined,
    }
  } catch {
    return { atMs, scheme, hook, error: 'unknown', at: undefined }
  }
}

/** Of the class itself: the error's own members may be of the application's making. */
function nameOf(error: Error): string {
  const { name } = Object.getPrototypeOf(error).constructor
  return /^\w{1,60}$/.test(name) ? name : 'Error'
}

/** A file, a line and a column. An address of another machine is no place, and may hold anything. */
const place = /^ {4}at (?:.*\()?((?:file:\/\/\/|node:|\/|[A-Za-z]:[\\/])[^\s?()]{1,300}:\d+:\d+)\)?$/

/**
 * The first line behind class and message. Where the message cannot be told from the frames, since somebody changed one of
 * them, nothing is said.
 */
function placeOf({ message, stack = '' }: Error): string | undefined {
  const end = message === '' ? '\n' : `: ${message}\n`
  const start = stack.indexOf(end)
  if (start === -1 || !/^\w{1,60}(?: \[\w{1,60}\])?$/.test(stack.slice(0, start))) return undefined
  const [frame = ''] = stack.slice(start + end.length).split('\n', 1)
  return place.exec(frame)?.[1]
}
