import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, relative, sep } from 'node:path'
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
  /** The text, where it is JSON. */
  readonly json?: string | undefined
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
  /** By the paths that were asked for. */
  readonly realPaths: Map<string, RealPath>
  bytes: number
}

/** A path without links, or the system's code for why there is none. */
type RealPath = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly code: string }

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
  const real = await realPathOf(path)
  if (real.ok) return load(files, path, real.path, refuse)
  const { message, unreadable } = describeFailure(path, real.code)
  const code = unreadable ? 'document.unreadable' : 'document.not-found'
  return void refuse({ code, message, fix: await findSimilarFiles(path) })
}

/** The file that a `$ref` at `from` names. Reports there why it is not to be had. */
export async function openReferenced(files: FileSet, path: string, from: Place): Promise<LoadedFile | undefined> {
  const refuse: Refuse = (finding) => files.findings.report(diagnose(from, { severity: 'error', ...finding }))
  const real = files.realPaths.get(path) ?? (await realPathOf(path))
  files.realPaths.set(path, real)
  if (!real.ok) return void refuse(await describeMissing(files, path, real.code))
  if (files.known.has(real.path)) return files.known.get(real.path)
  const refusal = judgePath(files, real.path)
  return refusal === undefined ? load(files, path, real.path, refuse) : void refuse(refusal)
}

async function realPathOf(path: string): Promise<RealPath> {
  try {
    return { ok: true, path: await realpath(path) }
  } catch (error) {
    return { ok: false, code: systemCode(error) }
  }
}

function describeFailure(path: string, code: string): { readonly message: string; readonly unreadable: boolean } {
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
  return { message: isMissing ? `there is no file ${path}` : `${path} cannot be read: ${code}`, unreadable: !isMissing }
}

/** What is outside the folders is not looked at, so nothing is said about what is there instead. */
async function describeMissing(files: FileSet, path: string, failure: string): Promise<Finding> {
  const folder = await realPathOf(dirname(path))
  if (folder.ok && !mayRead(files, folder.path)) return outside(files, path)
  const { message, unreadable } = describeFailure(path, failure)
  const code = unreadable ? 'document.unreadable' : 'reference.not-found'
  return { code, message, fix: await findSimilarFiles(path) }
}

/** Real paths are compared, so no link leads out (case O-20). */
function judgePath(files: FileSet, real: string): Finding | undefined {
  if (!mayRead(files, real)) return outside(files, real)
  const { files: limit } = files.limits
  if (files.known.size < limit) return undefined
  return { code: 'limit.files', message: `the document has more than ${limit} files`, fix: 'bundle them into fewer' }
}

function outside({ folders }: FileSet, path: string): Finding {
  const message = `${path} is outside ${folders.join(' and ') || 'every folder that may be read'}`
  return { code: 'reference.outside', message, fix: 'move the file, or list its folder in the option `allow`' }
}

function mayRead({ folders }: FileSet, real: string): boolean {
  return folders.some((folder) => isInside(real, folder))
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
  const file = addFile(files, { path, value: parsed.value, source: parsed.source, json: parsed.json })
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
