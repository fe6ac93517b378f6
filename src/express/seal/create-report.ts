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
  const lists = Object.entries({ ...findings, problems }).map(([name, list]) => [name, freezeAll(list)])
  const report = Object.fromEntries(lists)
  const text = printReport(found)
  Object.defineProperty(report, 'toString', { value: () => text })
  return Object.freeze(report)
}

function describeUnserved(operation: Operation): Finding {
  const code: SealCode = 'seal.unserved'
  const { method, path } = operation
  return { code, message: 'no route serves this operation', method, path, operation }
}

function freezeAll(list: readonly object[]): readonly object[] {
  return Object.freeze(list.map((item) => Object.freeze(item)))
}
