import { printable } from '../../diagnostics/words.ts'
import type { Finding } from './seal-report.ts'

/** How many rows of one kind are shown: what a person reads before scrolling. */
const shown = 20

/** What is merely opaque is told when somebody asks for the list, and not in the table. */
const silent = 'seal.opaque'

/** A table of findings: where in the application, where in the document, and what. '' for none. */
export function printReport(found: readonly Finding[]): string {
  const told = found.filter(({ code }) => code !== silent)
  const kinds = [...new Set(told.map(({ code }) => code))]
  const rows = kinds.flatMap((kind) => rowsOf(told.filter(({ code }) => code === kind)))
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

type Row = readonly [what: string, place: string, message: string]

function rowsOf(findings: readonly Finding[]): readonly Row[] {
  const rows = findings.slice(0, shown).map(rowOf)
  const more = findings.length - rows.length
  return more > 0 ? [...rows, [`and ${more} more`, '', findings[0]?.code ?? '']] : rows
}

function rowOf({ code, message, method, path, operation }: Finding): Row {
  const subject = operation ?? { method, path }
  const what = [subject.method?.toUpperCase(), subject.path].filter((part) => part !== undefined).join(' ')
  const { source } = operation ?? {}
  const place = source === undefined ? '' : `${source.file}:${source.line}:${source.column}`
  return [printable(what), printable(place), printable(`${message} (${code})`)]
}
