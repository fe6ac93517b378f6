import type { Response } from 'express'
import type { Rule } from '../policy/types.ts'
import type { Scheme } from '../schemes/types.ts'

/** Writes the headers that keep a shared cache from mixing callers up, on operations that are not public. */
export type MarkPrivate = (res: Response, rules: readonly Rule[]) => void

export function createMarkPrivate(schemes: ReadonlyMap<string, Scheme>): MarkPrivate {
  const known = new Map<Rule, string>()
  const fieldsOf = (rule: Rule): string => {
    const names = rule.alternatives.flat().map((demand) => demand.scheme)
    return [...new Set(names.flatMap((name) => varyField(schemes.get(name)?.carrier)))].join(', ')
  }
  return (res, rules) => {
    // Somebody has answered before going on; there is nothing to mark any more.
    if (res.headersSent) return
    for (const rule of rules) {
      if (rule.alternatives.length === 0) continue
      const fields = known.get(rule) ?? fieldsOf(rule)
      known.set(rule, fields)
      res.setHeader('cache-control', 'private')
      if (fields !== '') addVary(res, fields)
    }
  }
}

/** `res.vary` parses what is there; mostly nothing is. */
function addVary(res: Response, fields: string): void {
  if (res.hasHeader('vary')) res.vary(fields)
  else res.setHeader('vary', fields)
}

/** The header field that a carrier is, for `Vary`; a query parameter is part of the address already. */
export function varyField(carrier: string | undefined): readonly string[] {
  if (carrier?.startsWith('header:')) return [carrier.slice('header:'.length)]
  return carrier?.startsWith('cookie:') ? ['cookie'] : []
}
