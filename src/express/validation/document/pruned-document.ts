import { isMapping, type Mapping } from '../../../document/plain-data.ts'
import type { Rule } from '../../../policy/types.ts'
import { Copier } from './copier.ts'

/** The one path of a pruned document. Which operation a request is for is the gate's to say, so that it holds no parameter. */
export const prunedPath = '/operation'

const methods: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

/** What a path is cut out of. */
export interface Whole {
  readonly content: Mapping
  /** As written: `3.1.1`. */
  readonly openapi: string
  /** The path's template, as written. */
  readonly path: string
  /** The operations of the path. */
  readonly rules: readonly Rule[]
  /** Names of query parameters that hold a credential of an operation: the document does not list them as parameters. */
  readonly credentialsOf: (rule: Rule) => readonly string[]
}

/**
 * One path with everything that it refers to, as a document of its own: a copy. What stands in `components` keeps its name
 * there, so that schemas can refer to themselves; what stands elsewhere is put where it was referred to.
 * @throws {Error} where a `$ref` leads nowhere, out of the document, or back to itself outside `components`.
 */
export function pruneDocument(whole: Whole): Mapping {
  const { content, openapi, path, rules } = whole
  const copier = new Copier(content)
  const item = copier.pathItem(isMapping(content.paths) ? content.paths[path] : undefined)
  const credentials = new Map(rules.map((rule) => [rule.operation.method, whole.credentialsOf(rule)]))
  const operations = Object.entries(item)
    .filter(([name]) => methods.has(name))
    .map(([name, operation]) => [name, copier.operation(operation, credentials.get(name) ?? [])])
  const parameters = item.parameters === undefined ? {} : { parameters: copier.parameters(item.parameters) }
  const schemes = [...new Set([...credentials.values()].flat())].map((name) => [
    name,
    { type: 'apiKey', in: 'query', name },
  ])
  return {
    openapi,
    info: { title: path, version: '1' },
    ...(typeof content.jsonSchemaDialect === 'string' && { jsonSchemaDialect: content.jsonSchemaDialect }),
    paths: { [prunedPath]: { ...Object.fromEntries(operations), ...parameters } },
    components: { ...copier.components, securitySchemes: Object.fromEntries(schemes) },
  }
}
