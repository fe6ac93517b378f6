import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Findings } from '../findings.ts'

/**
 * The folders that files may be read from, as real paths. The entry's folder is the one it was found in, not the one that a
 * link leads to.
 */
export async function openFolders(entry: string, allow: readonly string[], findings: Findings): Promise<string[]> {
  const folders: string[] = []
  const own = await realpath(dirname(entry)).catch(() => undefined)
  if (own !== undefined) folders.push(own)
  for (const folder of allow) {
    const real = await realpath(resolve(folder)).catch(() => undefined)
    if (real !== undefined) folders.push(real)
    else findings.report({ severity: 'error', code: 'document.allow', ...missingFolder(resolve(folder)) })
  }
  return folders
}

function missingFolder(folder: string): { readonly message: string; readonly fix: string } {
  return { message: `the option \`allow\` names ${folder}, which is not there`, fix: 'correct the path or take it out' }
}
