import { isInternal } from '../../../document/bundle/internal-extensions.ts'
import { mapDocument } from '../../../document/bundle/map-document.ts'
import { isMapping, type Mapping } from '../../../document/plain-data.ts'

/**
 * A copy of a document without what is nobody's business outside (U-09): extensions for gateways, and every server that it
 * names, wherever it does. Hosts may be internal, and the page's token must not be sent to them.
 */
export function withoutInternals(content: Mapping): Mapping {
  const open = mapDocument(content, ({ servers: _servers, server: _server, ...part }) =>
    Object.fromEntries(Object.entries(part).filter(([name]) => !isInternal(name))),
  )
  return isMapping(open) ? open : {}
}
