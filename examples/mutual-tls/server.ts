import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { getAuth, portcullis } from '../../src/index.ts'

// Certificates for this run alone, each signed by itself. Your own authority makes yours.
const folder = mkdtempSync(join(tmpdir(), 'mutual-tls-'))
const server = certificateOf('localhost')
const stock = certificateOf('stock')

const app = express()
const document = {
  openapi: '3.1.0',
  info: { title: 'Stock', version: '1' },
  paths: { '/stock': { get: { security: [{ mesh: ['stock'] }] } } },
  components: { securitySchemes: { mesh: { type: 'mutualTLS' } } },
}
const { fingerprint256: thumbprint } = new X509Certificate(stock.cert)
const gate = await portcullis(document, {
  schemes: { mesh: { trusted: [{ name: 'stock', thumbprint, scopes: ['stock'] }] } },
})
gate.mount(app)
app.get('/stock', (req, res) => void res.json({ coffee: 12, by: getAuth(req).schemes.mesh?.name }))

// Who comes without a certificate is answered 401 by the gate, not cut off by TLS.
const tls = { key: server.key, cert: server.cert, ca: [stock.cert], requestCert: true, rejectUnauthorized: false }
const listening = createServer(tls, app).listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = listening.address()
  const url = `https://localhost:${typeof address === 'object' ? address?.port : address}/stock`
  const trust = `--cacert ${folder}/localhost.pem`
  console.log(`
No certificate, 401:
  curl -i ${trust} ${url}

The certificate of "stock", 200:
  curl -i ${trust} --cert ${folder}/stock.pem --key ${folder}/stock.key ${url}
`)
})

function certificateOf(name: string): { readonly key: string; readonly cert: string } {
  const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile]
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  execFileSync('openssl', ['req', '-x509', ...key, '-out', certFile, '-days', '1', ...names], { stdio: 'ignore' })
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') }
}
