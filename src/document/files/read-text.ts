import { readFile, stat } from 'node:fs/promises'
import type { Finding } from '../findings.ts'
import type { DocumentLimits } from '../limits.ts'
import type { Position } from '../text/line-positions.ts'
import { decodeText } from './decode-text.ts'

export type FileText =
  | { readonly ok: true; readonly text: string; readonly bytes: number }
  | { readonly ok: false; readonly finding: Finding; readonly position?: Position }

/** Reads one file, unless its size, or its size and what was read before, is past the limits. */
export async function readText(path: string, bytesBefore: number, limits: DocumentLimits): Promise<FileText> {
  try {
    const stats = await stat(path)
    // A pipe or a device would never end.
    if (!stats.isFile()) return refuse('document.unreadable', `${path} is no file`, 'give the path of the file itself')
    const tooLarge = judgeSize(path, stats.size, bytesBefore, limits)
    if (tooLarge !== undefined) return { ok: false, finding: tooLarge }
    const content = await readFile(path)
    const decoded = decodeText(content)
    return decoded.ok ? { ok: true, text: decoded.text, bytes: content.length } : decoded
  } catch (error) {
    return refuse('document.unreadable', `${path} cannot be read: ${systemCode(error)}`, 'look at its access rights')
  }
}

function judgeSize(path: string, size: number, bytesBefore: number, limits: DocumentLimits): Finding | undefined {
  const { fileBytes, totalBytes } = limits
  if (size > fileBytes) {
    const message = `${path} has ${size} bytes; at most ${fileBytes} are read`
    return { code: 'limit.file-size', message, fix: 'split the document, or take examples out of it' }
  }
  if (bytesBefore + size <= totalBytes) return undefined
  const message = `with ${path} the files of the document have more than ${totalBytes} bytes`
  return { code: 'limit.total-size', message, fix: 'split the API into several documents' }
}

/** `EACCES`, `ENOENT`: what the system says, and not its sentence. */
export function systemCode(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown error'
}

function refuse(code: Finding['code'], message: string, fix: string): FileText {
  return { ok: false, finding: { code, message, fix } }
}
