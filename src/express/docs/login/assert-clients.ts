import type { DocsSettings } from '../../../configuration/types.ts'
import { ConfigurationError } from '../../../diagnostics/configuration-error.ts'
import { quote } from '../../../diagnostics/words.ts'
import type { DocsCode } from '../codes.ts'
import type { LoginScheme } from './login.ts'

/**
 * A client that is for nothing is a mistake in a name.
 * @throws {ConfigurationError} for each of them.
 */
export function assertClients(clientId: NonNullable<DocsSettings['clientId']>, usable: readonly LoginScheme[]): void {
  if (typeof clientId === 'string') return
  const names = usable.map(({ name }) => name)
  const unused = [...clientId.keys()].filter((name) => !names.includes(name))
  if (unused.length === 0) return
  const code: DocsCode = 'docs.client-scheme'
  const fix = names.length === 0 ? 'Leave docs.clientId out.' : `It may have: ${names.join(', ')}.`
  throw new ConfigurationError(
    unused.map((name) => {
      const message = `docs.clientId has ${quote(name)}, and nobody can log in for such a scheme.`
      return { severity: 'error', code, message, fix }
    }),
  )
}
