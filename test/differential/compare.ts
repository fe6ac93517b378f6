import type { RequestListener } from 'node:http'
import fc from 'fast-check'
import { portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import type { ExpressVersion } from '../routing/express-versions.ts'
import { askRaw } from '../routing/raw-client.ts'
import type { Application } from './applications.ts'
import { buildApplication, type Ran } from './build.ts'
import { type Choices, choices } from './choices.ts'
import { type Document, document, openApiOf, scopeOf } from './documents.ts'
import { applicationOf } from './lay-out.ts'
import { isExplained, isWithinScopes, type PromiseName, type Question, questionsFor, type Scene } from './promises.ts'
import { type Recipe, requests, type Sent } from './targets.ts'
import { describeApplication, describeDocument, describeRan, describeScopes, describeSent } from './words.ts'

export interface Scenario {
  readonly document: Document
  readonly choices: Choices
  readonly requests: readonly Recipe[]
}

export const scenario: fc.Arbitrary<Scenario> = fc.record({ document, choices, requests })

/** What was tried, so that a test which asks nothing is seen. */
export interface Counts {
  scenarios: number
  requests: number
  /** Requests for which the bare application runs a handler. */
  reached: number
  readonly questions: Record<PromiseName, number>
}

/** A server that serves one application after the other. */
export interface Stage {
  readonly version: ExpressVersion
  readonly port: number
  serve(application: RequestListener): void
  readonly counts: Counts
}

/** Sends every request to the bare application, and then to the same application behind the gate, again and again. */
export async function compare(stage: Stage, scenario: Scenario): Promise<void> {
  const { document } = scenario
  const application = applicationOf(stage.version, document, scenario.choices)
  const scene: Scene = { document, application }
  const sent = scenario.requests.map((recipe) => recipe(document))
  const bare = await run(
    stage,
    scene,
    false,
    sent.map((one) => ({ sent: one, scopes: undefined })),
  )
  const asked = sent.flatMap((one, index) => {
    const ran = bare[index] ?? { ran: [], status: '' }
    if (!isExplained(scene, one, ran.ran))
      throw mismatch(scene, one, 'no handler runs, or the document names it', 'bare', ran)
    return questionsFor(scene, one, ran.ran).map((question) => ({ sent: one, question, scopes: question.scopes }))
  })
  const guarded = await run(stage, scene, true, asked)
  for (const [index, { sent: one, question }] of asked.entries()) {
    judge(scene, one, question, guarded[index] ?? { ran: [], status: '' })
  }
  count(stage.counts, sent, bare, asked)
}

interface Answer {
  readonly ran: readonly Ran[]
  readonly status: string
}

interface Asked {
  readonly sent: Sent
  readonly scopes: readonly number[] | undefined
}

/** All requests over one connection. */
async function run(
  { version, port, serve }: Stage,
  { document, application }: Scene,
  isGuarded: boolean,
  asked: readonly Asked[],
): Promise<readonly Answer[]> {
  const ran: Ran[][] = asked.map(() => [])
  await using gate = isGuarded ? await gateOf(document, application) : undefined
  serve(
    buildApplication(
      { version, document, gate: gate?.gate, note: (request, one) => ran[request]?.push(one) },
      application,
    ),
  )
  const lines = await Promise.all(asked.map(lineOf))
  const heads = await askRaw(port, lines)
  return ran.map((handlers, index) => ({ ran: handlers, status: statusOf(heads[index]) }))
}

function statusOf(head = ''): string {
  return /HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 'none'
}

const issuer = await createTestIssuer({ algorithm: 'EdDSA' })

async function gateOf(document: Document, { gateRouting }: Application) {
  const gate = await portcullis(openApiOf(document), {
    schemes: issuer.schemes,
    routing: gateRouting,
    env: { NODE_ENV: 'test' },
    docs: false,
    log: false,
  })
  return { gate, [Symbol.asyncDispose]: () => gate.close() }
}

async function lineOf({ sent, scopes }: Asked, index: number): Promise<[string, string, ...string[]]> {
  const { method, target, preflightFor } = sent
  const headers = [`X-Request: ${index}`]
  if (preflightFor !== undefined)
    headers.push('Origin: https://a.test', `Access-Control-Request-Method: ${preflightFor}`)
  if (scopes !== undefined) headers.push(`Authorization: Bearer ${await tokenWith(scopes)}`)
  return [method, target, ...headers]
}

const tokens = new Map<string, Promise<string>>()

/** Documents are small, so the sets of scopes repeat. */
function tokenWith(scopes: readonly number[]): Promise<string> {
  const scope = scopes.map(scopeOf).join(' ')
  const token = tokens.get(scope) ?? issuer.token(scope === '' ? {} : { scope })
  tokens.set(scope, token)
  return token
}

function judge(scene: Scene, sent: Sent, question: Question, answer: Answer): void {
  if (question.holds(answer.ran) && isWithinScopes(scene, sent, question.scopes, answer.ran)) return
  throw mismatch(scene, sent, question.expected, question.promise, answer, question.scopes)
}

/** One request, and what is wrong with it. */
function mismatch(
  { document, application }: Scene,
  sent: Sent,
  expected: string,
  promise: PromiseName | 'bare',
  { ran, status }: Answer,
  scopes?: readonly number[],
): Error {
  const parts = [
    describeDocument(document),
    describeApplication(application),
    `request: ${describeSent(sent)}, with ${describeScopes(scopes)} (${promise})`,
    `expected: ${expected}`,
    `seen: ${describeRan(ran)} (status ${status})`,
  ]
  return new Error(parts.join('\n'))
}

function count(
  counts: Counts,
  sent: readonly Sent[],
  bare: readonly Answer[],
  asked: readonly { readonly question: Question }[],
): void {
  counts.scenarios++
  counts.requests += sent.length
  counts.reached += bare.filter(({ ran }) => ran.length > 0).length
  for (const { question } of asked) counts.questions[question.promise]++
}
