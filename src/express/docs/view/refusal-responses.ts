import { answers } from '../../../decision/answers.ts'
import type { ErrorCode } from '../../../decision/judgement.ts'
import { isMapping, type Mapping } from '../../../document/plain-data.ts'

/** What an operation is refused with, beside what its own document says. */
export interface RefusalResponses {
  /** Members of `components` that hold them. */
  readonly components: Mapping
  /** For the `responses` of an operation: those that it does not have itself. */
  for(written: Mapping, statuses: readonly RefusalStatus[]): Mapping
}

/** The statuses of refusals that an operation can have. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 503

/** One for each, to stand for all: what exactly is wrong the answer does not say. */
const errors: Readonly<Record<RefusalStatus, ErrorCode>> = {
  400: 'invalid_request',
  401: 'invalid_token',
  403: 'insufficient_scope',
  404: 'not_found',
  503: 'temporarily_unavailable',
}

const headers: Readonly<Partial<Record<RefusalStatus, Mapping>>> = {
  401: { 'WWW-Authenticate': textHeader('What is asked for (RFC 9110 §11.6.1)') },
  403: { 'WWW-Authenticate': textHeader('The scopes that the operation needs (RFC 6750 §3)') },
  503: { 'Retry-After': textHeader('Seconds after which it may be tried again') },
}

function textHeader(description: string): Mapping {
  return { description, schema: { type: 'string' } }
}

/** RFC 9457. */
const problemSchema: Mapping = {
  type: 'object',
  required: ['type', 'title', 'status', 'error'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    error: { type: 'string' },
    detail: { type: 'string' },
  },
}

/**
 * The problems that a gate answers with, as components that every operation refers to: written out at each, they would
 * make a large document half as large again.
 * @param components Those of the document, whose names are not taken.
 */
export function refusalResponses(components: Mapping): RefusalResponses {
  const schemas = membersOf(components.schemas)
  const responses = membersOf(components.responses)
  const schema = freeName('Problem', schemas)
  const names = new Map(statuses.map((status) => [status, freeName(`Refused${status}`, responses)]))
  const own = statuses.map((status) => [names.get(status), responseFor(status, `#/components/schemas/${schema}`)])
  return {
    components: {
      schemas: { ...schemas, [schema]: problemSchema },
      responses: { ...responses, ...Object.fromEntries(own) },
    },
    for(written, wanted) {
      const missing = wanted.filter((status) => !Object.hasOwn(written, String(status)))
      return Object.fromEntries(
        missing.map((status) => [status, { $ref: `#/components/responses/${names.get(status)}` }]),
      )
    },
  }
}

function responseFor(status: RefusalStatus, $ref: string): Mapping {
  const error = errors[status]
  const { title } = answers[error]
  const example = { type: `urn:portcullis:error:${error}`, title, status, error }
  const content = { 'application/problem+json': { schema: { $ref }, example } }
  return { description: title, ...(headers[status] && { headers: headers[status] }), content }
}

const statuses: readonly RefusalStatus[] = [400, 401, 403, 404, 503]

function membersOf(value: unknown): Mapping {
  return isMapping(value) ? value : {}
}

function freeName(name: string, taken: Mapping): string {
  return Object.hasOwn(taken, name) ? freeName(`${name}_`, taken) : name
}
