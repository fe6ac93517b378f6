import { X509Certificate } from 'node:crypto'
import { makeIdentity } from '../../certificates.ts'
import type { PairKind, Show } from '../kind.ts'
import { check, header } from './showing.ts'

/** A certificate that the proxy on this machine passes on (RFC 9440). test/schemes/mutual-tls has real connections. */
export async function certificateKind(name: string): Promise<PairKind> {
  const pass = (...values: readonly string[]): Show => header('Client-Cert', ...values)
  const [till, clerk, nobody, thrower, sleeper] = await Promise.all([
    fieldOf('till'),
    fieldOf('clerk'),
    fieldOf('nobody'),
    fieldOf('thrower'),
    fieldOf('sleeper'),
  ])
  const trust = (caller: string, scopes: string[] = []) => ({ subject: `CN=${caller}`, name: caller, scopes })
  const addresses = ['127.0.0.1', '::1']
  return {
    name,
    declaration: { type: 'mutualTLS' },
    options: {
      trusted: [trust('till', ['read']), trust('clerk'), trust('thrower', ['read']), trust('sleeper', ['read'])],
      proxy: { addresses, header: 'Client-Cert', format: 'rfc9440' },
      check,
    },
    field: 'certificate',
    accepts: name,
    ambient: true,
    words: ['certificate'],
    sees: { oversized: 'malformed' },
    show: {
      good: pass(till),
      poor: pass(clerk),
      wrong: pass(nobody),
      malformed: pass(till.slice(1)),
      repeated: pass(till, till),
      oversized: pass(`:${'A'.repeat(5000)}:`),
      throwing: pass(thrower),
    },
    slow: pass(sleeper),
  }
}

async function fieldOf(caller: string): Promise<string> {
  const { cert } = await makeIdentity(`/CN=${caller}`)
  return `:${new X509Certificate(cert).raw.toString('base64')}:`
}
