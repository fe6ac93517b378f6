import { quote } from '../../diagnostics/words.ts'
import type { Finding, Spot } from './finding.ts'

/** A gate over nothing refuses everything, or with `undocumented: 'pass'` nothing. Neither is ever meant. */
export function pathsEmpty(spot: Spot): Finding {
  return {
    code: 'paths.empty',
    severity: 'error',
    spot,
    message: () => 'The document has no operation, so that there is nothing to protect. Webhooks and callbacks go out.',
    fix: () => 'Describe at least one operation under `paths`. Is this the right file?',
  }
}

/** Two operations with one name: logs and metrics cannot tell them apart. */
export function operationIdRepeated(id: string, spot: Spot): Finding {
  return {
    code: 'operation.id-repeated',
    severity: 'warning',
    spot,
    subject: id,
    message: (spots) => `The operationId ${quote(id)} stands more than once: ${spots}.`,
    fix: () => 'Give each operation an id of its own.',
  }
}

/** A name under `additionalOperations` that no request line can hold (RFC 9110 §9.1), or that has a field of its own. */
export function operationMethod(spot: Spot): Finding {
  return {
    code: 'operation.method',
    severity: 'error',
    spot,
    message: (spots) =>
      `Under \`additionalOperations\` stand methods in the spelling of the request line that have no field of their ` +
      `own: ${spots}.`,
    fix: () => 'Write `get`, `post` and the like directly in the path item, and others in capitals: `COPY`.',
  }
}

/** OpenAPI 3.2 §4.12.2: a header parameter called Authorization is ignored. */
export function operationAuthorizationParameter(spot: Spot): Finding {
  return {
    code: 'operation.authorization-parameter',
    severity: 'hint',
    spot,
    message: (spots) => `A header parameter called Authorization means nothing in OpenAPI: ${spots}.`,
    fix: () => 'Say it with `security`.',
  }
}

/** `x-required-permissions` and the like: words about who may call, in a language the gate does not speak. */
export function operationForeignExtension(key: string, spot: Spot): Finding {
  return {
    code: 'operation.foreign-extension',
    severity: 'hint',
    spot,
    subject: key,
    message: (spots) => `${quote(key)} reads as if it said who may call, and is not enforced: ${spots}.`,
    fix: () => 'If it does, write it as scopes in `security`.',
  }
}

/** The page shows them all the same; whoever reads the document elsewhere does not know of them. */
export function operationRefusalsUndocumented(statuses: string, spot: Spot): Finding {
  return {
    code: 'operation.refusals-undocumented',
    severity: 'hint',
    spot,
    subject: statuses,
    message: (spots) => `The document has no answer ${statuses}, which a gate gives, at ${spots}.`,
    fix: () => 'Add them to `responses`, as application/problem+json. The documentation page has them already.',
  }
}
