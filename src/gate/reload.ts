import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { PolicyEvent } from '../enforcement/events.ts'
import type { GateDocs } from '../express/docs/gate-docs.ts'
import type { GateMiddleware } from '../express/gate-middleware.ts'
import { SealError } from '../express/seal/seal-report.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { PolicyChange } from '../policy/changes/policy-change.ts'
import type { GateCode } from './codes.ts'
import { assertNotWeaker, compareReadings } from './compare-readings.ts'
import type { LastReload, ReloadOptions } from './gate-types.ts'
import type { Lasting } from './lasting.ts'
import { readDocument } from './reading.ts'
import { type Running, run } from './running.ts'

/** What a gate enforces now, and the way to another reading of the document. */
export interface Reload {
  running(): Running
  /** As `gate.reload` has it. */
  reload(document?: string | URL | object, options?: ReloadOptions): Promise<PolicyChange>
  lastReload(): LastReload | undefined
  /** Nothing is read any more. */
  close(): void
}

/** What a new reading is put into. */
export interface ReloadParts {
  readonly lasting: Lasting
  readonly middleware: GateMiddleware
  readonly docs: GateDocs
}

/** @param document What was read at the start, and is read again where no other is given. */
export function createReload(document: string | URL | object, first: Running, parts: ReloadParts): Reload {
  const { parsed, events, keys } = parts.lasting
  let running = first
  let last: LastReload | undefined
  let before: Promise<unknown> = Promise.resolve()
  let closed = false

  const tell = (kind: PolicyEvent['kind'], codes: readonly string[], change: PolicyChange | undefined): void => {
    const atMs = Date.now()
    last = Object.freeze({ atMs, ok: kind === 'reloaded', codes: Object.freeze([...codes]) })
    events.emit('policy', { atMs, kind, codes: last.codes, ...(change !== undefined && { change }) })
  }
  const readAgain = async (source: string | URL | object, allowWeaker: boolean): Promise<PolicyChange> => {
    let change: PolicyChange | undefined
    try {
      const reading = await readDocument(source, parsed)
      if (closed) throw new Error('the gate is closed')
      change = compareReadings(running.reading, reading, parsed.settings)
      if (!allowWeaker) assertNotWeaker(running.reading, reading, change, parsed.settings)
      const next = run(reading, parts.lasting)
      parts.middleware.assertFits(next)
      // From here on nothing can fail: all of it takes effect, or none.
      parts.middleware.enforce(next)
      parts.docs.show({ ...reading, enforcement: next.enforcement })
      running = next
    } catch (error) {
      tell('refused', codesOf(error), change)
      throw error
    } finally {
      keys.keepOnly(running.reading.settings.flatMap(({ issuers }) => issuers))
      // A key that an issuer took away is gone afterwards, if the issuer answers: whatever became of the document.
      await Promise.all(keys.all().map((keySource) => keySource.refresh()))
    }
    tell('reloaded', [], change)
    return change
  }
  return {
    running: () => running,
    lastReload: () => last,
    close() {
      closed = true
    },
    async reload(source = document, options = {}) {
      const allowWeaker = parseAllowWeaker(options)
      // One at a time: each compares with what the one before it put in force.
      const result = before.then(() => readAgain(source, allowWeaker))
      before = result.catch(() => undefined)
      return result
    },
  }
}

/** A word that only looks like yes must not open anything. */
function parseAllowWeaker(options: unknown): boolean {
  const wanted = 'the second argument of reload is { allowWeaker: true } or { allowWeaker: false }'
  if (!isJsonObject(options) || Object.keys(options).some((name) => name !== 'allowWeaker')) throw new TypeError(wanted)
  const { allowWeaker = false } = options
  if (typeof allowWeaker !== 'boolean') throw new TypeError(wanted)
  return allowWeaker
}

function codesOf(error: unknown): readonly string[] {
  const failed: GateCode = 'reload.failed'
  if (error instanceof ConfigurationError) return unique(error.diagnostics)
  return error instanceof SealError ? unique(error.report.problems) : [failed]
}

function unique(found: readonly { readonly code: string }[]): readonly string[] {
  return [...new Set(found.map(({ code }) => code))]
}
