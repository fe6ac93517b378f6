import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compile, documentOf, everyScheme, secured } from './compile.ts'

const names = ['auth0', 'login', 'jwt', 'basic', 'key', 'session', '__proto__', 'constructor', 'nobody']
const securitySchemes = JSON.parse(
  JSON.stringify({ ...everyScheme, constructor: everyScheme.jwt }).replace(/}$/, ',"__proto__":{"type":"mutualTLS"}}'),
)

/** An object with these members as its own, whatever they are called. */
function ownMembers(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries)
}

const scopes = fc.array(fc.constantFrom('read', 'write', 'a b', 'toString'), { maxLength: 3 })
const requirement = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), scopes), { maxLength: 3, selector: ([name]) => name })
  .map(ownMembers)
const wellFormed = fc.array(requirement, { maxLength: 4 })
const anything = fc.oneof(wellFormed, wellFormed, fc.jsonValue({ maxDepth: 3 }), fc.constant(undefined))

type Requirements = Readonly<Record<string, readonly string[]>>[]

/** What the list means, read in the plainest way; undefined where it must not compile. */
function naively(own: unknown, root: unknown): Requirements | undefined {
  for (const list of [own, root]) if (list !== undefined && !isWellFormed(list)) return undefined
  const effective = (own ?? root) as Requirements | undefined
  return effective === undefined || effective.some(isImpossible) ? undefined : effective
}

function isWellFormed(list: unknown): boolean {
  if (!Array.isArray(list)) return false
  return list.every((entry) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return false
    return Object.entries(entry).every(
      ([name, value]) =>
        Object.hasOwn(securitySchemes, name) &&
        Array.isArray(value) &&
        value.every((scope) => typeof scope === 'string' && scope !== ''),
    )
  })
}

/** Basic beside a token: two credentials in one header. */
function isImpossible(entry: object): boolean {
  const asked = Object.keys(entry)
  return asked.includes('basic') && asked.some((name) => ['auth0', 'login', 'jwt', 'constructor'].includes(name))
}

/** Alternatives as a set, since repetitions and order within one make no difference. */
function meaning(entries: readonly (readonly (readonly [string, readonly string[]])[])[]): string[] {
  const written = entries.map((demands) =>
    JSON.stringify(demands.map(([name, scopes]) => [name, [...new Set(scopes)].sort()]).sort()),
  )
  return [...new Set(written)]
}

describe('whatever stands as security', () => {
  it('is compiled to exactly what it says, or stops the start, and never throws', async () => {
    let compiledCount = 0
    await fc.assert(
      fc.asyncProperty(anything, anything, async (own, root) => {
        const parts = { securitySchemes, ...(root !== undefined && { security: root }) }
        const { compiled, diagnostics } = await compile(secured(own, parts))
        const expected = naively(own, root)
        const errors = diagnostics.filter(({ severity }) => severity === 'error')
        assert.equal(errors.length === 0, compiled !== undefined)
        assert.equal(compiled !== undefined, expected !== undefined, JSON.stringify([own, root, diagnostics]))
        if (compiled === undefined || expected === undefined) return
        compiledCount++
        const [rule] = compiled.rules
        assert.deepEqual(
          meaning(rule?.alternatives.map((demands) => demands.map(({ scheme, scopes }) => [scheme, scopes])) ?? []),
          meaning(expected.map((entry) => Object.entries(entry))),
        )
        assert.equal(JSON.stringify(rule?.operation.security), JSON.stringify(expected))
      }),
      { numRuns: 1500 },
    )
    assert.ok(compiledCount > 100, `${compiledCount} compiled`)
  })
})

describe('whatever stands as anything', () => {
  const json = fc.jsonValue({ maxDepth: 4 })
  const key = fc.constantFrom(
    'get',
    'GET',
    'security',
    'servers',
    'parameters',
    'x-portcullis',
    'operationId',
    '__proto__',
  )
  const item = fc.oneof(
    json,
    fc.array(fc.tuple(key, fc.oneof(json, fc.constant({}))), { maxLength: 4 }).map(ownMembers),
  )
  const path = fc.oneof(fc.string(), fc.constantFrom('/a', '/{a}', '/a/{b}', '/a?b', '//', '/{a}{b}', '__proto__'))
  const document = fc.record({
    openapi: fc.constantFrom('3.0.3', '3.1.0', '3.2.0'),
    paths: fc.oneof(json, fc.array(fc.tuple(path, item), { maxLength: 4 }).map(ownMembers)),
    components: fc.oneof(json, fc.record({ securitySchemes: fc.oneof(json, fc.dictionary(fc.string(), json)) })),
    security: fc.oneof(json, fc.constant([])),
    servers: fc.oneof(json, fc.array(fc.record({ url: fc.string(), variables: json }), { maxLength: 2 })),
    'x-portcullis': json,
  })

  it('ends in a policy or in errors, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(document, fc.constantFrom('implicit', 'explicit'), async (written, publicOperations) => {
        const { compiled, diagnostics } = await compile(written, { publicOperations })
        assert.equal(
          compiled === undefined,
          diagnostics.some(({ severity }) => severity === 'error'),
        )
        if (compiled !== undefined) JSON.stringify(compiled.policy)
        for (const { message, fix } of diagnostics) assert.doesNotMatch(`${message}${fix}`, /\p{Cc}/u)
      }),
      { numRuns: 1500 },
    )
  })
})

describe('large documents', () => {
  const security = [{ auth0: ['read'] }, { key: [] }]
  const methods = ['get', 'put', 'post', 'delete']

  /** The milliseconds that the second compilation took, once the code is warm; printed, as machines differ. */
  async function timed(name: string, document: object): Promise<Awaited<ReturnType<typeof compile>>> {
    const before = performance.now()
    const result = await compile(document, { publicOperations: 'implicit' })
    console.log(`${name}: ${Math.round(performance.now() - before)} ms with loading`)
    return result
  }

  function paths(count: number, pathOf: (index: number) => string, operation: object = { security }): object {
    const item = Object.fromEntries(methods.map((method) => [method, operation]))
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [pathOf(index), item]))
  }

  it('10,000 operations compile', async () => {
    const { compiled, told } = await timed(
      '10,000',
      documentOf(paths(2500, (index) => `/r${index % 50}/p${index}/{id}`)),
    )
    assert.equal(compiled?.rules.length, 10_000)
    assert.deepEqual(told, [])
  })

  it('10,000 operations with one fault are one line', async () => {
    const { told } = await timed(
      '10,000 faults',
      documentOf(paths(2500, (index) => `/p${index}`, { security: [{ x: [] }] })),
    )
    assert.deepEqual(told, ['error scheme.undefined'])
  })

  it('10,000 operations that are all one path are compared with the first', async () => {
    const { compiled, told } = await timed('10,000 alike', documentOf(paths(2500, (index) => `/a/{p${index}}`)))
    assert.equal(compiled?.rules.length, 10_000)
    assert.deepEqual(told, ['warning path.same'])
  })

  it('as many different faults as there are names are twenty lines and a number', async () => {
    const item = (index: number): object => ({ get: { security: [{ [`missing${index}`]: [] }] } })
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`/p${index}`, item(index)]))
    const { diagnostics } = await timed('3,000 names', documentOf(many))
    assert.equal(diagnostics.length, 21)
    assert.equal(diagnostics.at(-1)?.message, 'There are 2980 more of these, which are not listed.')
  })

  it('3,000 undeclared scopes among 3,000 declared ones come to an end', async () => {
    const declared = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`declared:scope:${index}`, '']))
    const flows = { clientCredentials: { tokenUrl: '/token', scopes: declared } }
    const item = (index: number): object => ({ get: { security: [{ o: [`undeclared:scope:${index}`] }] } })
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`/p${index}`, item(index)]))
    const { told } = await timed(
      '3,000 scopes',
      documentOf(many, { securitySchemes: { o: { type: 'oauth2', flows } } }),
    )
    assert.deepEqual(told, ['warning scope.undeclared'])
  })
})
