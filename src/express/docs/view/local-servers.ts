import type { Rule } from '../../../policy/types.ts'

/** An OpenAPI Server Object. */
interface LocalServer {
  readonly url: string
}

/**
 * Where operations are reached from the page: under its own origin, whatever hosts the document names. Those may be
 * internal (U-09), and the page's token must not be sent to them.
 */
export interface LocalServers {
  /** For the document as a whole. */
  readonly usual: readonly LocalServer[]
  /** For an operation that stands under base paths of its own. */
  unusual(rule: Pick<Rule, 'bases'>): readonly LocalServer[] | undefined
}

/**
 * OpenAPI resolves a relative server against the document's own address, so that it holds under any host and prefix.
 * @param up The relative way from that address to the root of the application.
 */
export function localServers(rules: readonly Pick<Rule, 'bases'>[], up: string): LocalServers {
  const usual = rules[0]?.bases ?? ['']
  return {
    usual: serversAt(usual, up),
    unusual: ({ bases }) => (bases.join(' ') === usual.join(' ') ? undefined : serversAt(bases, up)),
  }
}

function serversAt(bases: readonly string[], up: string): readonly LocalServer[] {
  return bases.map((base) => ({ url: `${up}${base.slice(1)}` }))
}
