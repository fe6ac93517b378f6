import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))

it('the example of DPoP gets a bound token, and only its key can use it', async () => {
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'examples/dpop/server.ts'], {
    cwd: root,
    timeout: 30_000,
  })
  const lines = stdout.split('\n')
  const line = (start: string): string => lines.find((one) => one.startsWith(start)) ?? assert.fail(stdout)
  const key = /^A token of the type DPoP, bound to the key (\S+)$/.exec(line('A token'))?.[1]
  assert.equal(line('With a proof'), `With a proof of the key:  200 {"orders":["coffee"],"boundTo":{"jkt":"${key}"}}`)
  assert.match(line('The same'), /401 DPoP .*error="invalid_token".*algs="ES256"$/)
  assert.match(line('With another'), /401 DPoP .*error="invalid_token"/)
})
