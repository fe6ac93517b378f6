import type { Operation } from '../../policy/types.ts'
import type { SealCode } from './codes.ts'
import { printReport } from './print-report.ts'
import type { Finding, SealReport } from './seal-report.ts'

/** What was found, before it is a report. */
export type Findings = Omit<SealReport, 'problems' | 'toString'>

/** Codes that belong to an application as it should be. */
const harmless: ReadonlySet<string> = new Set<SealCode>(['seal.opaque', 'seal.cors'])

/** Freezes what was found. `toString` is not enumerable, so that the report is plain data. */
export function createReport(findings: Findings): SealReport {
  const { unknown, unserved, conflicts, beforeGate, bodyBeforeGate, outside, opaque } = findings
  const found = [
    ...outside,
    ...beforeGate,
    ...bodyBeforeGate,
    ...conflicts,
    ...unknown,
    ...unserved.map(describeUnserved),
    ...opaque,
  ]
  const problems = found.filter(({ code }) => !harmless.has(code))
  const text = printReport(found)
  const report: SealReport = {
    routes: freezeAll(findings.routes),
    unknown: freezeAll(unknown),
    unserved: freezeAll(unserved),
    conflicts: freezeAll(conflicts),
    beforeGate: freezeAll(beforeGate),
    bodyBeforeGate: freezeAll(bodyBeforeGate),
    outside: freezeAll(outside),
    opaque: freezeAll(opaque),
    problems: freezeAll(problems),
    toString: () => text,
  }
  Object.defineProperty(report, 'toString', { enumerable: false })
  return Object.freeze(report)
}

function describeUnserved(operation: Operation): Finding {
  const code: SealCode = 'seal.unserved'
  const { method, path } = operation
  return { code, message: 'no route serves this operation', method, path, operation }
}

function freezeAll<Item extends object>(list: readonly Item[]): readonly Item[] {
  return Object.freeze(list.map((item) => Object.freeze(item)))
}
