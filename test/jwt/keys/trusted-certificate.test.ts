import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createSelfSignedCertificate } from '../self-signed-certificate.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('./fetch-once.ts', import.meta.url))
const day = 86_400_000

describe('a certificate that is trusted', () => {
  let folder: string
  let server: Server
  let port: number

  before(async () => {
    const certificate = createSelfSignedCertificate(new Date(Date.now() - day), new Date(Date.now() + day))
    folder = await mkdtemp(join(tmpdir(), 'certificate-'))
    await writeFile(join(folder, 'authority.pem'), certificate.cert)
    server = createServer(certificate, (_, response) => response.end('{"keys":[]}'))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    port = (server.address() as AddressInfo).port
  })
  after(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })

  /** What a process that trusts the certificate gets. */
  async function fetched(host: string): Promise<unknown> {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') }
    const { stdout } = await run(process.execPath, ['--import', 'tsx', program, `https://${host}:${port}/`], { env })
    return JSON.parse(stdout)
  }

  it('is good for the host it names', async () => {
    assert.deepEqual(await fetched('localhost'), { ok: true, value: { keys: [] } })
  })

  it('J-17 F-21 is good for no other', async () => {
    assert.deepEqual(await fetched('127.0.0.1'), { ok: false, fault: 'tls' })
  })
})
