import { namesFor } from './issuer-names.ts'
import type {
  IssuerRequest,
  IssuersByRequest,
  KeySource,
  TokenSettings,
  TrustedIssuer,
  VerifierServices,
} from './types.ts'
import type { Later } from './when-known.ts'

/** An issuer, and where its keys come from. */
export interface Authority {
  readonly trusted: TrustedIssuer
  readonly source: KeySource
}

/** The issuers whose tokens one scheme takes. */
export interface Authorities {
  /** Those that any of them may sign with. */
  readonly algorithms: ReadonlySet<string>
  /**
   * The one that a token names, if it counts for the request. `unresolved`: nobody can say now which do. Never rejects.
   */
  find(iss: unknown, request: IssuerRequest | undefined): Later<Authority | undefined | 'unresolved'>
}

/** @throws {TypeError} where two issuers have one name: their keys must never stand for each other (C-12). */
export function createAuthorities(settings: TokenSettings, services: VerifierServices): Authorities {
  const { issuers, issuersByRequest } = settings
  return issuersByRequest === undefined ? listed(issuers, services) : byRequest(issuersByRequest, services)
}

function listed(issuers: readonly TrustedIssuer[], services: VerifierServices): Authorities {
  const known = new Map<unknown, Authority>(
    issuers.map((trusted) => [trusted.issuer, { trusted, source: services.sourceOf(trusted) }]),
  )
  if (known.size !== issuers.length) throw new TypeError('two issuers of one scheme have the same name')
  return {
    algorithms: new Set(issuers.flatMap((trusted) => trusted.algorithms)),
    find: (iss) => known.get(iss),
  }
}

/** Issuers whose keys are held at once. More than that are loaded again when they are named again. */
const mostIssuers = 100

/**
 * The request says which issuers count, and the token only which of these it is of: an issuer that a token alone names
 * is never asked for anything (J-28).
 */
function byRequest(choice: IssuersByRequest, services: VerifierServices): Authorities {
  const known = new Map<string, TrustedIssuer>()
  const trustedAs = (issuer: string): TrustedIssuer => {
    const found = known.get(issuer) ?? trust(issuer, choice)
    // Behind all others: a Map keeps the order in which names came.
    known.delete(issuer)
    known.set(issuer, found)
    const [oldest] = known.values()
    if (oldest !== undefined && known.size > mostIssuers) {
      known.delete(oldest.issuer)
      services.release(oldest)
    }
    return found
  }
  return {
    algorithms: new Set(choice.algorithms),
    async find(iss, request) {
      const names = request && (await namesFor(choice.name, request))
      if (names === undefined) return 'unresolved'
      if (typeof iss !== 'string' || !names.includes(iss)) return undefined
      const trusted = trustedAs(iss)
      // Asked for each time: another scheme may have let go of it.
      return { trusted, source: services.sourceOf(trusted) }
    },
  }
}

function trust(issuer: string, { audiences, algorithms }: IssuersByRequest): TrustedIssuer {
  const keys = Object.freeze({ kind: 'discovery', metadataUrl: undefined } as const)
  return Object.freeze({ issuer, audiences, algorithms, keys })
}
