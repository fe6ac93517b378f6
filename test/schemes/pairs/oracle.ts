import type { PairKind, Seen } from './kind.ts'

/** One scheme of an operation that wants the scope `read` of each, and what it sees of a request. */
export interface Look {
  readonly kind: PairKind
  readonly seen: Seen
}

/** What has to be answered. */
export interface Expected {
  readonly status: number
  /** `none` with 200. */
  readonly error: string
  /** `bearer invalid_token`; a bare challenge is the word alone. undefined: the rules leave it open. */
  readonly challenges?: readonly string[]
  /** With 200: the schemes whose principals the handler gets. */
  readonly callers?: readonly string[]
}

/** The schemes together, or each enough by itself. */
export type Mode = 'and' | 'or'

/**
 * The rules of design 2.4, written down once more and plainly, so that the table is not judged by the code that it
 * tries. It knows two schemes at most, each of which wants one scope.
 */
export function expected(mode: Mode, looks: readonly Look[], optional = false): Expected {
  const at = looks.findIndex(({ seen }) => seen === 'unknown')
  if (at === -1) return answer(mode, looks, optional)
  // "503 when the answer could not be known": when it would not be the same whatever the credential is.
  const [wrong, good] = (['wrong', 'good'] as const).map((seen) =>
    expected(
      mode,
      looks.map((look, index) => (index === at ? { ...look, seen } : look)),
      optional,
    ),
  )
  // A credential that nobody judged is never called wrong (F-04), so where both are 401 it is what else is missing.
  if (good !== undefined && wrong?.status === good.status) return { status: good.status, error: good.error }
  return { status: 503, error: 'temporarily_unavailable', challenges: [] }
}

function answer(mode: Mode, looks: readonly Look[], optional: boolean): Expected {
  // "must be valid for at least one scheme that the operation has on that carrier, even where another alternative would
  // do"; of ambient ones only once nothing else lets the request in.
  const refused = refusal(looks, ({ kind }) => !kind.ambient)
  if (refused !== undefined) return refused

  // "A requirement list is OR; the schemes inside one requirement are AND".
  const alternatives = mode === 'and' ? [looks] : looks.map((look) => [look])
  const satisfied = alternatives.find((alternative) => alternative.every(({ seen }) => seen === 'good'))
  if (satisfied !== undefined) return { status: 200, error: 'none', callers: satisfied.map(({ kind }) => kind.name) }
  if (optional) return { status: 200, error: 'none', callers: [] }

  // "403 when some alternative was authenticated in full and lacked only scopes".
  const short = alternatives.find((one) => one.every(({ seen }) => seen === 'good' || seen === 'poor'))
  if (short !== undefined) {
    const lacking = short.filter(({ seen }) => seen === 'poor')
    return { status: 403, error: 'insufficient_scope', challenges: ask(lacking, 'insufficient_scope') }
  }

  // "it refuses only where it is the only way in".
  const ambient = refusal(looks, ({ kind }) => kind.ambient)
  if (ambient !== undefined) return ambient

  // "otherwise 401 with a challenge for every scheme that could have helped". A token that one scheme takes and another
  // that is needed as well does not is no missing one.
  const absent = looks.filter(({ seen }) => seen === 'absent')
  const bad = looks.filter(isBad)
  if (bad.length > 0) {
    return { status: 401, error: 'invalid_token', challenges: [...ask(bad, 'invalid_token'), ...ask(absent)] }
  }
  return { status: 401, error: 'missing_credentials', challenges: ask(absent) }
}

/** The answer to credentials that are wrong for every scheme that looks at them. */
function refusal(looks: readonly Look[], counts: (look: Look) => boolean): Expected | undefined {
  const bad = looks.filter((look) => counts(look) && isBad(look) && !looks.some((other) => takes(other, look)))
  // O-09: told for the scheme that it was presented to, and not for the other.
  const wrong = bad.filter(({ kind, seen }) => seen !== 'foreign' || !bad.some((one) => knowsMore(one, kind)))
  const malformed = wrong.filter(({ seen }) => seen === 'malformed')
  if (malformed.length > 0) {
    return { status: 400, error: 'invalid_request', challenges: ask(malformed, 'invalid_request') }
  }
  if (wrong.length === 0) return undefined
  const absent = looks.filter(({ seen }) => seen === 'absent')
  return { status: 401, error: 'invalid_token', challenges: [...ask(wrong, 'invalid_token'), ...ask(absent)] }
}

function isBad({ seen }: Look): boolean {
  return seen === 'wrong' || seen === 'foreign' || seen === 'malformed'
}

function knowsMore({ kind, seen }: Look, { field }: PairKind): boolean {
  return kind.field === field && seen !== 'foreign'
}

/** Whether a scheme takes the credential that another refuses, on the carrier that they share. */
function takes({ kind, seen }: Look, { kind: other }: Look): boolean {
  return kind.field === other.field && kind.marked === other.marked && (seen === 'good' || seen === 'poor')
}

function ask(looks: readonly Look[], error?: string): readonly string[] {
  return looks.flatMap(({ kind }) => kind.words.map((word) => (error === undefined ? word : `${word} ${error}`)))
}
