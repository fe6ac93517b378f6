import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import type { Finding, Findings } from '../findings.ts'
import type { DocumentLimits } from '../limits.ts'
import { child } from '../node.ts'
import { diagnose } from '../place.ts'
import { splitReference } from '../references/parse-reference.ts'
import type { Fault } from '../text/fault.ts'
import { createLinePositions, type Position } from '../text/line-positions.ts'
import { parseText } from '../text/parse-text.ts'
import type { HeldSourceFile } from '../text/source-file.ts'
import type { Node, Place, SourceFile } from '../types.ts'
import { readText, systemCode } from './read-text.ts'
import { findSimilarFiles } from './similar-files.ts'

/** A file as plain data. */
export interface LoadedFile {
  /** Absolute, as it was asked for; undefined for an object that was handed over. */
  readonly path: string | undefined
  readonly value: unknown
  readonly source: HeldSourceFile
  /** The file's `$self`, without a fragment. */
  readonly self: string | undefined
}

/** The files of one document. Each is read once, by whatever names it is reached. */
export interface FileSet {
  readonly limits: DocumentLimits
  readonly findings: Findings
  /** Real paths of the folders that may be read from. The entry itself may stand elsewhere. */
  readonly folders: readonly string[]
  /** By the name their places have, in the order in which they were read: the entry first. */
  readonly loaded: Map<SourceFile, LoadedFile>
  /** By an absolute `$self`. */
  readonly selves: Map<string, LoadedFile>
  /** By real path; undefined where a file was refused, which is said once. */
  readonly known: Map<string, LoadedFile | undefined>
  /** Real paths by the paths that were asked for. */
  readonly realPaths: Map<string, string>
  bytes: number
}

type Refuse = (finding: Finding) => void

export function createFileSet(folders: readonly string[], limits: DocumentLimits, findings: Findings): FileSet {
  const maps = { loaded: new Map(), selves: new Map(), known: new Map(), realPaths: new Map() }
  return { limits, findings, folders, ...maps, bytes: 0 }
}

/** Takes in a file that was read. */
export function addFile(files: FileSet, file: Omit<LoadedFile, 'self'>): LoadedFile {
  const self = child(rootOf(file), '$self')?.value
  const added: LoadedFile = { ...file, self: typeof self === 'string' ? splitReference(self).address : undefined }
  files.loaded.set(file.source, added)
  if (added.self !== undefined && URL.canParse(added.self) && !files.selves.has(added.self)) {
    files.selves.set(added.self, added)
  }
  return added
}

/** The top of a file. */
export function rootOf(file: Pick<LoadedFile, 'value' | 'source'>): Node {
  return { value: file.value, place: { file: file.source, pointer: [] } }
}

/** The file at the path. Reports why it is not to be had. */
export async function openEntry(files: FileSet, path: string): Promise<LoadedFile | undefined> {
  const refuse: Refuse = (finding) => files.findings.report({ severity: 'error', ...finding })
  const real = await realPathOf(files, path, 'document.not-found', refuse)
  return real === undefined ? undefined : load(files, path, real, refuse)
}

/** The file that a `$ref` at `from` names. Reports there why it is not to be had. */
export async function openReferenced(files: FileSet, path: string, from: Place): Promise<LoadedFile | undefined> {
  const refuse: Refuse = (finding) => files.findings.report(diagnose(from, { severity: 'error', ...finding }))
  const real = await realPathOf(files, path, 'reference.not-found', refuse)
  if (real === undefined || files.known.has(real)) return real === undefined ? undefined : files.known.get(real)
  const refusal = judgePath(files, real)
  return refusal === undefined ? load(files, path, real, refuse) : void refuse(refusal)
}

async function realPathOf(
  files: FileSet,
  path: string,
  missing: Finding['code'],
  refuse: Refuse,
): Promise<string | undefined> {
  try {
    const real = files.realPaths.get(path) ?? (await realpath(path))
    files.realPaths.set(path, real)
    return real
  } catch (error) {
    const code = systemCode(error)
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    const message = isMissing ? `there is no file ${path}` : `${path} cannot be read: ${code}`
    refuse({ code: isMissing ? missing : 'document.unreadable', message, fix: await findSimilarFiles(path) })
    return undefined
  }
}

/** Real paths are compared, so no link leads out (case O-20). */
function judgePath(files: FileSet, real: string): Finding | undefined {
  const { folders, known, limits } = files
  if (!folders.some((folder) => isInside(real, folder))) {
    const message = `${real} is outside ${folders.join(' and ') || 'every folder that may be read'}`
    return { code: 'reference.outside', message, fix: 'move the file, or list its folder in the option `allow`' }
  }
  if (known.size < limits.files) return undefined
  const message = `the document has more than ${limits.files} files`
  return { code: 'limit.files', message, fix: 'bundle them into fewer files' }
}

function isInside(path: string, folder: string): boolean {
  const steps = relative(folder, path)
  return steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps)
}

async function load(files: FileSet, path: string, real: string, refuse: Refuse): Promise<LoadedFile | undefined> {
  files.known.set(real, undefined)
  const read = await readText(real, files.bytes, files.limits)
  if (!read.ok) {
    if (read.position === undefined) refuse(read.finding)
    else reportInside(files, path, read.finding, read.position)
    return undefined
  }
  files.bytes += read.bytes
  const parsed = parseText(path, read.text, files.limits)
  if (!parsed.ok) {
    reportFault(files, path, read.text, parsed.fault)
    return undefined
  }
  const file = addFile(files, { path, value: parsed.value, source: parsed.source })
  files.known.set(real, file)
  return file
}

function reportFault(files: FileSet, path: string, text: string, fault: Fault): void {
  const { offset, ...finding } = fault
  reportInside(files, path, finding, createLinePositions(text)(offset))
}

function reportInside(files: FileSet, path: string, finding: Finding, position: Position): void {
  files.findings.report({ severity: 'error', file: path, ...position, ...finding })
}
