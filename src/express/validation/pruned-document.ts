import { isMapping, type Mapping, setMember } from '../../document/plain-data.ts'
import type { Rule } from '../../policy/types.ts'
import { withStyle } from './parameter-style.ts'

/** The one path of a pruned document. Which operation a request is for is the gate's to say, so that it holds no parameter. */
export const prunedPath = '/operation'

const methods: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])
/** Of an operation, what no request and no response is validated by. */
const unneeded: ReadonlySet<string> = new Set(['callbacks', 'servers', 'externalDocs', 'security'])

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

/** Copies values, and with them each component that they refer to. */
class Copier {
  readonly components: Record<string, Record<string, unknown>> = {}
  readonly #content: Mapping
  /** What is being put in place of a reference. */
  readonly #open: string[] = []

  constructor(content: Mapping) {
    this.#content = content
  }

  /** Of 3.1 on, a path item may be a reference with siblings. */
  pathItem(written: unknown): Mapping {
    if (!isMapping(written)) throw new Error('the path item is no mapping')
    const { $ref, ...own } = written
    if (typeof $ref !== 'string') return own
    return this.#within($ref, () => ({ ...this.pathItem(this.#find($ref)), ...own }))
  }

  operation(written: unknown, credentials: readonly string[]): unknown {
    if (!isMapping(written)) throw new Error('an operation is no mapping')
    const needed = Object.entries(written).filter(([name]) => !unneeded.has(name))
    const copied = needed.map(([name, value]) => [
      name,
      name === 'parameters' ? this.parameters(value) : this.copy(value),
    ])
    return { ...Object.fromEntries(copied), security: credentials.map((name) => ({ [name]: [] })) }
  }

  parameters(written: unknown): unknown {
    const copied = this.copy(written)
    return Array.isArray(copied) ? copied.map(withStyle) : copied
  }

  copy(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.copy(item))
    if (!isMapping(value)) return value
    const { $ref } = value
    if (typeof $ref === 'string') return this.#reference($ref, value)
    const copied: Record<string, unknown> = {}
    for (const [name, member] of Object.entries(value)) setMember(copied, name, this.copy(member))
    if (isMapping(value.discriminator)) this.#followMapping(value.discriminator.mapping)
    return copied
  }

  #reference($ref: string, { $ref: _, ...siblings }: Mapping): unknown {
    // The validator takes the second form for the first.
    if ($ref.startsWith('#/components/') || $ref.startsWith('#components/')) {
      this.#keepComponent($ref.replace('#components', '#/components'))
      return { ...Object(this.copy(siblings)), $ref }
    }
    // `#name` is an anchor within a schema, which the schema brings itself.
    if ($ref.startsWith('#') && !$ref.startsWith('#/') && $ref !== '#') return { ...Object(this.copy(siblings)), $ref }
    return this.#within($ref, () => {
      const found = this.copy(this.#find($ref))
      return isMapping(found) ? { ...found, ...Object(this.copy(siblings)) } : found
    })
  }

  #keepComponent($ref: string): void {
    const [, , kind = '', name = ''] = stepsOf($ref)
    const kept = this.components[kind] ?? {}
    this.components[kind] = kept
    if (Object.hasOwn(kept, name)) return
    const { [kind]: all }: Mapping = Object(this.#content.components)
    const component = isMapping(all) && Object.hasOwn(all, name) ? all[name] : undefined
    if (component === undefined) throw new Error(`${$ref} leads nowhere`)
    // Set before it is copied: it may refer to itself.
    setMember(kept, name, undefined)
    const copied = this.copy(component)
    setMember(kept, name, kind === 'parameters' ? withStyle(copied) : copied)
  }

  /** A mapping has references, or names of schemas. */
  #followMapping(mapping: unknown): void {
    if (!isMapping(mapping)) return
    for (const target of Object.values(mapping)) {
      if (typeof target === 'string' && target.startsWith('#/components/')) this.#keepComponent(target)
    }
  }

  #find($ref: string): unknown {
    if (!$ref.startsWith('#/')) throw new Error(`${$ref} leads out of the document`)
    let found: unknown = this.#content
    for (const step of stepsOf($ref).slice(1)) {
      const inside: object = Object(found)
      if (!Object.hasOwn(inside, step)) throw new Error(`${$ref} leads nowhere`)
      found = Reflect.get(inside, step)
    }
    return found
  }

  #within<Result>($ref: string, run: () => Result): Result {
    if (this.#open.includes($ref)) throw new Error(`${$ref} leads back to itself outside of components`)
    this.#open.push($ref)
    const result = run()
    this.#open.pop()
    return result
  }
}

/** RFC 6901 §4, in the fragment of an address. The first step is the `#`. */
function stepsOf($ref: string): readonly string[] {
  return $ref.split('/').map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
}
