import type { DocsSettings } from '../../../configuration/types.ts'
import { isMapping } from '../../../document/plain-data.ts'
import type { CompiledPolicy } from '../../../policy/types.ts'
import type { SchemeSettings } from '../../../schemes/kind.ts'
import type { DeclaredScheme } from '../view/scheme-view.ts'
import type { Endpoints, LoginScheme } from './login.ts'

type ClientId = NonNullable<DocsSettings['clientId']>

/** The schemes that have a client, and an issuer to log in at. Where several issuers count, it is the first. */
export function loginSchemes(
  { schemes }: Pick<CompiledPolicy, 'schemes'>,
  settings: readonly SchemeSettings[],
  clientId: ClientId,
): readonly LoginScheme[] {
  return settings.flatMap((scheme) => {
    const { name, issuers, introspects, introspectsFor, proofs } = scheme
    const client = clientOf(clientId, name)
    const [trusted] = issuers
    const issuer = trusted?.issuer ?? introspects
    // A browser's page has no key to prove.
    if (client === undefined || issuer === undefined || proofs === 'required') return []
    return {
      name,
      clientId: client,
      issuer,
      metadataUrl: trusted?.keys.kind === 'discovery' ? trusted.keys.metadataUrl : undefined,
      audience: trusted?.audiences[0] ?? introspectsFor,
      documented: documentedEndpoints(schemes[name]),
    }
  })
}

function clientOf(clientId: ClientId, name: string): string | undefined {
  return typeof clientId === 'string' ? clientId : clientId.get(name)
}

function documentedEndpoints(scheme: DeclaredScheme | undefined): Partial<Endpoints> {
  const flows = scheme?.fields.get('flows')?.value
  const flow = isMapping(flows) ? flows.authorizationCode : undefined
  const { authorizationUrl, tokenUrl } = isMapping(flow) ? flow : {}
  return {
    ...(typeof authorizationUrl === 'string' && { authorizationUrl }),
    ...(typeof tokenUrl === 'string' && { tokenUrl }),
  }
}
