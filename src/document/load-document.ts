import type { Report } from '../diagnostics/diagnostic.ts'
import { addFile, createFileSet, type FileSet, type LoadedFile, openEntry, rootOf } from './files/file-set.ts'
import { openFolders } from './files/open-folders.ts'
import { createFindings, type Findings } from './findings.ts'
import { copyData } from './input/copy-data.ts'
import { parseInput } from './input/parse-input.ts'
import { type DocumentLimits, documentLimits } from './limits.ts'
import { elements, members } from './node.ts'
import { diagnose } from './place.ts'
import { describeValue, isMapping } from './plain-data.ts'
import { readVersion } from './read-version.ts'
import { resolvePathItems } from './resolve-path-items.ts'
import { resolveSchemes } from './resolve-schemes.ts'
import type { HeldSourceFile } from './text/source-file.ts'
import type { Node, Resolved, ResolvedDocument, ResolvedScheme } from './types.ts'
import { writtenFields } from './written-fields.ts'

export interface LoadOptions {
  /** Folders beside the entry's own that `$ref`s may read from, relative to the working directory. */
  readonly allow: readonly string[]
  /** What the document may cost; for tests that go past it. */
  readonly limits?: DocumentLimits
}

/**
 * Reads an OpenAPI 3.0, 3.1 or 3.2 document from a path, a file URL or an object, and follows every `$ref` that security
 * depends on. What is wrong is reported, all at once; undefined where an error is among it, because half a document is not
 * a smaller document.
 */
export async function loadDocument(
  input: string | URL | object,
  options: LoadOptions,
  report: Report,
): Promise<ResolvedDocument | undefined> {
  const limits = options.limits ?? documentLimits
  const findings = createFindings(report, limits.errors)
  const parsed = parseInput(input)
  switch (parsed.kind) {
    case 'refused': {
      const { kind, ...finding } = parsed
      return void findings.report({ severity: 'error', ...finding })
    }
    case 'data': {
      const files = createFileSet([], limits, findings)
      return resolveEntry(takeData(parsed.data, files), files)
    }
    case 'path': {
      const folders = await openFolders(parsed.path, options.allow, findings)
      const files = createFileSet(folders, limits, findings)
      return resolveEntry(await openEntry(files, parsed.path), files)
    }
  }
}

/** An object has no lines: each place in it is 1:1 and its pointer. */
function takeData(data: object, files: FileSet): LoadedFile | undefined {
  const source: HeldSourceFile = { name: '<document>', locate: () => ({ line: 1, column: 1 }), release() {} }
  const copied = copyData(data, files.limits)
  if (!copied.ok) {
    const { ok, pointer, ...finding } = copied
    return void files.findings.report(diagnose({ file: source, pointer }, { severity: 'error', ...finding }))
  }
  return addFile(files, { path: undefined, value: copied.value, source })
}

async function resolveEntry(entry: LoadedFile | undefined, files: FileSet): Promise<ResolvedDocument | undefined> {
  if (entry === undefined) return undefined
  const node = rootOf(entry)
  const root = readRoot(node, files.findings)
  const version = root && readVersion(node, files.findings)
  if (root === undefined || version === undefined) return undefined
  const pathItems = await resolvePathItems(root, version.minor, files)
  const schemes = await resolveSchemes(root, files)
  if (files.findings.failed()) return undefined
  pinSchemes(schemes)
  const sources = [...files.loaded.values()].map((file) => file.source)
  return Object.freeze({
    ...version,
    root,
    pathItems,
    schemes,
    content: entry.value,
    json: entry.json,
    files: sources.map((source) => source.name),
    release: releaseAll(sources),
  })
}

function readRoot(node: Node, findings: Findings): Resolved | undefined {
  if (isMapping(node.value)) return { place: node.place, fields: writtenFields(node) }
  const message = `the document is ${describeValue(node.value)}, and has to be a mapping with "openapi" in it`
  const fix = 'look whether this is the right file'
  return void findings.report(diagnose(node.place, { severity: 'error', code: 'document.type', message, fix }))
}

/** Schemes are talked about long after the load: where their settings are read, and in the line at the start. */
function pinSchemes(schemes: readonly ResolvedScheme[]): void {
  for (const { place, fields } of schemes) {
    place.file.pin?.(place.pointer)
    for (const [, field] of fields) pinAll(field)
  }
}

function pinAll(node: Node): void {
  node.place.file.pin?.(node.place.pointer)
  for (const [, member] of members(node)) pinAll(member)
  for (const item of elements(node)) pinAll(item)
}

/** Holds the files alone: what else the load knew can go before. */
function releaseAll(sources: readonly HeldSourceFile[]): () => void {
  return () => {
    for (const source of sources) source.release()
  }
}
