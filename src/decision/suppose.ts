import type { Exhibit, Exhibits, Shown, Unknown } from './exhibits.ts'
import type { Requirements } from './judgement.ts'

/** What is unknown, in document order. */
export function unknownOf(exhibits: Exhibits): readonly Unknown[] {
  const unknown: Unknown[] = []
  for (const { shown } of exhibits.values()) if (shown.kind === 'unknown') unknown.push(shown)
  return unknown
}

/** The exhibits as they would be if all that is unknown were wrong. */
export function supposeWrong(exhibits: Exhibits): Exhibits {
  return supposeEach(exhibits, () => ({ kind: 'refused', reason: 'key.unknown' }))
}

/** The exhibits as they would be if all that is unknown were as good as the operation can wish. */
export function supposeGood(exhibits: Exhibits, { alternatives, extension }: Requirements, now: number): Exhibits {
  const scopes = new Set(alternatives.flat().flatMap((demand) => demand.scopes))
  const claims = { acr: extension.acr?.[0], auth_time: now }
  return supposeEach(exhibits, (scheme) => ({
    kind: 'principal',
    principal: { scheme, type: 'custom', name: '', claims, scopes },
    token: '',
  }))
}

function supposeEach(exhibits: Exhibits, suppose: (scheme: string) => Shown): Exhibits {
  const supposed = ([scheme, exhibit]: [string, Exhibit]): [string, Exhibit] => [
    scheme,
    exhibit.shown.kind === 'unknown' ? { ...exhibit, shown: suppose(scheme) } : exhibit,
  ]
  return new Map([...exhibits].map(supposed))
}
