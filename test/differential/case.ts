import type { Express } from 'express'
import type { ExpressModule } from '../support/guarded.ts'
import type { Sent } from './recording.ts'

/** A small application written after Express's documentation, and what is sent to it. */
export interface Case {
  readonly title: string
  /** The only major of Express whose syntax or promise it is; without it, both. */
  readonly major?: 4 | 5
  /** What has to be set before the first `use`, with which Express makes its router: a gate comes later. */
  readonly prepare?: (app: Express) => unknown
  readonly build: (app: Express, express: ExpressModule) => unknown
  /** Request lines, `GET /users/7`, or more of a request. */
  readonly send: readonly (string | Sent)[]
  /** Whether the requests are sent at the same time; else one after the other. */
  readonly atOnce?: boolean
  /** The paths of the document's operations; without them, those that are asked for. */
  readonly documented?: readonly string[]
  /** Why no operation of a document can stand for these requests: a gate that knows the paths would answer by itself. */
  readonly undocumentable?: string
  /** Why two parsers may read these targets differently: a gate refuses them, unless it only reports. */
  readonly unreadable?: string
}

export function requestsOf({ send }: Case): readonly Sent[] {
  return send.map((sent) => (typeof sent === 'string' ? { line: sent } : sent))
}

/** The paths for a document; absolute form and query are no part of them. */
export function pathsOf(one: Case): readonly string[] {
  if (one.documented !== undefined) return one.documented
  const paths = requestsOf(one).map(({ line }) => new URL(line.split(' ')[1] ?? '', 'http://api.test').pathname)
  return [...new Set(paths)]
}
