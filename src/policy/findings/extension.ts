import { nearestName } from '../../diagnostics/nearest.ts'
import { proposal, quote } from '../../diagnostics/words.ts'
import type { Finding, Spot } from './finding.ts'

/** The prefix is reserved: a key that looks like ours and is not would be a rule that nobody enforces. */
export function extensionMisspelt(key: string, spot: Spot): Finding {
  return {
    code: 'extension.misspelt',
    severity: 'error',
    spot,
    subject: key,
    message: (spots) => `${quote(key)} in ${spots} is not a key of Portcullis.`,
    fix: () => 'Did you mean "x-portcullis"?',
  }
}

export function extensionMisplaced(spot: Spot): Finding {
  return {
    code: 'extension.misplaced',
    severity: 'error',
    spot,
    message: (spots) => `"x-portcullis" means nothing in ${spots}.`,
    fix: () => 'Write it at an operation or at a security scheme.',
  }
}

export function extensionKeyUnknown(key: string, known: readonly string[], spot: Spot): Finding {
  return {
    code: 'extension.key-unknown',
    severity: 'error',
    spot,
    subject: key,
    message: (spots) => `"x-portcullis" knows no ${quote(key)} at ${spots}.`,
    fix: () => proposal(nearestName(key, known), `It takes ${known.join(', ')}.`),
  }
}

/** `wanted` completes "takes …". */
export function extensionMalformed(key: string, wanted: string, spot: Spot): Finding {
  return {
    code: 'extension.malformed',
    severity: 'error',
    spot,
    subject: key,
    message: (spots) => `${quote(key)} at ${spots} has a value that it does not take.`,
    fix: () => `${quote(key)} takes ${wanted}.`,
  }
}

/** Z-01: a rule about claims beside a way in that has none. */
export function extensionNeedsClaims(key: string, alternative: string, spot: Spot): Finding {
  return {
    code: 'extension.needs-claims',
    severity: 'error',
    spot,
    subject: [key, alternative],
    message: (spots) => `${quote(key)} is about claims of a token, and ${alternative} lets in without one: ${spots}.`,
    fix: () => `Ask for a token in every alternative, or take ${quote(key)} away.`,
  }
}

export function extensionParameterUnknown(name: string, known: readonly string[], spot: Spot): Finding {
  return {
    code: 'extension.parameter-unknown',
    severity: 'error',
    spot,
    subject: name,
    message: (spots) => `The path has no parameter ${quote(name)}, which is bound at ${spots}.`,
    fix: () => proposal(nearestName(name, known), 'Bind a parameter of the path, or `query.` and a name.'),
  }
}

/** Z-02: Express keeps the last value of a name, other readers the first, so that the binding refuses them all. */
export function extensionParameterRepeated(name: string, spot: Spot): Finding {
  return {
    code: 'extension.parameter-repeated',
    severity: 'warning',
    spot,
    subject: name,
    message: (spots) => `${quote(name)} stands twice in the path, so that its binding refuses every request: ${spots}.`,
    fix: () => 'Give the two parameters different names.',
  }
}
