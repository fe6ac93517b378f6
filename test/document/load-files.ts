import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { type DocumentLimits, documentLimits } from '../../src/document/limits.ts'
import { loadDocument } from '../../src/document/load-document.ts'
import type { ResolvedDocument } from '../../src/document/types.ts'

export interface Loaded {
  readonly document: ResolvedDocument | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** `code` of each diagnostic. */
  readonly codes: readonly string[]
}

export interface Setting {
  /** The file that is loaded. Default: the first. */
  readonly entry?: string
  /** Folders inside the temporary one. */
  readonly allow?: readonly string[]
  readonly limits?: Partial<DocumentLimits>
}

/** A new folder with these files in it, for as long as `use` takes. Its path is a real one. */
export async function withFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'document-')))
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), content)
    }
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Writes the files, loads one, and gives names in diagnostics without the folder. */
export function loadFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  setting: Setting = {},
): Promise<Loaded> {
  return withFolder(files, (folder) => loadFrom(folder, setting.entry ?? Object.keys(files)[0] ?? '', setting))
}

/** Loads a file of a folder that is there. */
export async function loadFrom(folder: string, entry: string, setting: Setting = {}): Promise<Loaded> {
  const allow = (setting.allow ?? []).map((name) => join(folder, name))
  const loaded = await load(join(folder, entry), { ...setting, allow })
  const plain = (text: string): string => text.replaceAll(folder, '')
  const diagnostics = loaded.diagnostics.map((diagnostic) => ({
    ...diagnostic,
    ...(diagnostic.file === undefined ? {} : { file: plain(diagnostic.file) }),
    message: plain(diagnostic.message),
    fix: plain(diagnostic.fix ?? ''),
  }))
  return { ...loaded, diagnostics }
}

/** Loads what is given, with every diagnostic that is reported. */
export async function load(input: string | URL | object, setting: Setting = {}): Promise<Loaded> {
  const diagnostics: Diagnostic[] = []
  const limits = { ...documentLimits, ...setting.limits }
  const document = await loadDocument(input, { allow: setting.allow ?? [], limits }, (diagnostic) =>
    diagnostics.push(diagnostic),
  )
  return { document, diagnostics, codes: diagnostics.map((diagnostic) => diagnostic.code) }
}

/** `get /orders` for each operation, in the order of the document. */
export function operationNames(document: ResolvedDocument | undefined): string[] {
  return (document?.pathItems ?? []).flatMap((item) =>
    item.operations.map((operation) => `${operation.method} ${item.path}`),
  )
}
