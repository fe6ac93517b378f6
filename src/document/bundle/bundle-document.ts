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
import { missing } from './missing-part.ts'
import { mapReferences, pointerText, referencesIn } from './references-in.ts'
import { SizeBound } from './size-bound.ts'

/** Parts of other files that are taken in: what is behind them stays a reference to a file. */
const mostParts = 20_000

/** A document that was loaded, and where it came from. */
export interface BundleSource {
  /** The entry document as plain data. It is not changed. */
  readonly content: unknown
  /** Its absolute path; undefined for an object that was handed over, which refers to no file. */
  readonly entry: string | undefined
  /** Folders beside the entry's own that may be read from. */
  readonly allow: readonly string[]
  /** Told of each reference that leads to nothing in these files, and of the file that has it. */
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
  const bundled = await new Bundle(files, file.source, bound, missed).take(rootOf(file))
  return inlineOperations(bundled, bound)
}

/** A schema may be called by an anchor, and by an address that it has itself (`$id`). */
function isLost(reference: string): boolean {
  return !/^(?:https?:|#)/i.test(reference)
}

/** Nobody is told where something stands: what is wrong was told when the document was loaded. */
function unplaced(name: string): HeldSourceFile {
  return { name, locate: () => ({ line: 1, column: 1 }), release() {} }
}

class Bundle {
  readonly #files: FileSet
  readonly #entry: SourceFile
  readonly #bound: SizeBound
  readonly #missed: BundleSource['missed']
  /** The number of each part that is taken in, by where it stands. */
  readonly #numbers = new Map<string, number>()
  readonly #waiting: (readonly [number: number, part: Node])[] = []

  constructor(files: FileSet, entry: SourceFile, bound: SizeBound, missed: BundleSource['missed']) {
    this.#files = files
    this.#entry = entry
    this.#bound = bound
    this.#missed = missed
  }

  async take(root: Node): Promise<Mapping> {
    const whole = await this.#rewrite(root)
    const own = isMapping(whole) ? whole['x-referenced'] : undefined
    const parts: Record<string, unknown> = { ...(isMapping(own) && own), [missing.name]: missing.part }
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const [number, part] = next
      parts[number] = await this.#rewrite(part)
    }
    return isMapping(whole) ? { ...whole, 'x-referenced': parts } : {}
  }

  async #rewrite({ value, place: { file } }: Node): Promise<unknown> {
    this.#bound.take(value)
    const places = new Map<string, string>()
    for (const reference of referencesIn(value)) {
      if (file === this.#entry && reference.startsWith('#')) continue
      const target = await followReference({ value: reference, place: { file, pointer: [] } }, this.#files, [])
      const place = target && this.#placeOf(target)
      if (place !== undefined) places.set(reference, place)
      else if (isLost(reference)) places.set(reference, `#/x-referenced/${missing.name}`)
      if (place === undefined && !reference.startsWith('#')) this.#missed?.(reference, file.name)
    }
    return mapReferences(value, (reference) => places.get(reference) ?? reference)
  }

  /** Where a part is found in the bundle; undefined: there is no room for it. */
  #placeOf(part: Node): string | undefined {
    const { file, pointer } = part.place
    if (file === this.#entry) return `#${pointerText(pointer)}`
    const key = `${file.name}#${pointerText(pointer)}`
    const known = this.#numbers.get(key)
    if (known === undefined && this.#numbers.size >= mostParts) return undefined
    const number = known ?? this.#numbers.size + 1
    if (known === undefined) {
      this.#numbers.set(key, number)
      this.#waiting.push([number, part])
    }
    return `#/x-referenced/${number}`
  }
}
