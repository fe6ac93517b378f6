import { isAbsolute } from 'node:path'
import { isMapping } from '../plain-data.ts'
import { bundleDocument } from './bundle-document.ts'
import { holdAsText } from './hold-as-text.ts'
import { inlineOperations } from './inline-operations.ts'
import { SizeBound } from './size-bound.ts'

/** A document in one piece. */
export interface WholeDocument {
  /** Whether it may have to be read from other files as well: data can look like a reference. */
  readonly maySplit: () => boolean
  /**
   * As JSON, which takes a tenth of the memory of the data it stands for. Made once; where it was not to be made, it is not
   * tried again.
   */
  readonly text: () => Promise<string>
  /** The same as data. A document of one file is not copied for it. */
  readonly data: () => Promise<unknown>
  /** References that lead to nothing, with their files, once the text is made: `./none.yaml in openapi.yaml`. */
  readonly missed: ReadonlySet<string>
}

/** A document that was loaded, and what it was loaded from. */
export interface LoadedContent {
  /** The entry document as plain data. */
  readonly content: unknown
  /** The text of the entry document, where it is JSON. */
  readonly json: string | undefined
  /** The files that were read, the entry first; an object is none. */
  readonly files: readonly string[]
  /** Folders beside the entry's own that may be read from. */
  readonly allow: readonly string[]
}

export function wholeDocument({ content, json, files, allow }: LoadedContent): WholeDocument {
  const entryContent = holdAsText(content, json)
  let split: boolean | undefined
  let made: Promise<string> | undefined
  const missed = new Set<string>()
  const note = (reference: string, file: string): void => void missed.add(`${reference} in ${file}`)
  const maySplit = (): boolean => {
    split ??= leadsOut(entryContent())
    return split
  }
  const text = (): Promise<string> => {
    const entry = files.find((file) => isAbsolute(file))
    made ??= bundleDocument({ content: entryContent(), entry, allow, missed: note }).then((bundled) =>
      JSON.stringify(bundled),
    )
    return made
  }
  const data = async (): Promise<unknown> => {
    if (maySplit()) return JSON.parse(await text())
    const content = entryContent()
    return isMapping(content) ? inlineOperations(content, new SizeBound()) : content
  }
  return { maySplit, text, data, missed }
}

/** A start waits for it, so nothing is copied. Discriminators name files in their `mapping`. */
function leadsOut(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(leadsOut)
  if (!isMapping(value)) return false
  const { $ref, mapping } = value
  if (typeof $ref === 'string' && !$ref.startsWith('#')) return true
  const targets = isMapping(mapping) ? Object.values(mapping) : []
  return targets.some((target) => /^[^#]*[/.]/.test(String(target))) || Object.values(value).some(leadsOut)
}
