import { isPending } from '../waiting/when-known.ts'
import type { ChooseIssuers, IssuerRequest } from './types.ts'

/** Milliseconds that a function of the owner may take, as for every other. */
const deadlineMs = 5000

/** Milliseconds after which a function that was told to stop does not count any more. */
const givenUpMs = 60_000

/** Answers that may be outstanding: each holds a request, and perhaps a connection to a database. */
const mostOutstanding = 1000

/** Asks the owner's function which of the listed issuers count for a request. */
export class IssuerChoice {
  readonly #choose: ChooseIssuers
  readonly #deadlineMs: number
  readonly #most: number
  readonly #givenUpMs: number
  #outstanding = 0

  constructor(
    choose: ChooseIssuers,
    limits: { readonly deadlineMs?: number; readonly most?: number; readonly givenUpMs?: number } = {},
  ) {
    this.#choose = choose
    this.#givenUpMs = limits.givenUpMs ?? givenUpMs
    this.#deadlineMs = limits.deadlineMs ?? deadlineMs
    this.#most = limits.most ?? mostOutstanding
  }

  /**
   * undefined: it threw, rejected, was silent, answered something else than names, or has too many answers outstanding.
   * Then nobody can say whether a token counts. Never rejects.
   */
  async includes(issuer: string, request: Omit<IssuerRequest, 'signal'>): Promise<boolean | undefined> {
    if (this.#outstanding >= this.#most) return undefined
    const controller = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        resolve(undefined)
        controller.abort()
      }, this.#deadlineMs)
    })
    const { hostname, method, params, header } = request
    const asked = Object.freeze({ hostname, method, params, header, signal: controller.signal })
    const names = await Promise.race([this.#ask(asked), late])
    clearTimeout(timer)
    return names?.includes(issuer)
  }

  /** Counted until the function itself is done, or has not been for so long that it was given up. */
  async #ask(request: IssuerRequest): Promise<readonly string[] | undefined> {
    const choose = this.#choose
    this.#outstanding += 1
    let counted = true
    const end = (): void => {
      if (counted) this.#outstanding -= 1
      counted = false
    }
    const givenUp = setTimeout(end, this.#givenUpMs).unref()
    try {
      return copyNames(await choose(request))
    } catch {
      // Whatever was thrown may hold what the caller sent.
      return undefined
    } finally {
      clearTimeout(givenUp)
      end()
    }
  }
}

/** One name or a list of names, copied before it is judged. None at all is an answer: no token counts. */
function copyNames(answer: unknown): readonly string[] | undefined {
  const names: readonly unknown[] = Array.isArray(answer) ? Array.from(answer) : [answer]
  // A list of promises is a mistake, and none that rejects may end the process.
  for (const name of names) if (isPending(name)) name.catch(() => {})
  const texts = names.filter((name) => typeof name === 'string')
  return texts.length === names.length ? texts : undefined
}
