import { X509Certificate } from 'node:crypto'
import { canonicalBase64 } from '../../http/canonical-base64.ts'
import { keepNewest } from '../../memory/keep-newest.ts'

/** Bytes. Certificates have some two thousand; the bound keeps the cost of a hostile one small. */
const longestCertificate = 12_288

/** A certificate as schemes compare it. */
export interface Certificate {
  /** SHA-256 of the DER, base64url: `x5t#S256` of RFC 8705 §3.1. */
  readonly thumbprint: string
  /** The distinguished name, as `subjectOf` writes it. */
  readonly subject: string
  /** Milliseconds since the epoch; NaN where it cannot be read. */
  readonly fromMs: number
  readonly untilMs: number
}

/** Reads DER that is one certificate and nothing behind it; undefined for anything else. */
function parseCertificate(der: Buffer): Certificate | undefined {
  if (der.length > longestCertificate) return undefined
  const parsed = parseX509(der)
  // OpenSSL reads PEM as well, and stops where the certificate ends: the bytes have to be all of it.
  if (parsed === undefined || !parsed.raw.equals(der)) return undefined
  return Object.freeze({
    thumbprint: Buffer.from(parsed.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
    subject: subjectOf(parsed),
    fromMs: Date.parse(parsed.validFrom),
    untilMs: Date.parse(parsed.validTo),
  })
}

/** Certificates that were read before; of some three kilobytes each. Reading one costs more than a signature check. */
const mostRemembered = 256
const remembered = new Map<string, Certificate>()

/** Reads DER in base64. What it says never changes, so it is read once; whether it counts is judged each time. */
export function certificateOf(base64: string): Certificate | undefined {
  const known = remembered.get(base64)
  if (known !== undefined) return known
  const certificate = parseCertificate(Buffer.from(base64, 'base64'))
  if (certificate === undefined) return undefined
  keepNewest(remembered, base64, certificate, mostRemembered)
  return certificate
}

function parseX509(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    // Whatever OpenSSL says of it: it is no certificate.
    return undefined
  }
}

/**
 * `C=DE,O=Shop,CN=stock`: the attributes in the order of the certificate, one comma between two. Node writes one on a
 * line, and escapes commas and line ends inside of values, so that no value looks like two attributes.
 */
function subjectOf({ subject }: X509Certificate): string {
  // A certificate without a subject has none here, whatever the types say.
  return (subject ?? '').split('\n').join(',')
}

/** A validity that cannot be read is none. */
export function isValidAt({ fromMs, untilMs }: Certificate, nowMs: number): boolean {
  return fromMs <= nowMs && nowMs <= untilMs
}

/** The DER in a PEM text that is one certificate and nothing beside it. */
export function derOfPem(pem: string): Buffer | undefined {
  const body = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\s*$/.exec(pem)?.[1]
  return body === undefined ? undefined : canonicalBase64(body.replace(/[\r\n]/g, ''))
}
