import { quote } from '../../diagnostics/words.ts'
import type { Finding, Spot } from './finding.ts'

/** `securty`, `Security`, `GET`: a field that readers of OpenAPI overlook, and with it what it was to protect. */
export function nameMisspelt(key: string, meant: string, spot: Spot): Finding {
  return {
    code: 'name.misspelt',
    severity: 'error',
    spot,
    subject: key,
    message: (spots) => `OpenAPI knows no ${quote(key)} in ${spots}.`,
    fix: () => `Did you mean ${quote(meant)}?`,
  }
}

/** `security` in a path item, `securitySchemes` at the root: right words where nobody looks for them. */
export function nameMisplaced(key: string, fix: string, spot: Spot): Finding {
  return {
    code: 'name.misplaced',
    severity: 'error',
    spot,
    subject: key,
    message: (spots) => `${quote(key)} means nothing in ${spots}.`,
    fix: () => fix,
  }
}

/** Operations that only a later version of OpenAPI knows. */
export function nameTooNew(key: string, spot: Spot): Finding {
  return {
    code: 'name.too-new',
    severity: 'error',
    spot,
    subject: key,
    message: (spots) => `Before OpenAPI 3.2 nobody reads ${quote(key)} in ${spots}.`,
    fix: () => 'Write `openapi: 3.2.0`.',
  }
}

/** Another gateway's word for all methods. Here the methods that are not documented are refused. */
export function nameAnyMethod(spot: Spot): Finding {
  return {
    code: 'name.any-method',
    severity: 'warning',
    spot,
    message: (spots) => `"x-amazon-apigateway-any-method" is no operation, and is refused with 405: ${spots}.`,
    fix: () => 'Write the methods that the path has, one by one.',
  }
}
