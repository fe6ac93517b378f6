import type { Report } from '../diagnostics/diagnostic.ts'
import { parseTexts } from '../options/fields.ts'
import type { Given } from '../options/given.ts'
import { reportDisagreement, type Statement } from './disagreement.ts'
import { placeName } from './document-trust.ts'
import type { Draft } from './draft.ts'
import { hasOwnTrust } from './own-trust.ts'
import type { PlacedSetting } from './shared-settings.ts'

/** An audience, and where it was said. */
export interface Audience {
  /** Any of them; empty where nothing says it. */
  readonly values: readonly string[]
  readonly source: string | undefined
}

const nowhere: Audience = { values: [], source: undefined }

/**
 * The audience of a scheme, which nothing that only names an issuer ever gives: from the options by name, or from all
 * else that was given and agrees. Undefined where something is wrong, which was reported.
 */
export function resolveAudience(draft: Draft, shared: readonly PlacedSetting[], report: Report): Audience | undefined {
  const read = settingsOf(draft, shared).map(({ given, source }) => ({
    given,
    source,
    values: parseTexts(given, 1, report),
  }))
  const [first, ...others] = read.filter(isRead)
  if (read.length === 0) return nowhere
  if (first === undefined || others.length + 1 < read.length) return undefined
  const other = others.find(({ values }) => !isSame(first.values, values))
  if (other === undefined) return first
  reportDisagreement(draft.declaration, 'audience', toStatement(first), toStatement(other), report)
  return undefined
}

interface ReadAudience {
  readonly given: Given
  readonly source: string
  readonly values: readonly string[]
}

function isRead(
  audience: Omit<ReadAudience, 'values'> & { values: readonly string[] | undefined },
): audience is ReadAudience {
  return audience.values !== undefined
}

function toStatement({ given, values }: ReadAudience): Statement {
  return { given, says: values.join(' or ') }
}

/** Options by name win; below them all that was given has to agree. */
function settingsOf(draft: Draft, shared: readonly PlacedSetting[]): readonly PlacedSetting[] {
  const { options, extension, gateways } = draft
  const own = options.get('audience')
  if (own !== undefined) return [{ given: own, source: 'options' }]
  // What another gateway names belongs to its issuer, and is none of it where the options name one (V-02).
  const foreign = hasOwnTrust(draft) ? [] : gateways.flatMap(({ audience }) => audience ?? [])
  const documented = [extension.get('audience') ?? [], foreign].flat()
  return [...shared, ...documented.map(placed)]
}

function placed(given: Given): PlacedSetting {
  return { given, source: given.place === undefined ? given.label : placeName(given.place) }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value) => other.includes(value))
}
