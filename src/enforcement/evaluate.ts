import { admitAlone } from '../decision/admit-alone.ts'
import { judge } from '../decision/judge.ts'
import type { Facts, Judgement, Outcome } from '../decision/judgement.ts'
import type { Operation } from '../policy/types.ts'
import type { MatchedRule } from '../routing/types.ts'
import type { HookFailure, Scheme, VerifyContext } from '../schemes/types.ts'
import { isPending, whenKnown } from '../waiting/when-known.ts'
import type { Asked } from './asked.ts'
import { boundParameters } from './bound-parameters.ts'
import { issuerRequest } from './issuer-request.ts'
import type { Plan } from './plan.ts'
import { whenAll } from './when-all.ts'

/** What enforcing says of one rule, and what it would say if its schemes in report mode refused nothing. */
export interface Evaluated {
  readonly strict: Judgement
  readonly lenient: Judgement | undefined
  /** What the request showed for each scheme, where it is refused. */
  readonly outcomes: ReadonlyMap<string, Outcome>
}

/** What a request shows for a scheme. */
export type OutcomeOf = typeof outcomeOf

/** Reads the credentials a rule needs, has them verified, and judges. Waits only where a scheme has to wait. */
export function evaluate(
  plan: Plan,
  matched: MatchedRule,
  asked: Asked,
  show: OutcomeOf = outcomeOf,
): Evaluated | Promise<Evaluated> {
  const [scheme] = plan.schemes
  if (plan.alone !== undefined && scheme !== undefined) {
    const outcome = show(scheme, plan, matched, asked)
    return isPending(outcome) ? outcome.then((late) => judgeAlone(plan, late, asked)) : judgeAlone(plan, outcome, asked)
  }
  const outcomes = plan.schemes.map((one) => show(one, plan, matched, asked))
  const { bind } = plan.rule.extension
  const facts = bind.length === 0 ? asked.facts : asked.facts.withBound(boundParameters(matched, asked.request.target))
  return whenAll(outcomes, (settled) => judgeBoth(plan, settled, facts))
}

/** @param looked Called where the verdict may be another one for another operation: a hook is told which it is. */
export function outcomeOf(
  scheme: Scheme,
  plan: Plan,
  matched: MatchedRule,
  asked: Asked,
  looked?: () => void,
): Outcome | Promise<Outcome> {
  const credential = scheme.read(asked.headers)
  if (credential.kind !== 'presented') return credential
  // Report mode never waits for a key: what is not there counts as not knowable.
  const mayWait = !plan.report && !scheme.report
  const { value, word } = credential
  const verdict = scheme.verify(value, new Context(matched, asked, { mayWait, word, looked }))
  if (word === undefined) return verdict
  return whenKnown(verdict, (known) => ({ ...known, word }))
}

/** How a context was asked for. */
interface Asking extends Pick<VerifyContext, 'mayWait' | 'word'> {
  readonly looked: (() => void) | undefined
}

/** Parameters are decoded when somebody asks for them: hooks alone do. */
class Context implements VerifyContext {
  readonly method: string
  readonly target: string
  readonly mayWait: boolean
  readonly word: VerifyContext['word']
  readonly #matched: MatchedRule
  readonly #asked: Asked
  readonly #looked: Asking['looked']

  constructor(matched: MatchedRule, asked: Asked, { mayWait, word, looked }: Asking) {
    this.method = asked.request.method
    this.target = asked.request.target
    this.mayWait = mayWait
    this.word = word
    this.#matched = matched
    this.#asked = asked
    this.#looked = looked
  }

  get operation(): Operation {
    this.#looked?.()
    return this.#matched.rule.operation
  }

  get request(): VerifyContext['request'] {
    return this.#asked.headers
  }

  /** Of the operation it tells the parameters alone: where there are none, it is the same for all. */
  get issuerRequest(): VerifyContext['issuerRequest'] {
    const params = decoded(this.#matched.params)
    if (params !== noParams) this.#looked?.()
    return issuerRequest(this.#asked, params)
  }

  hookFailed(failure: HookFailure): void {
    this.#asked.hookFailed(failure)
  }

  get params(): VerifyContext['params'] {
    this.#looked?.()
    return decoded(this.#matched.params)
  }
}

const noParams: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

/** The router has refused every target whose encoding is broken, so decoding cannot fail. */
function decoded(params: MatchedRule['params']): Readonly<Record<string, string>> {
  const names = Object.keys(params)
  if (names.length === 0) return noParams
  const values: Record<string, string> = Object.create(null)
  for (const name of names) values[name] = decodeURIComponent(params[name] ?? '')
  return Object.freeze(values)
}

function judgeAlone(plan: Plan, outcome: Outcome, asked: Asked): Evaluated {
  const strict = plan.alone && admitAlone(plan.alone, outcome)
  return strict === undefined
    ? judgeBoth(plan, [outcome], asked.facts)
    : { strict, lenient: undefined, outcomes: noOutcomes }
}

/** Who is let in needs no hint. */
const noOutcomes: ReadonlyMap<string, Outcome> = new Map()

function judgeBoth(plan: Plan, outcomes: readonly Outcome[], facts: Facts): Evaluated {
  const held = new Map<string, Outcome>()
  plan.schemes.forEach((scheme, index) => void held.set(scheme.name, outcomes[index] ?? { kind: 'absent' }))
  const strict = judge(plan.rule, plan.byName, held, facts)
  if (strict.allowed || plan.lenient === undefined) return { strict, lenient: undefined, outcomes: held }
  return { strict, lenient: judge(plan.lenient, plan.byName, held, facts), outcomes: held }
}
