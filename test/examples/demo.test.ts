import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { get } from '../support/listening.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A `curl` line of the demo, as fetch makes it. */
interface Call {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
}

describe('the demo of npm start', () => {
  const demo = spawn(process.execPath, ['--import', 'tsx', 'examples/demo/server.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  before(async () => {
    demo.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    while (output.match(/curl/g)?.length !== 3) await once(demo.stdout, 'data')
  })
  after(() => demo.kill())

  it('prints three curl lines that show a 401, a 403 and a 200', async () => {
    const calls = output
      .split('\n')
      .filter((line) => line.includes('curl -i'))
      .map(parseCall)
    const statuses = []
    for (const { url, ...init } of calls) statuses.push((await get(url, init)).status)
    assert.deepEqual(statuses, [401, 403, 200])
  })

  it('says what to do where its port is taken', async () => {
    const { port } = new URL(/listens on\s+(\S+)/.exec(output)?.[1] ?? '')
    const second = spawn(process.execPath, ['--import', 'tsx', 'examples/demo/server.ts'], {
      cwd: root,
      env: { ...process.env, PORT: port },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [said, [code]] = await Promise.all([text(second.stderr), once(second, 'exit')])
    assert.match(said, new RegExp(`Port ${port} is taken\\. Choose another: PORT=`))
    assert.equal(code, 1)
  })

  it('serves its documentation where it says', async () => {
    const url = /documentation is at\s+(\S+)/.exec(output)?.[1] ?? ''
    const page = await fetch(url)
    assert.match(await page.text(), /<title>Orders/)
  })
})

function parseCall(line: string): Call {
  const token = /'authorization: ([^']+)'/.exec(line)?.[1]
  return {
    url: /http:\S+/.exec(line)?.[0] ?? '',
    method: /-X (\w+)/.exec(line)?.[1] ?? 'GET',
    headers: token === undefined ? {} : { authorization: token },
  }
}
