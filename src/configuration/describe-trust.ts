import { plain } from '../diagnostics/words.ts'
import type { SchemeSettings } from '../schemes/kind.ts'

/** The line at the start that says whom a scheme trusts, and where that was said: `auth0: issuer …, audience … (from …)`. */
export function describeTrust({ name, trust, source }: SchemeSettings): string {
  return `${plain(name)}: ${trust} (from ${source})`
}
