import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'

/**
 * An optional peer is looked for from the application: beside its document, its main script, its working directory.
 * This module's own address would serve as well, but the syntax for it ends test runners that load it as CommonJS.
 * @param find What is made of the first place where the peer is; it throws where it is not.
 */
export function findInstalled<Found>(
  documentFile: string,
  find: (require: NodeJS.Require) => Found,
): Found | undefined {
  const places = [documentFile, process.argv[1] ?? '', join(process.cwd(), 'package.json')]
  for (const place of places.filter(isAbsolute)) {
    try {
      return find(createRequire(place))
    } catch {
      // Not installed there; when it is nowhere, that is told.
    }
  }
  return undefined
}
