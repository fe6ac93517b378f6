import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

// Nothing of the project's own code is used here, so that what it says can be compared with this.

type Requirement = Readonly<Record<string, readonly string[]>>

interface PlainOperation {
  readonly security?: readonly Requirement[]
}

/** A document as its parser gives it, as far as it is counted. */
export interface PlainDocument {
  readonly openapi?: string
  readonly security?: readonly Requirement[]
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** One operation, as a person reads it off the page. */
export interface PlainRow {
  readonly method: string
  readonly path: string
  /** Its own list, else the root's; undefined where there is neither. */
  readonly security: readonly Requirement[] | undefined
}

export interface Counts {
  readonly operations: number
  readonly public: number
  /** Alternatives that differ, of all operations together. */
  readonly alternatives: number
  /** Scopes that are asked for, of all alternatives together, and how many different ones there are. */
  readonly scopes: number
  readonly distinctScopes: number
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

export function parsePlainly(file: string): PlainDocument {
  const text = readFileSync(file, 'utf8')
  return file.endsWith('.json') ? JSON.parse(text) : parse(text)
}

export function rowsOf(document: PlainDocument): PlainRow[] {
  const rows: PlainRow[] = []
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    if (path.startsWith('x-')) continue
    const add = (method: string, operation: PlainOperation): void => {
      rows.push({ method: method.toLowerCase(), path, security: operation.security ?? document.security })
    }
    for (const [name, member] of Object.entries(item)) {
      if (methods.includes(name)) add(name, member as PlainOperation)
      if (!document.openapi?.startsWith('3.2')) continue
      if (name === 'query') add(name, member as PlainOperation)
      if (name !== 'additionalOperations') continue
      for (const [method, operation] of Object.entries(member as object)) add(method, operation)
    }
  }
  return rows
}

export function countRows(rows: readonly PlainRow[]): Counts {
  const scopes: string[] = []
  let alternatives = 0
  for (const { security = [] } of rows) {
    const different = new Map<string, Requirement>()
    for (const requirement of security) {
      const schemes = Object.keys(requirement).sort()
      const written = schemes.map((name) => `${name} ${[...(requirement[name] ?? [])].sort()}`)
      different.set(written.join(' + '), requirement)
    }
    alternatives += different.size
    for (const requirement of different.values()) scopes.push(...Object.values(requirement).flat())
  }
  return {
    operations: rows.length,
    public: rows.filter(({ security }) => security === undefined || security.length === 0).length,
    alternatives,
    scopes: scopes.length,
    distinctScopes: new Set(scopes).size,
  }
}
