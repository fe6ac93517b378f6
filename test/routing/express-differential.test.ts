import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { ErrorRequestHandler, Express, RequestHandler, Router } from 'express'
import fc from 'fast-check'
import type { Rule } from '../../src/policy/types.ts'
import { createMatcher } from '../../src/routing/matcher.ts'
import type { Match } from '../../src/routing/types.ts'
import { describeMatch } from './answer-table.ts'
import { type ExpressVersion, versions } from './express-versions.ts'
import { type PolicyShape, policyOf, type RoutingPolicy, templateOf } from './policy-of.ts'
import { askRaw } from './raw-client.ts'
import { fill, hostileTwist } from './targets.ts'

/**
 * The rule of this room, tried on Express itself: whenever a handler runs, its operation is among those that `match`
 * names, or the target is refused. And for plain targets the other way round: where no handler runs, none is named.
 */
interface Scenario {
  readonly shape: PolicyShape
  /** Whether each base path has a router of its own, or all routes stand in the application. */
  readonly mounted: boolean
  /** Method and target. */
  readonly plain: readonly Sent[]
  readonly hostile: readonly Sent[]
}

type Sent = readonly [method: string, target: string]

// ---- documents -----------------------------------------------------------------------------------------------------

const literals = ['a', 'B', 'me', 'users', 'a:b', '(b)', 'a*', 'a+', "it's", '\u00e9', '@me', '$a', 'a|b']
const patterns = ['{x}.json', 'a-{x}', '{x}-{y}', '{x}...{y}', '{x}:me', 'a({x},b={y})', '{x}me']

/** The few segments that a document is made of, so that its templates overlap. */
const alphabet = fc
  .tuple(fc.subarray(literals, { minLength: 1, maxLength: 3 }), fc.subarray(patterns, { maxLength: 2 }))
  .map(([few, fewer]) => [...few, ...fewer, '{x}', '{y}'])

function pathOf(segments: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.constantFrom(...segments), { maxLength: 3 }), fc.boolean())
    .map(([texts, slash]) => `/${texts.join('/')}${slash && texts.length > 0 ? '/' : ''}`)
}

type Entry = readonly [operation: string, base: string]

function operationOf(segments: readonly string[]): fc.Arbitrary<Entry> {
  return fc
    .tuple(
      fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'DELETE'),
      pathOf(segments),
      fc.constantFrom('', '', '/v1', '/v1/a'),
    )
    .map(([method, template, base]) => [`${method} ${template}`, base])
}

const operations = alphabet.chain((segments) => fc.array(operationOf(segments), { minLength: 1, maxLength: 12 }))

// ---- requests ------------------------------------------------------------------------------------------------------

const word = fc.constantFrom('a', 'B', 'me', '7', 'users')

/** A path that some template of the document has, or any other. */
function plainPath(entries: readonly Entry[]): fc.Arbitrary<string> {
  const filled = fc
    .tuple(fc.constantFrom(...entries), fc.array(word, { minLength: 6, maxLength: 6 }), fc.boolean())
    .map(([[name, base], words, slash]) => {
      const values = words[Symbol.iterator]()
      const { segments } = templateOf(name.slice(name.indexOf('/')))
      const parts = segments.map((part) => `/${fill(part, () => values.next().value ?? 'z')}`)
      return `${base}${parts.join('')}${slash ? '/' : ''}` || '/'
    })
  const free = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `/${words.join('/')}`)
  return fc.oneof({ arbitrary: filled, weight: 4 }, free)
}

function hostileTarget(entries: readonly Entry[]): fc.Arbitrary<string> {
  return fc.tuple(hostileTwist, plainPath(entries)).map(([twist, plain]) => twist(plain))
}

const method = fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'DELETE', 'PUT')

const scenario: fc.Arbitrary<Scenario> = operations.chain((entries) =>
  fc.record({
    shape: fc.record({
      operations: fc.constant(entries),
      bases: fc.constant([]),
      routing: fc.record({ caseSensitive: fc.boolean(), strict: fc.boolean() }),
    }),
    mounted: fc.boolean(),
    plain: fc.array(fc.tuple(method, plainPath(entries)), { minLength: 5, maxLength: 10 }),
    hostile: fc.array(fc.tuple(method, hostileTarget(entries)), { minLength: 10, maxLength: 20 }),
  }),
)

// ---- applications --------------------------------------------------------------------------------------------------

/** Every operation has a handler that tells its number. */
function createApplication({ create, toPath }: ExpressVersion, policy: RoutingPolicy, mounted: boolean): Express {
  const { caseSensitive, strict } = policy.routing
  const app = create()
  app.set('case sensitive routing', caseSensitive)
  app.set('strict routing', strict)
  for (const base of ['/v1/a', '/v1', '']) {
    const router = mounted ? create.Router({ caseSensitive, strict }) : app
    for (const rule of inOpenApiOrder(policy.rules.filter(({ bases }) => bases.includes(base)))) {
      const own = toPath(rule.template.segments) + (rule.template.trailingSlash ? '/' : '')
      addRoute(router, rule, mounted ? [own] : underBase(base, own), policy.rules.indexOf(rule))
    }
    if (mounted) app.use(base || '/', router)
  }
  const notDecoded: ErrorRequestHandler = (_error, _request, response, _next) => void response.status(400).end()
  const notFound: RequestHandler = (_request, response) => void response.status(404).end()
  app.use(notFound, notDecoded)
  return app
}

/** A router that is mounted at a base path answers with and without a slash; a route of the application has to say so. */
function underBase(base: string, own: string): string[] {
  return own === '/' ? [base || '/', `${base}/`] : [base + own]
}

function addRoute(router: Router, rule: Rule, paths: string[], index: number): void {
  const verb = rule.method.toLowerCase() as 'get' | 'head' | 'post' | 'delete'
  router[verb](paths, (_request, response) => void response.set('X-Operation', String(index)).end())
}

const ranks = { literal: 0, pattern: 1, parameter: 2 }

/** Concrete before templated, segment by segment. */
function inOpenApiOrder(rules: readonly Rule[]): Rule[] {
  const rank = ({ template }: Rule) => template.segments.map(({ kind }) => ranks[kind]).join('')
  return rules.toSorted((one, other) => rank(one).localeCompare(rank(other)))
}

// ---- the comparison ------------------------------------------------------------------------------------------------

/** The rule whose handler answered. */
function ruleThatRan(policy: RoutingPolicy, head: string): Rule | undefined {
  const index = /^x-operation: (\d+)/im.exec(head)?.[1]
  return index === undefined ? undefined : policy.rules[Number(index)]
}

function compareOne([method, target]: Sent, match: Match, ran: Rule | undefined, isPlain: boolean): void {
  const isNamed = match.kind === 'operation' && match.rules.some(({ rule }) => rule === ran)
  const isRefused = match.kind === 'invalid' && !isPlain
  const isRight = ran === undefined ? !isPlain || match.kind !== 'operation' : isNamed || isRefused
  const handler = ran === undefined ? 'no handler' : `${ran.method} ${ran.bases} ${ran.operation.path}`
  assert.ok(isRight, `${method} ${target}: match says ${describeMatch(match)}, Express runs ${handler}`)
}

for (const version of versions) {
  describe(version.name, () => {
    let handle: http.RequestListener = () => {}
    const server = http.createServer((request, response) => handle(request, response))
    before(() => once(server.listen(0, '127.0.0.1'), 'listening'))
    after(() => server.close())

    async function compare({ shape, mounted, plain, hostile }: Scenario): Promise<void> {
      const policy = policyOf(shape)
      handle = createApplication(version, policy, mounted)
      const requests = [...plain, ...hostile]
      const heads = await askRaw((server.address() as AddressInfo).port, requests)
      const matcher = createMatcher(policy)
      for (const [index, sent] of requests.entries()) {
        compareOne(sent, matcher.match(...sent), ruleThatRan(policy, heads[index] ?? ''), index < plain.length)
      }
    }

    it('runs only handlers of operations that match names', async () => {
      await fc.assert(fc.asyncProperty(scenario, compare), {
        numRuns: 60,
        includeErrorInReport: true,
      })
    })
  })
}
