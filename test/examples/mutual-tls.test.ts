import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { describe, it } from 'node:test'
import { startExample } from './started.ts'

describe('the example with client certificates', () => {
  it('prints two curl lines that show a 401 and a 200', async () => {
    using example = await startExample('mutual-tls', (output) => output.match(/curl/g)?.length === 2)
    const lines = example.output.split('\n').filter((line) => line.includes('curl -i'))
    assert.deepEqual(await Promise.all(lines.map(statusOf)), [401, 200])
  })
})

/** Does what a `curl` line says. */
async function statusOf(line: string): Promise<number | undefined> {
  const fileOf = (option: string): string | undefined => {
    const name = new RegExp(`--${option} (\\S+)`).exec(line)?.[1]
    return name === undefined ? undefined : readFileSync(name, 'utf8')
  }
  const url = /https:\S+/.exec(line)?.[0] ?? ''
  // The loopback address: `localhost` may mean another family first.
  const { port, pathname: path } = new URL(url)
  const tls = { ca: fileOf('cacert'), cert: fileOf('cert'), key: fileOf('key'), servername: 'localhost' }
  const [answer] = await once(request({ host: '127.0.0.1', port, path, agent: false, ...tls }).end(), 'response')
  answer.resume()
  return answer.statusCode
}
