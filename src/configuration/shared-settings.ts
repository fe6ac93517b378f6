import type { Report, Severity } from '../diagnostics/diagnostic.ts'
import { listed, quote } from '../diagnostics/words.ts'
import { findingOn, type Given } from '../options/given.ts'
import type { ConfigurationCode } from './codes.ts'
import type { Draft } from './draft.ts'

/** Settings that are for one scheme and do not name it: a variable of the environment, or an option at the top. */
export interface SharedSettings {
  /** `domain` or `audience` of the options. */
  readonly option: Given | undefined
  readonly variables: readonly Given[]
}

/** A setting, and what the line at the start calls the place it came from. */
export interface PlacedSetting {
  readonly given: Given
  readonly source: string
}

/** Whom shared settings are for. */
export interface Assignment {
  readonly draft: Draft | undefined
  readonly settings: readonly PlacedSetting[]
  /** They could be meant for several, which was reported; what these lack needs no finding of its own. */
  readonly ambiguous: boolean
}

/** How a setting is looked for in a scheme. */
interface Search {
  /** The options of the scheme leave it open. */
  isOpen(draft: Draft): boolean
  /** The document says it. */
  isDocumented(draft: Draft): boolean
}

/**
 * Finds the one scheme that shared settings are for (design 2.3): of those whose options leave it open, the only one, or
 * the only one that has none in the document either. An option that nothing takes is an error (V-01). A variable is not
 * where schemes have their own, since those are meant to win; where no scheme could take it, it is worth a warning.
 */
export function assignShared(
  { option, variables }: SharedSettings,
  drafts: readonly Draft[],
  { isOpen, isDocumented }: Search,
  report: Report,
): Assignment {
  const settings = [
    ...variables.map((given) => ({ given, source: given.label })),
    ...(option === undefined ? [] : [{ given: option, source: 'options' }]),
  ]
  const open = drafts.filter(isOpen)
  const lacking = open.filter((draft) => !isDocumented(draft))
  const [draft, ...others] = lacking.length > 0 ? lacking : open
  if (draft !== undefined && others.length > 0 && settings.length > 0) {
    reportAmbiguous(settings, [draft, ...others], report)
    return { draft: undefined, settings: [], ambiguous: true }
  }
  if (draft === undefined && option !== undefined) reportUnused(option, 'error', report)
  if (drafts.length === 0) for (const variable of variables) reportUnused(variable, 'warning', report)
  return { draft, settings, ambiguous: false }
}

function reportAmbiguous(settings: readonly PlacedSetting[], drafts: readonly Draft[], report: Report): void {
  const code: ConfigurationCode = 'trust.ambiguous'
  const names = drafts.map(({ declaration }) => declaration.name)
  for (const { given } of settings) {
    const message = `${given.label} is for one scheme, and could be meant for ${listed(names.map(quote))}.`
    const fix = `Say it by name: schemes: { ${names.map((name) => `${JSON.stringify(name)}: { … }`).join(', ')} }.`
    report(findingOn(given, { code, message, fix }))
  }
}

function reportUnused(given: Given, severity: Severity, report: Report): void {
  const code: ConfigurationCode = 'trust.unused'
  const message = `${given.label} is used by nothing: no scheme that operations use takes it.`
  report(findingOn(given, { code, message, severity, fix: 'Take it out, or correct what should use it.' }))
}
