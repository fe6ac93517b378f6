import type { DocsSettings } from '../../../configuration/types.ts'
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts'
import { nearestName } from '../../../diagnostics/nearest.ts'
import { proposal, quote } from '../../../diagnostics/words.ts'
import type { DocsCode } from '../codes.ts'
import type { LoginScheme } from './login.ts'

/**
 * What is wrong with `docs.clientId`: names of schemes that nobody can log in for.
 * @param usable Those that people could, whichever client they have.
 */
export function clientFindings(
  clientId: NonNullable<DocsSettings['clientId']>,
  usable: readonly LoginScheme[],
): readonly Diagnostic[] {
  if (typeof clientId === 'string') return []
  const names = usable.map(({ name }) => name)
  const code: DocsCode = 'docs.client-scheme'
  const others = names.length === 0 ? 'Leave docs.clientId out.' : `It may have: ${names.join(', ')}.`
  const unused = [...clientId.keys()].filter((name) => !names.includes(name))
  return unused.map((name) => {
    const message = `docs.clientId has ${quote(name)}, and nobody can log in for such a scheme.`
    return { severity: 'error', code, message, fix: proposal(nearestName(name, names), others) }
  })
}
