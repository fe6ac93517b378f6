import type { PathProblem } from '../path-template.ts'
import type { Finding, Spot } from './finding.ts'

const problems: Readonly<Record<PathProblem, { readonly message: string; readonly fix: string }>> = {
  slash: { message: 'does not begin with a slash', fix: 'Write the slash: `/orders`.' },
  braces: {
    message: 'has a brace without its other half, or one inside another, or a slash between them',
    fix: 'Write each parameter as `{name}`. A brace that is text is written `%7B` or `%7D`.',
  },
  name: { message: 'has a parameter without a name', fix: 'Write the name between the braces: `{id}`.' },
  adjacent: {
    message: 'has two parameters with nothing between them, so that routers cut them differently',
    fix: 'Put a character between them, as in `{a}-{b}`, or make them one parameter.',
  },
  length: { message: 'has more than 256 segments', fix: 'Shorten it: no request reaches such a path.' },
}

/** A key under `paths` that is no path template (OpenAPI 3.2 §4.8.1). */
export function pathMalformed(problem: PathProblem, spot: Spot): Finding {
  return {
    code: 'path.malformed',
    severity: 'error',
    spot,
    subject: problem,
    message: (spots) => `The path ${spots} ${problems[problem].message}.`,
    fix: () => problems[problem].fix,
  }
}

/** `?beta=true` or `#get_shared_link` at the end of a key: a path ends before them. */
export function pathQueryDropped(spot: Spot): Finding {
  return {
    code: 'path.query-dropped',
    severity: 'warning',
    spot,
    message: (spots) =>
      `A path ends at its \`?\` or \`#\`: what follows is not compared, and operations that meet on one route are ` +
      `all enforced: ${spots}.`,
    fix: () => 'Describe the query as parameters, and give operations that differ a path of their own.',
  }
}

/** Two parsers could read such a target differently, so that the gate answers 400 to it. */
export function pathUnreachable(spot: Spot): Finding {
  return {
    code: 'path.unreachable',
    severity: 'warning',
    spot,
    message: (spots) =>
      `No request reaches a path with empty segments, dot segments, or encoded separators or controls: ${spots}.`,
    fix: () => 'Remove the second slash, the dots, or the escape.',
  }
}

/** `{+name}`, `{proxy+}`, `{path}*`, `{path}(*)`, `{id?}`: other notations, which OpenAPI does not know. */
export function pathNotation(spot: Spot): Finding {
  return {
    code: 'path.notation',
    severity: 'warning',
    spot,
    message: (spots) =>
      'A parameter is one segment or a part of one, whatever `+`, `*`, `?` or `(*)` stands at it. Requests with more ' +
      `segments, or with none, are refused as unknown: ${spots}.`,
    fix: () => 'Write one path for each number of segments.',
  }
}

/** Two templates that differ only in names, or as the application's own settings let them: case, slash at the end. */
export function pathSame(spot: Spot): Finding {
  return {
    code: 'path.same',
    severity: 'warning',
    spot,
    message: (spots) => `These are the same path, with the same security: ${spots}.`,
    fix: () => 'Keep one of them.',
  }
}

export function pathSameWithOtherSecurity(spot: Spot): Finding {
  return {
    code: 'path.same-with-other-security',
    severity: 'warning',
    spot,
    message: (spots) => `These are the same path, with different security, so that both are enforced: ${spots}.`,
    fix: () => 'Keep one of them, or give both the same `security`.',
  }
}

/** `/a/name/{x}` and `/a/{y}/b` both match `/a/name/b`, and OpenAPI does not say which of them is meant. */
export function pathAmbiguous(spot: Spot): Finding {
  return {
    code: 'path.ambiguous',
    severity: 'warning',
    spot,
    message: (spots) =>
      `Some requests match two paths with different security and OpenAPI says of neither that it goes first, so that ` +
      `both are enforced: ${spots}.`,
    fix: () => 'Change one of the paths, or give both the same `security`.',
  }
}

/** `/users/me` goes before `/users/{id}`; an application that registers them the other way round does not. */
export function pathShadowed(spot: Spot): Finding {
  return {
    code: 'path.shadowed',
    severity: 'hint',
    spot,
    message: (spots) => `The more concrete path goes first, and has other security: ${spots}.`,
    fix: () => 'Register the concrete route before the other one.',
  }
}

/** The search for overlapping paths has a bound, as a document can be made to take forever. */
export function pathUnsearched(spot: Spot): Finding {
  return {
    code: 'path.unsearched',
    severity: 'hint',
    spot,
    message: () => 'So many paths overlap that not all pairs were looked at. All of them are enforced.',
  }
}
