import { readdir } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'
import { nearestName } from '../../diagnostics/nearest.ts'

/** Names that are told. */
const MAX_NAMES = 5
/** Names of a folder that are looked at. */
const MAX_ENTRIES = 2_000

/** For a path where no file stands: what may have been meant, as a sentence that tells what to do. */
export async function findSimilarFiles(path: string): Promise<string> {
  const folder = dirname(path)
  let names: string[]
  try {
    names = (await readdir(folder)).sort().slice(0, MAX_ENTRIES)
  } catch {
    // Why the folder cannot be listed does not matter beside the file that is missing in it.
    return `the folder ${folder} cannot be listed: correct the path`
  }
  const nearest = nearestName(basename(path), names)
  const documents = names.filter((name) => /^\.(?:ya?ml|json)$/i.test(extname(name)) && name !== nearest)
  const found = [...(nearest === undefined ? [] : [nearest]), ...documents].slice(0, MAX_NAMES)
  return found.length === 0 ? 'correct the path' : `in that folder there is ${found.join(', ')}`
}
