import type { Diagnostic, Report, Severity, Source } from '../../diagnostics/diagnostic.ts'
import { listed, printable } from '../../diagnostics/words.ts'
import { jsonPointer, sourceLater } from '../../document/place.ts'
import type { Place } from '../../document/types.ts'
import type { PolicyCode } from '../codes.ts'

/** Diagnostics of one code and severity, before the rest is only counted: no document is mended in one sitting. */
const MAX_PER_KIND = 20

/** What a finding is about: a name for the sentence, and where it stands. */
export interface Spot {
  readonly name: string
  readonly place: Place
}

/** One fault at one spot. Findings of one code and one subject are told together, as one diagnostic. */
export interface Finding {
  readonly code: PolicyCode
  readonly severity: Severity
  readonly spot: Spot
  /** What the faults have in common: a scheme's name, a key. Left out where the code says it all. */
  readonly subject?: string | readonly string[]
  /** The sentence; `spots` lists their names. */
  readonly message: (spots: string) => string
  readonly fix?: () => string
}

export type Note = (finding: Finding) => void

export interface Findings {
  readonly note: Note
  /** Tells everything that was noted, in that order. True: one of them was an error. */
  tell(report: Report): boolean
}

/** Gathers findings, so that a fault that stands at a thousand operations is one line that says so. */
export function createFindings(): Findings {
  const groups = new Map<string, [Finding, ...Finding[]]>()
  return {
    note(finding) {
      const key = JSON.stringify([finding.code, finding.severity, finding.subject])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [finding])
      else group.push(finding)
    },
    tell(report) {
      const all = [...groups.values()]
      for (const diagnostic of toDiagnostics(all)) report(diagnostic)
      return all.some(([first]) => first.severity === 'error')
    },
  }
}

function* toDiagnostics(groups: readonly [Finding, ...Finding[]][]): Generator<Diagnostic> {
  const counts = new Map<string, number>()
  for (const group of groups) {
    const count = (counts.get(kindOf(group[0])) ?? 0) + 1
    counts.set(kindOf(group[0]), count)
    if (count <= MAX_PER_KIND) yield toDiagnostic(group)
  }
  for (const [first] of groups) {
    const hidden = (counts.get(kindOf(first)) ?? 0) - MAX_PER_KIND
    counts.delete(kindOf(first))
    if (hidden > 0) yield notListed(first, hidden)
  }
}

function kindOf({ code, severity }: Finding): string {
  return `${severity} ${code}`
}

function toDiagnostic(group: readonly [Finding, ...Finding[]]): Diagnostic {
  const [{ code, severity, spot, message, fix }, ...others] = group
  const names = [...new Set(group.map((finding) => finding.spot.name))]
  const said = printable(message(listed(names)))
  const told = { severity, code, message: said, ...(fix !== undefined && { fix: printable(fix()) }) }
  return located(
    told,
    spot.place,
    others.map((finding) => finding.spot.place),
  )
}

function notListed({ code, severity, spot }: Finding, hidden: number): Diagnostic {
  return located(
    { severity, code, message: `There are ${hidden} more of these, which are not listed.` },
    spot.place,
    [],
  )
}

/** Lines are counted when somebody asks for them: most of what a start has to tell is never printed. */
function located(told: Diagnostic, place: Place, others: readonly Place[]): Diagnostic {
  const source = sourceLater(place)
  const diagnostic: Diagnostic = {
    ...told,
    file: place.file.name,
    get line() {
      return source().line
    },
    get column() {
      return source().column
    },
    pointer: jsonPointer(place.pointer),
  }
  if (others.length > 0) Object.defineProperty(diagnostic, 'places', { enumerable: true, get: allOf(source, others) })
  return Object.freeze(diagnostic)
}

function allOf(first: () => Source, others: readonly Place[]): () => readonly Source[] {
  const later = [first, ...others.map(sourceLater)]
  let places: readonly Source[] | undefined
  return () => {
    places ??= Object.freeze(later.map((source) => source()))
    return places
  }
}
