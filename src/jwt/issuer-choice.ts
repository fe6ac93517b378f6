import type { ChooseIssuers, IssuerRequest } from './types.ts'

/** Milliseconds that a function of the owner may take, as for every other. */
const deadlineMs = 5000

/** Answers that may be outstanding: each holds a request, and perhaps a connection to a database. */
const mostOutstanding = 1000

/** Asks the owner's function which of the listed issuers count for a request. */
export class IssuerChoice {
  readonly #choose: ChooseIssuers
  readonly #deadlineMs: number
  readonly #most: number
  #outstanding = 0

  constructor(choose: ChooseIssuers, limits: { readonly deadlineMs?: number; readonly most?: number } = {}) {
    this.#choose = choose
    this.#deadlineMs = limits.deadlineMs ?? deadlineMs
    this.#most = limits.most ?? mostOutstanding
  }

  /**
   * undefined: it threw, rejected, was silent, answered something else than names, or has too many answers outstanding.
   * Then nobody can say whether a token counts. Never rejects.
   */
  async includes(issuer: string, request: IssuerRequest): Promise<boolean | undefined> {
    if (this.#outstanding >= this.#most) return undefined
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, this.#deadlineMs, undefined)
    })
    const names = await Promise.race([this.#ask(request), late])
    clearTimeout(timer)
    return names?.includes(issuer)
  }

  /** Counted until the function itself is done, however long nobody waits for it any more. */
  async #ask(request: IssuerRequest): Promise<readonly string[] | undefined> {
    const choose = this.#choose
    this.#outstanding += 1
    try {
      return copyNames(await choose(request))
    } catch {
      // Whatever was thrown may hold what the caller sent.
      return undefined
    } finally {
      this.#outstanding -= 1
    }
  }
}

/** One name or a list of names, copied before it is judged. None at all is an answer: no token counts. */
function copyNames(answer: unknown): readonly string[] | undefined {
  const names: readonly unknown[] = Array.isArray(answer) ? Array.from(answer) : [answer]
  const texts = names.filter((name) => typeof name === 'string')
  return texts.length === names.length ? texts : undefined
}
