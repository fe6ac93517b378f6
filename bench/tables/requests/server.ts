import type { ChildProcess } from 'node:child_process'
import { ask, messageOf, start, type Usage } from '../../children.ts'
import { sendRequests } from '../../load.ts'
import type { Load, Source } from './loads.ts'

/** What was measured of one contender under one load. */
export interface Figures {
  readonly contender: string
  readonly expressVersion: string
  readonly load: string
  /** What was answered instead of a refusal; its figures mean nothing then. */
  readonly wrong: Set<number>
  /** By round: microseconds of CPU per request (user and system), and requests per second. */
  readonly cpu: number[]
  readonly perSecond: number[]
  /** Milliseconds, of all requests. */
  readonly latencies: number[]
  /** Megabytes that the process holds at the end (resident set). */
  megabytes: number
}

/** One contender in a process of its own, and all that is measured of it. */
export interface Server {
  readonly child: ChildProcess
  readonly lanes: readonly Lane[]
}

/** One load on its way to one contender. */
export interface Lane {
  readonly figures: Figures
  readonly child: ChildProcess
  readonly url: string
  readonly load: Load
  /** Whether nothing else was sent to this process before. */
  readonly isFirst: boolean
  readonly next: Source
}

export async function launch(
  contender: string,
  expressVersion: string,
  env: Record<string, string>,
  loads: readonly Load[],
): Promise<Server> {
  const child = start('serve', { parameters: [contender], env: { ...env, EXPRESS_VERSION: expressVersion } })
  const url = `http://127.0.0.1:${await messageOf<number>(child)}/orders/1`
  const lanes = loads.map((load, index): Lane => {
    const named = { contender, expressVersion, load: load.name }
    const figures = { ...named, wrong: new Set<number>(), cpu: [], perSecond: [], latencies: [], megabytes: 0 }
    return { figures, child, url, load, isFirst: index === 0, next: load.source() }
  })
  return { child, lanes }
}

/** Sends so many requests, and keeps nothing of them: until the code is compiled it is another program. */
export async function warmUp(lane: Lane, amount: number): Promise<void> {
  await send(lane, amount)
}

/** One round. */
export async function measure(lane: Lane, amount: number): Promise<void> {
  const { figures, child } = lane
  const before = await ask<Usage>(child)
  const begin = performance.now()
  const latencies = await send(lane, amount)
  const seconds = (performance.now() - begin) / 1000
  const after = await ask<Usage>(child)
  figures.cpu.push((after.cpu - before.cpu) / amount)
  figures.perSecond.push(amount / seconds)
  figures.latencies.push(...latencies)
  figures.megabytes = after.resident / 1e6
}

/** A figure counts only when every answer was the right one: without that nobody would notice what was measured. */
async function send({ figures, url, load, next }: Lane, amount: number): Promise<readonly number[]> {
  const { statuses, latencies } = await sendRequests(url, amount, next)
  const isRight = (status: number): boolean => (load.status === 200 ? status === 200 : status >= 400 && status < 500)
  const wrong = [...statuses.keys()].filter((status) => !isRight(status))
  for (const status of wrong) figures.wrong.add(status)
  // A peer that knows one key and no names of keys takes any name; the table says so.
  if (load.status === 401 || wrong.length === 0) return latencies
  const { contender, expressVersion } = figures
  const wanted = `${contender} on Express ${expressVersion}, ${load.name}: wanted ${amount} × ${load.status}`
  throw new Error(`${wanted}, got ${JSON.stringify([...statuses])}`)
}
