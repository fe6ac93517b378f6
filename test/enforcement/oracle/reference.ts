/**
 * What design 2.4 says, in the plainest way: nested loops over the document's own form, one rule after the other, each
 * under the sentence it comes from. It knows nothing of `src/`.
 */

/** `security` in OpenAPI's own form. */
export type RequirementList = readonly Readonly<Record<string, readonly string[]>>[]

export interface ReferenceScheme {
  readonly type: 'token' | 'apiKey'
  /** Where its credential travels: the same word for schemes that share a place. */
  readonly carrier: string
  readonly scopeMatch: 'all' | 'any'
  /** Whom it can be good for: the issuers of a token scheme, the keys of an API key scheme. */
  readonly accepts: readonly string[]
  /** A browser or the network sends the credential by itself: a cookie, Basic, a client certificate. */
  readonly ambient?: true
}

export type ReferenceSchemes = Readonly<Record<string, ReferenceScheme>>

export interface Caller {
  readonly name: string
  readonly scopes: readonly string[]
}

/** What one scheme makes of a credential. */
export type Verdict =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'valid'; readonly caller: Caller }
  /** Its issuer is down, and all that can be told without its keys is in order. */
  | { readonly kind: 'unknowable' }

/** What a request brings on one carrier. */
export type Presented =
  | { readonly kind: 'absent' }
  /** Malformed, or repeated. */
  | { readonly kind: 'malformed' }
  /** By scheme; a scheme that is not named refuses it. */
  | { readonly kind: 'credential'; readonly verdicts: Readonly<Record<string, Verdict>> }

export interface Question {
  /** The effective list: the operation's own, or the root's where it has none. */
  readonly security: RequirementList
  /** `x-portcullis: { scopeMatch: any }` on the operation. */
  readonly anyScope: boolean
  readonly schemes: ReferenceSchemes
  /** By carrier; one that is not named brings nothing. */
  readonly carriers: Readonly<Record<string, Presented>>
}

export type Answer =
  | { readonly allowed: true; readonly because: 'public' | 'anonymous' }
  | {
      readonly allowed: true
      readonly because: 'operation'
      /** Its place in the list. */
      readonly alternative: number
      /** The one that the short fields of `auth` speak of. */
      readonly scheme: string
      readonly callers: Readonly<Record<string, Caller>>
    }
  | { readonly allowed: false; readonly status: 400; readonly error: 'invalid_request' }
  | { readonly allowed: false; readonly status: 401; readonly error: 'invalid_token' }
  | {
      readonly allowed: false
      readonly status: 401
      readonly error: 'missing_credentials'
      /** The carriers on which a credential would have helped. */
      readonly challenged: readonly string[]
    }
  | {
      readonly allowed: false
      readonly status: 403
      readonly error: 'insufficient_scope'
      /** One of these, each by carrier: what the credential on it would have to have. */
      readonly scopes: readonly Readonly<Record<string, readonly string[]>>[]
    }
  | { readonly allowed: false; readonly status: 503; readonly error: 'temporarily_unavailable' }

/**
 * "503 when the answer could not be known": the question is answered once for each way in which what cannot be known
 * may turn out. Where they agree on the status, the answer is known.
 */
export function judge(question: Question): Answer {
  const answers = waysItMayTurnOut(question).map(answerWhatIsKnown)
  const [refused, taken] = [answers[0], answers.at(-1)]
  if (refused === undefined || taken === undefined) throw new Error('there is always one way')
  const known = answers.every((one) => statusOf(one) === statusOf(refused))
  if (!known) return { allowed: false, status: 503, error: 'temporarily_unavailable' }
  // "never `invalid_token`": a credential that was not judged is not called wrong. Nor does it authenticate anybody.
  return statusOf(refused) === 401 ? taken : refused
}

function statusOf(answer: Answer): number {
  return answer.allowed ? 200 : answer.status
}

/**
 * The same question with each unknowable credential refused, then valid with no scope, then valid with all. What an
 * unverified token says of itself counts for nothing, its scopes included.
 */
function waysItMayTurnOut(question: Question): Question[] {
  let ways: Question[] = [{ ...question, carriers: {} }]
  for (const [carrier, presented] of Object.entries(question.carriers)) {
    const fates = fatesOf(presented, scopesNamedIn(question.security))
    ways = ways.flatMap((way) => fates.map((fate) => ({ ...way, carriers: { ...way.carriers, [carrier]: fate } })))
  }
  return ways
}

/** It is one credential: its issuer vouches for it before all schemes that wait for that issuer, or before none. */
function fatesOf(presented: Presented, allScopes: readonly string[]): Presented[] {
  if (presented.kind !== 'credential') return [presented]
  const verdicts = Object.entries(presented.verdicts)
  if (!verdicts.some(([, verdict]) => verdict.kind === 'unknowable')) return [presented]
  const outcomes: Verdict[] = [
    { kind: 'wrong' },
    { kind: 'valid', caller: { name: 'nobody knows', scopes: [] } },
    { kind: 'valid', caller: { name: 'nobody knows', scopes: allScopes } },
  ]
  return outcomes.map((outcome) => ({
    kind: 'credential',
    verdicts: Object.fromEntries(verdicts.map(([name, now]) => [name, now.kind === 'unknowable' ? outcome : now])),
  }))
}

function scopesNamedIn(security: RequirementList): string[] {
  return security.flatMap((alternative) => Object.values(alternative).flat())
}

/**
 * "Ambient credentials are gentler: an invalid one counts as absent where another alternative, `{}` included, is
 * satisfied; it refuses only where it is the only way in."
 */
function answerWhatIsKnown(question: Question): Answer {
  const carriers = { ...question.carriers }
  for (const scheme of Object.values(question.schemes)) {
    if (scheme.ambient && isInvalid(question, scheme.carrier)) carriers[scheme.carrier] = { kind: 'absent' }
  }
  const without = answer({ ...question, carriers })
  return without.allowed ? without : answer(question)
}

function isInvalid(question: Question, carrier: string): boolean {
  const { kind } = presentedOn(question, carrier)
  return kind === 'malformed' || (kind === 'credential' && !isValidForOne(question, carrier))
}

function answer(question: Question): Answer {
  const { security } = question

  // "`[]` is public".
  if (security.length === 0) return { allowed: true, because: 'public' }

  // "A credential belongs to its carrier": what is brought where the operation has no scheme is nobody's business.
  const carriers = carriersOf(question)
  const presented = carriers.filter((carrier) => presentedOn(question, carrier).kind !== 'absent')

  // "malformed or repeated credential: 400 invalid_request".
  if (presented.some((carrier) => presentedOn(question, carrier).kind === 'malformed')) {
    return { allowed: false, status: 400, error: 'invalid_request' }
  }

  // "must be valid for at least one scheme that the operation has on that carrier, even where another alternative would
  // do", and of `{}`: "with a wrong credential it is refused". "token refused: 401 invalid_token".
  if (presented.some((carrier) => !isValidForOne(question, carrier))) {
    return { allowed: false, status: 401, error: 'invalid_token' }
  }

  // "`getAuth` is the first satisfied alternative in document order".
  for (const [place, alternative] of security.entries()) {
    if (isAuthenticated(question, alternative) && lacking(question, alternative).size === 0) {
      return taken(question, place, alternative)
    }
  }

  // "`{}` makes it optional: without credentials the caller is anonymous", "wherever in the list `{}` stands". So is a
  // caller whose credential is right but opens none of the other alternatives: the list is OR, and `{}` asks for nothing.
  const optional = security.some((alternative) => Object.keys(alternative).length === 0)
  if (optional) return { allowed: true, because: 'anonymous' }
  return closestFailure(question)
}

function closestFailure(question: Question): Answer {
  // "403 when some alternative was authenticated in full and lacked only scopes".
  const authenticated = question.security.filter((alternative) => isAuthenticated(question, alternative))
  // "The closest failure": how two are compared is not said, but one that lacks all that another lacks, and more, is not
  // the closest by any measure.
  const closest = authenticated.filter((one) => !authenticated.some((other) => lacksMore(question, one, other)))
  if (closest.length > 0) {
    const scopes = closest.map((alternative) => required(question, alternative))
    return { allowed: false, status: 403, error: 'insufficient_scope', scopes }
  }

  // "otherwise 401": "no credential" where more of them would have completed an alternative, else "token refused".
  let incomplete = false
  for (const alternative of question.security) {
    const verdicts = Object.keys(alternative).map((name) => verdictOf(question, name))
    if (verdicts.includes('absent') && !verdicts.includes('wrong')) incomplete = true
  }
  if (!incomplete) return { allowed: false, status: 401, error: 'invalid_token' }

  // "with a challenge for every scheme that could have helped".
  const challenged = carriersOf(question).filter((carrier) => presentedOn(question, carrier).kind === 'absent')
  return { allowed: false, status: 401, error: 'missing_credentials', challenged }
}

function carriersOf(question: Question): string[] {
  const carriers = new Set<string>()
  for (const alternative of question.security) {
    for (const name of Object.keys(alternative)) carriers.add(schemeOf(question.schemes, name).carrier)
  }
  return [...carriers]
}

/** "valid for at least one scheme that the operation has on that carrier". */
function isValidForOne(question: Question, carrier: string): boolean {
  for (const alternative of question.security) {
    for (const name of Object.keys(alternative)) {
      if (schemeOf(question.schemes, name).carrier === carrier && verdictOf(question, name) === 'valid') return true
    }
  }
  return false
}

/** "the schemes inside one requirement are AND". `{}` authenticates nobody. */
function isAuthenticated(question: Question, alternative: RequirementList[number]): boolean {
  const names = Object.keys(alternative)
  return names.length > 0 && names.every((name) => verdictOf(question, name) === 'valid')
}

/** What would have to be added, as `<carrier> <scope>`. Two schemes on a carrier look at one credential. */
function lacking(question: Question, alternative: RequirementList[number]): Set<string> {
  const all = new Set<string>()
  for (const [name, scopes] of Object.entries(alternative)) {
    const { carrier, scopeMatch } = schemeOf(question.schemes, name)
    // "scopes of different credentials never unite": each scheme looks at what its own credential has.
    const held = callerOf(question, name).scopes
    const missing = scopes.filter((scope) => !held.includes(scope))
    // "scopes inside one scheme are AND unless `scopeMatch: 'any'`", and "`any` over an empty list means authenticated".
    if (!question.anyScope && scopeMatch === 'all') for (const scope of missing) all.add(`${carrier} ${scope}`)
    else if (scopes.length > 0 && missing.length === scopes.length) all.add(`${carrier} one of ${[...scopes].sort()}`)
  }
  return all
}

function lacksMore(question: Question, one: RequirementList[number], other: RequirementList[number]): boolean {
  const [more, less] = [lacking(question, one), lacking(question, other)]
  return more.size > less.size && [...less].every((scope) => more.has(scope))
}

/** "with scope="all that is required"": of each credential that lacks some, also what it has already. */
function required(question: Question, alternative: RequirementList[number]): Record<string, string[]> {
  const scopes: Record<string, string[]> = {}
  for (const pair of lacking(question, alternative)) {
    const [carrier = ''] = pair.split(' ')
    const wanted = new Set<string>()
    for (const [name, list] of Object.entries(alternative)) {
      if (schemeOf(question.schemes, name).carrier === carrier) for (const scope of list) wanted.add(scope)
    }
    scopes[carrier] = [...wanted].sort()
  }
  return scopes
}

/** "short for the first token scheme's, else the first scheme's". */
function taken(question: Question, place: number, alternative: RequirementList[number]): Answer {
  const names = Object.keys(alternative)
  const scheme = names.find((name) => schemeOf(question.schemes, name).type === 'token') ?? names[0]
  if (scheme === undefined) throw new Error('an alternative without a scheme is never taken')
  const callers = Object.fromEntries(names.map((name) => [name, callerOf(question, name)]))
  return { allowed: true, because: 'operation', alternative: place, scheme, callers }
}

function schemeOf(schemes: ReferenceSchemes, name: string): ReferenceScheme {
  const scheme = schemes[name]
  if (scheme === undefined) throw new Error(`no scheme ${name}`)
  return scheme
}

function presentedOn(question: Question, carrier: string): Presented {
  return question.carriers[carrier] ?? { kind: 'absent' }
}

function verdictOf(question: Question, name: string): 'absent' | Verdict['kind'] {
  const presented = presentedOn(question, schemeOf(question.schemes, name).carrier)
  if (presented.kind !== 'credential') return 'absent'
  return presented.verdicts[name]?.kind ?? 'wrong'
}

function callerOf(question: Question, name: string): Caller {
  const presented = presentedOn(question, schemeOf(question.schemes, name).carrier)
  const verdict = presented.kind === 'credential' ? presented.verdicts[name] : undefined
  if (verdict?.kind !== 'valid') throw new Error(`${name} has not authenticated anybody`)
  return verdict.caller
}
