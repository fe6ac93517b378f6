import { type Credential, type CredentialRequest, repeated } from '../types.ts'
import { readCertificateField } from './certificate-header.ts'
import { type CertificateProxy, createAddressTest } from './certificate-proxy.ts'

/** Finds the caller's certificate: DER in base64, for `certificateOf`. */
export type FindCertificate = (request: CredentialRequest) => Credential

/**
 * A request that comes from the proxy is judged by its header alone: the certificate of that connection is the proxy's.
 * From anybody else the header is as good as absent (I-17), and the connection's own certificate counts.
 */
export function createCertificateSource(proxy: CertificateProxy | undefined): FindCertificate {
  if (proxy === undefined) return readConnection
  const isProxy = createAddressTest(proxy.addresses)
  return (request) => (isProxy(request.remoteAddress) ? readField(request, proxy) : readConnection(request))
}

/** What TLS did not authorise names nobody: with `rejectUnauthorized: false` anybody can send one (I-19). */
function readConnection({ peerCertificate }: CredentialRequest): Credential {
  if (peerCertificate?.authorized !== true) return { kind: 'absent' }
  return { kind: 'presented', value: peerCertificate.raw.toString('base64') }
}

function readField(request: CredentialRequest, { header, format }: CertificateProxy): Credential {
  const field = request.header(header)
  if (field === repeated) return { kind: 'malformed', reason: 'credential.repeated' }
  if (field === undefined || field === '') return { kind: 'absent' }
  const der = readCertificateField(field, format)
  if (der === undefined) return { kind: 'malformed', reason: 'credential.malformed' }
  return { kind: 'presented', value: der.toString('base64') }
}
