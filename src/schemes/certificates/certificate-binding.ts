import type { Report } from '../../diagnostics/diagnostic.ts'
import { isJsonObject } from '../../json/json-object.ts'
import type { JwtClaims } from '../../jwt/types.ts'
import type { Fields } from '../../options/fields.ts'
import { wrongValue } from '../../options/given.ts'
import type { CredentialRequest, RefusedReason } from '../types.ts'
import { certificateOf, isValidAt } from './certificate.ts'
import { type CertificateProxy, readCertificateProxy } from './certificate-proxy.ts'
import { createCertificateSource } from './certificate-source.ts'

/** How a scheme takes tokens that are bound to a certificate (RFC 8705 §3). Frozen. */
export interface CertificateRule {
  readonly mode: 'allowed' | 'required'
  readonly proxy: CertificateProxy | undefined
}

/** Reads `certificateBound` and `certificateProxy`; undefined: bound tokens are refused. */
export function readCertificateRule(fields: Fields, report: Report): CertificateRule | undefined {
  const mode = fields.choice('certificateBound', ['off', 'allowed', 'required']) ?? 'off'
  const proxy = readCertificateProxy(fields, 'certificateProxy', report)
  const given = fields.given('certificateProxy')
  if (mode === 'off' && given !== undefined)
    report(wrongValue(given, "left out, or beside certificateBound: 'allowed'"))
  return mode === 'off' ? undefined : Object.freeze({ mode, proxy })
}

/** Judges whether a good token came from the holder of its certificate; undefined: it did, or needs none. */
export type JudgeBinding = (claims: Readonly<JwtClaims>, request: CredentialRequest) => RefusedReason | undefined

export function createCertificateBinding({ mode, proxy }: CertificateRule): JudgeBinding {
  const find = createCertificateSource(proxy)
  return (claims, request) => {
    const { cnf } = claims
    const bound = isJsonObject(cnf) && Object.hasOwn(cnf, 'x5t#S256')
    if (!bound) return mode === 'required' ? 'certificate.unbound' : undefined
    const found = find(request)
    const certificate = found.kind === 'presented' ? certificateOf(found.value) : undefined
    if (certificate === undefined || certificate.thumbprint !== cnf['x5t#S256']) return 'certificate.binding'
    return isValidAt(certificate, Date.now()) ? undefined : 'certificate.expired'
  }
}
