import { httpToken } from '../http/token.ts'
import type { Operation } from '../policy/types.ts'
import { answers } from './answers.ts'
import { formatChallenges } from './challenge.ts'
import type { Refusal } from './judgement.ts'
import { reasons } from './reasons.ts'
import type { Problem, Refused } from './types.ts'

/** What an answer depends on, beside the refusal. */
export interface AnswerContext {
  readonly operation: Operation | undefined
  /** The answer says which check failed. */
  readonly detail: boolean
  /** The request has an `Origin`, so that a browser has to be told which headers its script may read. */
  readonly exposed: boolean
}

/** The answer to a request that is not let in (design 2.5). Frozen. Nothing in it comes from the caller. */
export function refuse(refusal: Refusal, { operation, detail, exposed }: AnswerContext): Refused {
  const { error, reason } = refusal
  const { status } = answers[error]
  const headers = Object.freeze({ ...headersOf(refusal), ...(exposed && exposedHeaders) })
  return Object.freeze({ allowed: false, operation, status, error, reason, headers, body: problemOf(refusal, detail) })
}

const exposedHeaders = { 'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce, Retry-After' }

/** RFC 9457. `type` is a name and no address: what there is to read of it stands in the documentation. */
function problemOf({ error, reason }: Refusal, detail: boolean): Readonly<Problem> {
  const { status, title } = answers[error]
  const type = `urn:portcullis:error:${error}`
  return Object.freeze({ type, title, status, error, ...(detail && { detail: reasons[reason].sentence }) })
}

function headersOf(refusal: Refusal): Refused['headers'] {
  const always = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if ('challenges' in refusal) {
    const nonce = refusal.nonce === undefined ? {} : { 'dpop-nonce': refusal.nonce }
    return { ...always, ...authenticate(formatChallenges(refusal.challenges)), ...nonce }
  }
  switch (refusal.error) {
    case 'temporarily_unavailable':
      return { ...always, 'retry-after': seconds(refusal.retryAfter) }
    case 'method_not_allowed':
      // Methods come from the document, which may name its own.
      return { ...always, allow: refusal.allow.filter((method) => httpToken.test(method)).join(', ') }
    case 'forbidden':
    case 'cross_site':
    case 'not_found':
    case 'invalid_target':
      return always
  }
}

/** One challenge is a plain value; several are as many header lines, which every client can tell apart. */
function authenticate(values: readonly string[]): Refused['headers'] {
  const [first, ...more] = values
  if (first === undefined) return {}
  return { 'www-authenticate': more.length === 0 ? first : Object.freeze(values) }
}

/** Seconds: whoever was told a longer wait would not notice that it is over. */
const maxRetryAfter = 3600

/** RFC 9110 §10.2.3: a whole number. At least 1, so that nobody comes back at once. */
function seconds(wait: number): string {
  return String(wait >= 1 ? Math.min(Math.ceil(wait), maxRetryAfter) : 1)
}
