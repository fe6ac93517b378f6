import { judgeVerdict, readHooks } from './application/hooks.ts'
import { type Certificate, certificateOf, isValidAt } from './certificates/certificate.ts'
import { type CertificateProxy, readCertificateProxy } from './certificates/certificate-proxy.ts'
import { createCertificateSource, type FindCertificate } from './certificates/certificate-source.ts'
import { readTrusted, type TrustedCertificate } from './certificates/mutual-tls-options.ts'
import type { GivenScheme, SchemeKind, SchemeSettings } from './kind.ts'
import { namedPrincipal } from './named-principal.ts'
import type { Hooks } from './option-types.ts'
import type { Credential, Scheme } from './types.ts'

/** `mutualTLS`: the certificate that the client proved to have when it connected. */
export const mutualTlsScheme: SchemeKind = {
  enforces: (declaration) => declaration.type === 'mutualTLS',
  options: ['trusted', 'proxy', 'crossSite', 'check', 'report'],
  notInDocument: ['trusted', 'proxy', 'check'],
  trustsIssuers: false,
  configure,
}

interface MutualTlsSettings {
  readonly name: string
  readonly trusted: readonly TrustedCertificate[]
  readonly proxy: CertificateProxy | undefined
  readonly crossSite: 'refuse' | 'allow'
  readonly hooks: Hooks
}

const carrier = 'certificate'

function configure(given: GivenScheme): SchemeSettings | undefined {
  const { declaration, fields, report } = given
  const { name } = declaration
  const hooks = readHooks(fields, report)
  const crossSite = fields.choice('crossSite', ['refuse', 'allow']) ?? 'refuse'
  const proxy = readCertificateProxy(fields, 'proxy', report)
  if (fields.given('trusted') === undefined) {
    return given.unconfigured(
      `Say whose certificates it takes: schemes: { ${JSON.stringify(name)}: { trusted: [{ name, thumbprint }] } }.`,
    )
  }
  const trusted = readTrusted(fields, report)
  if (trusted === undefined) return undefined
  const count = trusted.length === 1 ? '1 certificate' : `${trusted.length} certificates`
  return Object.freeze({
    name,
    source: 'options',
    trust: proxy === undefined ? count : `${count}, of connections and of ${proxy.addresses.join(', ')}`,
    issuers: Object.freeze([]),
    carrier,
    readsCertificates: true,
    // One certificate may fit an entry with its subject and another with its thumbprint.
    accepts: Object.freeze(['a certificate']),
    scopeMatch: 'all',
    decides: { trusted, proxy, crossSite, hooks },
    create: () => createMutualTlsScheme({ name, trusted, proxy, crossSite, hooks }),
  })
}

function createMutualTlsScheme({ name, trusted, proxy, crossSite, hooks }: MutualTlsSettings): Scheme {
  const find = createCertificateSource(proxy)
  const entries = trusted.map((entry) => ({
    entry,
    principal: namedPrincipal({ scheme: name, type: 'certificate' }, entry),
  }))
  return Object.freeze({
    name,
    carrier,
    ambient: true,
    report: hooks.report === true,
    scopeMatch: 'all',
    crossSite,
    challenge: Object.freeze({ word: 'Certificate' }),
    read: (request) => readCertificate(find, request),
    verify(credential, context) {
      const certificate = certificateOf(credential)
      const found = certificate && entries.find(({ entry }) => fits(certificate, entry))
      if (certificate === undefined || found === undefined) return { kind: 'refused', reason: 'certificate.unknown' }
      if (!isValidAt(certificate, Date.now())) return { kind: 'refused', reason: 'certificate.expired' }
      return judgeVerdict({ kind: 'principal', principal: found.principal, token: undefined }, hooks.check, context)
    },
  } satisfies Scheme)
}

function readCertificate(find: FindCertificate, request: Parameters<FindCertificate>[0]): Credential {
  const found = find(request)
  if (found.kind !== 'presented' || certificateOf(found.value) !== undefined) return found
  return { kind: 'malformed', reason: 'credential.malformed' }
}

/** The first entry of the list that fits counts. A certificate without a subject has no name to compare. */
function fits({ subject, thumbprint }: Certificate, wanted: TrustedCertificate): boolean {
  return (
    (wanted.subject === undefined || wanted.subject === subject) &&
    (wanted.thumbprint === undefined || wanted.thumbprint === thumbprint)
  )
}
