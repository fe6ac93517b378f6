import type { FileSet } from './files/file-set.ts'
import { resolveMapping } from './references/resolve-mapping.ts'
import type { Resolved, ResolvedScheme } from './types.ts'

/** The entry document's security schemes. Those of a referenced one name nothing (3.1.1, "Resolving Implicit Connections"). */
export async function resolveSchemes(root: Resolved, files: FileSet): Promise<ResolvedScheme[]> {
  const components = root.fields.get('components')
  const resolved = components && (await resolveMapping(components, '`components`', files))
  const declared = resolved?.fields.get('securitySchemes')
  const table = declared && (await resolveMapping(declared, '`securitySchemes`', files))
  const schemes: ResolvedScheme[] = []
  for (const [name, node] of table?.fields ?? []) {
    if (files.findings.full()) break
    const scheme = await resolveMapping(node, `the security scheme ${JSON.stringify(name)}`, files)
    if (scheme !== undefined) schemes.push({ ...scheme, name })
  }
  return schemes
}
