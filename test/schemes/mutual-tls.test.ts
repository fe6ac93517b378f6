import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import type { RequestHead } from '../../src/schemes/credential-request.ts'
import { credentialRequest } from '../../src/schemes/credential-request.ts'
import type { Credential } from '../../src/schemes/types.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { createSelfSignedCertificate } from '../jwt/self-signed-certificate.ts'
import { makeIdentity } from './certificates.ts'
import { configureBearer, configureCertificate, context, create, read } from './configured.ts'

const { cert } = await makeIdentity('/C=DE/O=Shop, Inc/CN=stock')
const { cert: otherCert } = await makeIdentity('/C=DE/O=Shop/CN=Inc,CN=stock')
const x509 = new X509Certificate(cert)
const other = new X509Certificate(otherCert)
const base64 = x509.raw.toString('base64')
const thumbprint = Buffer.from(x509.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
const good: Credential = { kind: 'presented', value: base64 }
const absent: Credential = { kind: 'absent' }
const malformed: Credential = { kind: 'malformed', reason: 'credential.malformed' }
const repeated: Credential = { kind: 'malformed', reason: 'credential.repeated' }

const trusted = [{ name: 'stock', thumbprint: x509.fingerprint256, scopes: ['read'] }]
const proxyOf = (format: string, addresses = ['10.0.0.0/8', 'fd00::/64']) => ({ addresses, header: 'Cert', format })
const schemeOf = (format: string) => create(configureCertificate({ trusted, proxy: proxyOf(format) }))
const peer = (raw: Buffer, authorized = true) => ({ peerCertificate: { raw, authorized } })
const from = (cert: string | string[], remoteAddress = '10.1.2.3') => ({ headers: { cert }, remoteAddress })

describe('reading a certificate', () => {
  const field = `:${base64}:`
  const escaped = encodeURIComponent(cert)
  const rows: readonly (readonly [string, string, Partial<RequestHead>, Credential])[] = [
    ['none', 'rfc9440', {}, absent],
    ['of the connection', 'rfc9440', peer(x509.raw), good],
    ['I-19 not authorised by TLS', 'rfc9440', peer(x509.raw, false), absent],
    ['of the proxy', 'rfc9440', from(field), good],
    ['of the proxy, IPv4 as IPv6', 'rfc9440', from(field, '::ffff:10.1.2.3'), good],
    ['of the proxy, IPv6', 'rfc9440', from(field, 'fd00::7'), good],
    ['I-17 of another address', 'rfc9440', from(field, '11.1.2.3'), absent],
    ['I-17 nonsense of another address', 'rfc9440', from('nonsense', '11.1.2.3'), absent],
    ['I-17 of another address, mapped', 'rfc9440', from(field, '::ffff:11.1.2.3'), absent],
    ['I-17 of another address in hexadecimal', 'rfc9440', from(field, 'fd01::1'), absent],
    ['I-19 of no address', 'rfc9440', { headers: { cert: field } }, absent],
    ['I-19 of an empty address', 'rfc9440', from(field, ''), absent],
    [
      'I-19 a forged X-Forwarded-For',
      'rfc9440',
      { headers: { cert: field, 'x-forwarded-for': '10.1.2.3' }, remoteAddress: '11.1.2.3' },
      absent,
    ],
    ["the proxy's own certificate", 'rfc9440', { ...peer(x509.raw), remoteAddress: '10.1.2.3' }, absent],
    ['repeated', 'rfc9440', from([field, field]), repeated],
    ['two values', 'rfc9440', from(`${field}, ${field}`), malformed],
    ['with a parameter', 'rfc9440', from(`${field};a=1`), malformed],
    ['without colons', 'rfc9440', from(base64), malformed],
    ['with bytes behind it', 'rfc9440', from(`:${Buffer.concat([x509.raw, x509.raw]).toString('base64')}:`), malformed],
    ['PEM in the place of DER', 'rfc9440', from(`:${Buffer.from(cert).toString('base64')}:`), malformed],
    ['oversized', 'rfc9440', from(`:${'A'.repeat(100_000)}:`), malformed],
    ['nginx', 'nginx', from(escaped), good],
    ['nginx, a plus as it is', 'nginx', from(escaped.replaceAll('%2B', '+')), good],
    ['nginx, two certificates', 'nginx', from(escaped + escaped), malformed],
    ['nginx, a broken escape', 'nginx', from(`${escaped}%`), malformed],
    ['Envoy', 'envoy', from(`By=spiffe://a/b;Hash=ab;Cert="${escaped}";Subject="O=\\"a\\",b;c=d";URI=`), good],
    ['Envoy, two elements', 'envoy', from(`Hash=ab,Cert="${escaped}"`), malformed],
    ['Envoy, an element behind it', 'envoy', from(`Cert="${escaped}",Hash=ab`), malformed],
    ['Envoy, two certificates', 'envoy', from(`Cert="${escaped}";cert="${escaped}"`), malformed],
    ['Envoy, none', 'envoy', from('By=a;Hash=ab'), malformed],
    ['Envoy, one within a text', 'envoy', from(`Subject="a;Cert=${escaped}"`), malformed],
    ['Envoy, a text that does not end', 'envoy', from(`Cert="${escaped}`), malformed],
  ]
  for (const [name, format, head, expected] of rows) {
    it(name, () => assert.deepEqual(read(schemeOf(format), head), expected))
  }
})

describe('verifying a certificate', () => {
  const verify = (options: object, { raw } = x509) =>
    create(configureCertificate(options)).verify(raw.toString('base64'), context)
  const unknown = { kind: 'refused', reason: 'certificate.unknown' }

  it('names its caller by the thumbprint, in each form', async () => {
    for (const text of [x509.fingerprint256, x509.fingerprint256.replaceAll(':', '').toLowerCase(), thumbprint]) {
      const verdict = await verify({ trusted: [{ name: 'stock', thumbprint: text, scopes: ['read'] }] })
      assert.ok(verdict.kind === 'principal', verdict.kind)
      const { name, type, scopes } = verdict.principal
      assert.deepEqual([name, type, [...scopes]], ['stock', 'certificate', ['read']])
    }
    assert.deepEqual(await verify({ trusted }, other), unknown)
  })

  it('names its caller by the subject, in which a comma of a value is escaped', async () => {
    const bySubject = { trusted: [{ name: 'stock', subject: 'C=DE,O=Shop\\, Inc,CN=stock' }] }
    assert.equal((await verify(bySubject)).kind, 'principal')
    assert.deepEqual(await verify(bySubject, other), unknown)
    assert.deepEqual(await verify({ trusted: [{ name: 'a', subject: 'C=DE,O=Shop,CN=Inc,CN=stock' }] }, other), unknown)
  })

  it('wants both where both are said', async () => {
    assert.deepEqual(await verify({ trusted: [{ name: 'a', subject: 'CN=other', thumbprint }] }), unknown)
  })

  it('refuses one outside its validity', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse(x509.validTo) })
    assert.equal((await verify({ trusted })).kind, 'principal')
    t.mock.timers.setTime(Date.parse(x509.validTo) + 1)
    assert.deepEqual(await verify({ trusted }), { kind: 'refused', reason: 'certificate.expired' })
  })

  it('H-32 is ambient, and refuses other sites unless said', () => {
    const scheme = create(configureCertificate({ trusted }))
    assert.deepEqual([scheme.ambient, scheme.crossSite, scheme.carrier], [true, 'refuse', 'certificate'])
    assert.equal(create(configureCertificate({ trusted, crossSite: 'allow' })).crossSite, 'allow')
  })
})

describe('options of mutualTLS', () => {
  const rows: readonly (readonly [string, object, string])[] = [
    ['O-14 none', {}, 'scheme.unconfigured'],
    ['an entry that says nothing', { trusted: [{ name: 'a' }] }, 'option.value'],
    ['a wrong thumbprint', { trusted: [{ name: 'a', thumbprint: 'ab', subject: 'CN=a' }] }, 'option.value'],
    ['a subject as openssl prints it', { trusted: [{ name: 'a', subject: 'CN = a, O = Shop' }] }, 'option.value'],
    ['a subject as openssl printed it', { trusted: [{ name: 'a', subject: '/O=Shop/CN=a' }] }, 'option.value'],
    ['one certificate twice', { trusted: [...trusted, { name: 'b', thumbprint }] }, 'option.value'],
    ['a wrong format', { trusted, proxy: proxyOf('apache') }, 'option.value'],
    ...[
      '0.0.0.0/0',
      '0.0.0.0/1',
      '::/0',
      '::/1',
      '::/8',
      '::/80',
      '10.0.0.0/33',
      '10.0.0',
      'proxy',
      '::ffff:10.0.0.1',
      'fe80::1%eth0',
      '1.2.3.4/8/8',
    ].map((address): [string, object, string] => [
      address,
      { trusted, proxy: proxyOf('nginx', [address]) },
      'option.value',
    ]),
  ]
  for (const [name, options, code] of rows) {
    it(`${name} stops the start`, () => assert.deepEqual(configureCertificate(options).found[0]?.code, code))
  }
})

describe('a token that is bound to a certificate', async () => {
  const issuer = await createTestIssuer({ algorithm: 'ES256' })
  const trust = {
    issuer: issuer.issuer,
    audiences: [issuer.audience],
    algorithms: ['ES256'],
    keys: { kind: 'jwks', keys: issuer.jwks().keys },
  } as const
  const bound = { claims: { cnf: { 'x5t#S256': thumbprint } } }
  const { raw, fingerprint256 } = new X509Certificate(createSelfSignedCertificate(new Date(0), new Date(1000)).cert)
  const x5t = Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
  const over = { raw, claims: { claims: { cnf: { 'x5t#S256': x5t } } } }
  const rows: readonly (readonly [string, object, object, object, string | undefined])[] = [
    ['C-32 without the option', {}, bound, peer(x509.raw), 'token.confirmation'],
    ['with its certificate', { certificateBound: 'allowed' }, bound, peer(x509.raw), undefined],
    ['I-18 with another', { certificateBound: 'allowed' }, bound, peer(other.raw), 'certificate.binding'],
    ['I-18 with none', { certificateBound: 'allowed' }, bound, {}, 'certificate.binding'],
    [
      'I-19 with one not authorised',
      { certificateBound: 'allowed' },
      bound,
      peer(x509.raw, false),
      'certificate.binding',
    ],
    ['I-18 with one that is over', { certificateBound: 'allowed' }, over.claims, peer(over.raw), 'certificate.expired'],
    ['unbound, allowed', { certificateBound: 'allowed' }, {}, {}, undefined],
    ['unbound, required', { certificateBound: 'required' }, {}, peer(x509.raw), 'certificate.unbound'],
    [
      'through a proxy',
      { certificateBound: 'required', certificateProxy: proxyOf('nginx') },
      bound,
      from(encodeURIComponent(cert)),
      undefined,
    ],
  ]
  for (const [name, options, claims, head, reason] of rows) {
    it(`${name}: ${reason ?? 'lets in'}`, async () => {
      const request = credentialRequest({ method: 'GET', target: '/', headers: {}, ...head })
      const scheme = create(configureBearer(options, [trust]))
      const verdict = await scheme.verify(await issuer.token(claims), { ...context, request })
      assert.equal(verdict.kind === 'refused' ? verdict.reason : undefined, reason)
    })
  }
})
