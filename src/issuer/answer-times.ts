/** Digits of a number of seconds: a longer one says nothing, and could not be counted with. */
const seconds = String.raw`(\d{1,10})`
const maxAgeForm = new RegExp(`^max-age="?${seconds}"?$`)
const secondsForm = new RegExp(`^${seconds}$`)

/**
 * Milliseconds for which an answer is fresh by its `Cache-Control` (RFC 9111 §4.2), less the `Age` it came with.
 * undefined where it says nothing.
 */
export function freshForMs(headers: Headers): number | undefined {
  const directives = (headers.get('cache-control') ?? '').toLowerCase().split(',')
  const named = directives.map((directive) => directive.trim())
  if (named.includes('no-store') || named.some((name) => /^no-cache(?:$|=)/.test(name))) return 0
  const maxAge = named.flatMap((name) => maxAgeForm.exec(name)?.[1] ?? [])[0]
  if (maxAge === undefined) return undefined
  const age = secondsForm.exec(headers.get('age') ?? '')?.[1] ?? '0'
  return Math.max(0, Number(maxAge) - Number(age)) * 1000
}

/** Milliseconds until the server wants to be asked again: `Retry-After`, in seconds or as a date (RFC 9110 §10.2.3). */
export function retryAfterMs(headers: Headers, nowMs: number = Date.now()): number | undefined {
  const given = headers.get('retry-after')?.trim() ?? ''
  if (secondsForm.test(given)) return Number(given) * 1000
  const date = Date.parse(given)
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}
