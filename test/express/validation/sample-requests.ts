/** As much of a document as samples are made from. */
export interface Sampled {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components?: Readonly<Record<string, unknown>>
}

export interface Sample {
  readonly method: string
  /** The path as the document has it. */
  readonly path: string
  /** The path and the query of the request. */
  readonly target: string
  readonly body: unknown
  /** What the handler answers. */
  readonly answer: unknown
}

const methods = ['get', 'put', 'post', 'patch', 'delete']
/** Of one value, of which each is left out and replaced. */
const mostMembers = 6
const values = ['1', 'abc', '2020-01-01', 'true']

/** Requests for each operation: some that fit, and some that miss by one thing. */
export function sampleRequests(document: Sampled): readonly Sample[] {
  const samples: Sample[] = []
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods.filter((name) => name in item)) {
      const operation = Object(item[method])
      const shared = Array.isArray(item.parameters) ? item.parameters : []
      const parameters = [...shared, ...(operation.parameters ?? [])].map((one) => Object(resolve(document, one)))
      const queries = queriesOf(parameters.filter((one) => one.in === 'query').map((one) => String(one.name)))
      const bodies = variantsOf(document, schemaIn(document, operation.requestBody))
      const answers = variantsOf(document, schemaIn(document, Object(operation.responses)['200']))
      const add = (value: string, query: string, body: unknown, answer: unknown): void => {
        const target = path.replaceAll(/\{[^}]+\}/g, value) + query
        samples.push({ method: method.toUpperCase(), path, target, body, answer })
      }
      for (const value of path.includes('{') ? values : ['1'])
        for (const query of queries) add(value, query, bodies[0], answers[0])
      for (const body of bodies) add('1', queries[0] ?? '', body, answers[0])
      for (const answer of answers) add('1', queries[0] ?? '', bodies[0], answer)
    }
  }
  return samples
}

function queriesOf(names: readonly string[]): readonly string[] {
  const all = (value: string): string =>
    names.length === 0 ? '' : `?${names.map((name) => `${name}=${value}`).join('&')}`
  const each = names.flatMap((name) => [`?${name}=1&${name}=2`, `?${name}[a]=b`])
  return ['', ...[...values, ''].map(all), ...each, '?unheard=of']
}

function schemaIn(document: Sampled, content: unknown): unknown {
  const found = Object(Object(Object(resolve(document, content)).content)['application/json'])
  return found.schema
}

/** A value that fits, that value without each member and with another for each, and some that fit by chance. */
function variantsOf(document: Sampled, schema: unknown): readonly unknown[] {
  if (schema === undefined) return [undefined]
  const fits = sampleOf(document, schema, 0)
  const variants: unknown[] = [fits, {}, [], 'text', null, { unheard: 'of' }]
  if (typeof fits !== 'object' || fits === null || Array.isArray(fits)) return variants
  for (const name of Object.keys(fits).slice(0, mostMembers)) {
    const { [name]: _, ...without } = Object(fits)
    variants.push(without, ...[null, 5, ['x']].map((value) => ({ ...fits, [name]: value })))
  }
  return variants
}

function sampleOf(document: Sampled, written: unknown, depth: number): unknown {
  const schema = Object(resolve(document, written))
  if (depth > 4) return null
  if (schema.example !== undefined) return schema.example
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const [first] = schema.oneOf ?? schema.anyOf ?? []
  const parts = [schema, ...(schema.allOf ?? []), first].filter((part) => part !== undefined)
  const members = parts.flatMap((part) => Object.entries(Object(Object(resolve(document, part)).properties)))
  if (members.length > 0) {
    return Object.fromEntries(members.map(([name, member]) => [name, sampleOf(document, member, depth + 1)]))
  }
  if (first !== undefined) return sampleOf(document, first, depth + 1)
  if (schema.type === 'array') return [sampleOf(document, schema.items, depth + 1)]
  const texts: Record<string, string> = { 'date-time': '2020-01-01T00:00:00Z', date: '2020-01-01' }
  const plain: Record<string, unknown> = {
    string: texts[schema.format] ?? 'text',
    integer: 1,
    number: 1.5,
    boolean: true,
  }
  return plain[schema.type] ?? {}
}

function resolve(document: Sampled, value: unknown): unknown {
  const { $ref } = Object(value)
  if (typeof $ref !== 'string') return value
  const steps = $ref
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return resolve(
    document,
    steps.reduce((found, step) => Object(found)[step], document as unknown),
  )
}
