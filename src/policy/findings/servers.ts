import { quote } from '../../diagnostics/words.ts'
import type { Finding, Spot } from './finding.ts'

const orBasePath = 'or say where the API stands with `basePath` in the options'

/** Not a list of objects with a `url`, or a `url` that holds what no address can. */
export function serverMalformed(problem: string, spot: Spot): Finding {
  return {
    code: 'server.malformed',
    severity: 'error',
    spot,
    subject: problem,
    message: (spots) => `In ${spots}, ${problem}.`,
    fix: () => `Write \`servers: [{ url: https://api.example.com/v1 }]\`, ${orBasePath}.`,
  }
}

/** O-23: a variable in the path that nothing gives a value to. */
export function serverVariableUnknown(variable: string, spot: Spot): Finding {
  return {
    code: 'server.variable-unknown',
    severity: 'error',
    spot,
    subject: variable,
    message: (spots) =>
      `The base path in ${spots} depends on the variable ${quote(variable)}, which has neither \`enum\` nor \`default\`.`,
    fix: () => `Write the values as texts under \`variables\`, ${orBasePath}.`,
  }
}

/** Without `enum` a variable can have any value (OpenAPI 3.2 §4.6), and only its default is known. */
export function serverVariableOpen(variable: string, spot: Spot): Finding {
  return {
    code: 'server.variable-open',
    severity: 'hint',
    spot,
    subject: variable,
    message: (spots) =>
      `The variable ${quote(variable)} of a base path has no \`enum\`, so that only its default is served: ${spots}.`,
    fix: () => `List its values under \`enum\`, ${orBasePath}.`,
  }
}

export function serverTooMany(spot: Spot): Finding {
  return {
    code: 'server.too-many',
    severity: 'error',
    spot,
    message: (spots) => `The variables in ${spots} give more than 64 base paths.`,
    fix: () => `Shorten the \`enum\`s, ${orBasePath}.`,
  }
}

/** A relative address starts from where the document is published, which the gate cannot know. */
export function serverRelative(spot: Spot): Finding {
  return {
    code: 'server.relative',
    severity: 'warning',
    spot,
    message: (spots) => `A server's address without a leading slash is taken from the root: ${spots}.`,
    fix: () => `Write the slash, ${orBasePath}.`,
  }
}
