import { faultOfIssuer } from './issuer-address.ts'
import type { IssuerRequest, NameIssuers } from './types.ts'

/** Milliseconds that a function of the owner may take, as for every other. */
const deadlineMs = 5000

/**
 * Asks the owner's function. undefined: it threw, rejected, was silent, or named what is no issuer. Then nobody can say
 * which tokens are good, and a token is no worse for it.
 */
export async function namesFor(
  name: NameIssuers,
  request: IssuerRequest,
  withinMs: number = deadlineMs,
): Promise<readonly string[] | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, withinMs, undefined)
  })
  const answer = await Promise.race([ask(name, request), late])
  clearTimeout(timer)
  const names: readonly unknown[] = Array.isArray(answer) ? answer : [answer]
  return names.every(isIssuer) ? names : undefined
}

async function ask(name: NameIssuers, request: IssuerRequest): Promise<unknown> {
  try {
    return await name(request)
  } catch {
    // Whatever was thrown may hold what the caller sent.
    return undefined
  }
}

function isIssuer(name: unknown): name is string {
  return typeof name === 'string' && faultOfIssuer(name) === undefined
}
