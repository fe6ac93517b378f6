import { realpath } from 'node:fs/promises'
import { addFile, createFileSet, type FileSet, rootOf } from '../files/file-set.ts'
import { openFolders } from '../files/open-folders.ts'
import { createFindings } from '../findings.ts'
import { documentLimits } from '../limits.ts'
import { isMapping, type Mapping } from '../plain-data.ts'
import { followReference } from '../references/follow-reference.ts'
import type { HeldSourceFile } from '../text/source-file.ts'
import type { Node, SourceFile } from '../types.ts'
import { inlineOperations } from './inline-operations.ts'
import { pointerIn } from './look-up.ts'
import { freeName, missing, missingName } from './missing-part.ts'
import { mapReferences, pointerText, referencesIn } from './references-in.ts'
import { SizeBound } from './size-bound.ts'

/** Parts of other files that are taken in; each is a member of the bundle, and waits for its turn in memory. */
const mostParts = 20_000

/** A document that was loaded, and where it came from. */
export interface BundleSource {
  /** The entry document as plain data. It is not changed. */
  readonly content: unknown
  /** Its absolute path; undefined for an object that was handed over, which refers to no file. */
  readonly entry: string | undefined
  /** Folders beside the entry's own that may be read from. */
  readonly allow: readonly string[]
  /** Told of each reference that leads to nothing in these files, and of the file that has it; perhaps more than once. */
  readonly missed?: (reference: string, file: string) => void
}

/**
 * A document of several files as one: what it refers to in others stands under `x-referenced`, each part once, and nothing
 * else of those files. Path items and operations stand where they are used. Files are read as the load reads them: inside
 * the same folders, within the same limits.
 * @throws {Error} where it would be too large in one piece.
 */
export async function bundleDocument({ content, entry, allow, missed }: BundleSource): Promise<unknown> {
  if (!isMapping(content)) return content
  const bound = new SizeBound()
  const outside = [...referencesIn(content)].filter((reference) => !reference.startsWith('#'))
  if (entry === undefined) for (const reference of outside) missed?.(reference, '<document>')
  if (outside.length === 0 || entry === undefined) return inlineOperations(content, bound)
  const silent = createFindings(() => {}, 0)
  const files = createFileSet(await openFolders(entry, allow, silent), documentLimits, silent)
  const file = addFile(files, { path: entry, value: content, source: unplaced(entry) })
  files.known.set(await realpath(entry).catch(() => entry), file)
  const bundled = await new Bundle(files, rootOf(file), bound, missed).take(rootOf(file))
  return inlineOperations(bundled, bound)
}

/** Nobody is told where something stands: what is wrong was told when the document was loaded. */
function unplaced(name: string): HeldSourceFile {
  return { name, locate: () => ({ line: 1, column: 1 }), release() {} }
}

/** What becomes of a reference. */
type Outcome =
  /** It stays as it is written: it leads into the entry, or is an anchor, which the schema brings itself. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'placed'; readonly at: string }
  /** An address on the network. It stays, since a schema may be called by it (`$id`); nothing is fetched. */
  | { readonly kind: 'remote' }
  | { readonly kind: 'lost' }

class Bundle {
  readonly #files: FileSet
  readonly #entry: SourceFile
  readonly #bound: SizeBound
  readonly #missed: BundleSource['missed']
  /** What the document itself has under `x-referenced`. */
  readonly #own: Mapping
  readonly #missing: string
  /** The name of each part that is taken in, by where it stands. */
  readonly #names = new Map<string, string>()
  readonly #waiting: (readonly [name: string, part: Node])[] = []

  constructor(files: FileSet, entry: Node, bound: SizeBound, missed: BundleSource['missed']) {
    this.#files = files
    this.#entry = entry.place.file
    this.#bound = bound
    this.#missed = missed
    this.#own = ownParts(entry.value)
    this.#missing = missingName(this.#own)
  }

  async take(root: Node): Promise<Mapping> {
    const whole = await this.#rewrite(root)
    const parts: Record<string, unknown> = { ...ownParts(whole), [this.#missing]: missing.part }
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const [name, part] = next
      parts[name] = await this.#rewrite(part)
    }
    return isMapping(whole) ? { ...whole, 'x-referenced': parts } : {}
  }

  async #rewrite({ value, place: { file } }: Node): Promise<unknown> {
    this.#bound.take(value)
    const outcomes = new Map<string, Outcome>()
    for (const reference of referencesIn(value)) outcomes.set(reference, await this.#outcomeOf(reference, file))
    return mapReferences(value, (reference, isName) => {
      const outcome = outcomes.get(reference) ?? { kind: 'kept' }
      if (outcome.kind === 'placed') return outcome.at
      // The name of a schema that is none of its file is one of the entry (OpenAPI 3.1.1, Resolving Implicit Connections).
      if (outcome.kind === 'kept' || isName) return reference
      this.#missed?.(reference, file.name)
      return outcome.kind === 'remote' ? reference : `#/x-referenced/${this.#missing}`
    })
  }

  async #outcomeOf(reference: string, file: SourceFile): Promise<Outcome> {
    const isLocal = reference.startsWith('#')
    if (isLocal && (file === this.#entry || pointerIn(reference) === undefined)) return { kind: 'kept' }
    const target = await followReference({ value: reference, place: { file, pointer: [] } }, this.#files, [])
    if (target !== undefined) return { kind: 'placed', at: this.#placeOf(target) }
    return { kind: /^https?:/i.test(reference) ? 'remote' : 'lost' }
  }

  /**
   * Where a part is found in the bundle.
   * @throws {Error} where there is no room for it.
   */
  #placeOf(part: Node): string {
    const { file, pointer } = part.place
    if (file === this.#entry) return `#${pointerText(pointer)}`
    const key = `${file.name}#${pointerText(pointer)}`
    const known = this.#names.get(key)
    if (known !== undefined) return `#/x-referenced/${known}`
    if (this.#names.size >= mostParts)
      throw new Error(`the document refers to more than ${mostParts} parts of other files`)
    const name = freeName(`${this.#names.size + 1}`, this.#own)
    this.#names.set(key, name)
    this.#waiting.push([name, part])
    return `#/x-referenced/${name}`
  }
}

function ownParts(document: unknown): Mapping {
  const own = isMapping(document) ? document['x-referenced'] : undefined
  return isMapping(own) ? own : {}
}
