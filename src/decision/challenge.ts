import { httpToken } from '../http/token.ts'
import { answers } from './answers.ts'
import type { Challenge } from './judgement.ts'

/** Characters of one value: half a list would be a wrong list, so a longer one is left out. The first challenge fits. */
const maxValueLength = 1200

/** Characters of all challenges together. Proxies commonly give the whole head of a response 4 or 8 KiB. */
const maxChallengesLength = 3000

/**
 * The values of `WWW-Authenticate`: one for each distinct challenge, in their order. A parameter whose value does not
 * fit is left out. Nothing is escaped, so that no reader can take the quotes in another way (L-02).
 */
export function formatChallenges(challenges: readonly Challenge[]): readonly string[] {
  const fitting: string[] = []
  let length = 0
  for (const value of new Set(challenges.flatMap(formatChallenge))) {
    length += value.length
    if (length <= maxChallengesLength) fitting.push(value)
  }
  return fitting
}

/** One function for each kind of credential. */
function formatChallenge(challenge: Challenge): readonly string[] {
  switch (challenge.form.word) {
    case 'Bearer':
      return token(challenge, challenge.form)
    case 'Basic':
      return [format('Basic', { ...common(challenge.error), charset: 'UTF-8' })]
    case 'Other':
      return httpToken.test(challenge.form.scheme) ? [format(challenge.form.scheme, common(challenge.error))] : []
    case 'Certificate':
      return [format('Certificate', common(challenge.error))]
    case 'ApiKey':
      return [apiKey(challenge, challenge.form)]
  }
}

/**
 * RFC 6750 §3, and RFC 9470 §3 for the login behind the token. A scheme that takes proofs of possession asks under two
 * words (RFC 9449 §7.2), and says what was wrong under the one that was used.
 */
function token({ error, scopes, stepUp, under }: Challenge, { proofs }: BearerForm): readonly string[] {
  const parameters = {
    ...common(error),
    scope: list(scopes),
    acr_values: list(stepUp?.acr),
    max_age: stepUp?.maxAge?.toFixed(),
  }
  const bearer = format('Bearer', parameters)
  if (proofs === undefined) return [bearer]
  const dpop = format('DPoP', { ...parameters, algs: list(proofs.algorithms) })
  if (proofs.required || under === 'DPoP') return [dpop]
  return error === undefined ? [bearer, dpop] : [bearer]
}

type BearerForm = Extract<Challenge['form'], { readonly word: 'Bearer' }>

/** Says where the key goes. Roles are named only to a key that lacks them: without a key there is nobody to ask. */
function apiKey({ error, scopes }: Challenge, form: Extract<Challenge['form'], { readonly word: 'ApiKey' }>): string {
  const { realm, ...described } = common(error)
  const scope = error === undefined ? undefined : list(scopes)
  return format('ApiKey', { realm, in: form.in, name: form.parameter, ...described, scope })
}

type Parameters = Readonly<Record<string, string | undefined>>

function common(error: Challenge['error']): Parameters {
  return error === undefined ? { realm: 'api' } : { realm: 'api', error, error_description: answers[error].title }
}

/** A name that cannot be a scope (RFC 6749 §3.3) is left out: nobody could ask an issuer for it. */
function list(names: readonly string[] = []): string | undefined {
  const fitting = names.filter((name) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name))
  return fitting.length === 0 ? undefined : fitting.join(' ')
}

function format(word: string, parameters: Parameters): string {
  const fitting = Object.entries(parameters).filter(([, value]) => value !== undefined && isValue(value))
  return `${word} ${fitting.map(([name, value]) => `${name}="${value}"`).join(', ')}`
}

/** What RFC 6750 §3 lets stand between quotes: printable ASCII without the quote and the backslash. */
function isValue(text: string): boolean {
  return text.length <= maxValueLength && /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text)
}
