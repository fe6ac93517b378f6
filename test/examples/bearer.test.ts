import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { get } from '../support/listening.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

describe('the example of bearer tokens', () => {
  const example = spawn(process.execPath, ['--import', 'tsx', 'examples/bearer/server.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  before(async () => {
    example.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    while (output.match(/curl/g)?.length !== 3) await once(example.stdout, 'data')
  })
  after(() => example.kill())

  it('prints what is answered without a token, to a guest and to a clerk', async () => {
    const statuses = []
    for (const line of output.split('\n').filter((text) => text.includes('curl -i'))) {
      const [, authorization] = /'authorization: ([^']+)'/.exec(line) ?? []
      const [url = ''] = /http:\S+/.exec(line) ?? []
      statuses.push((await get(url, authorization === undefined ? {} : { headers: { authorization } })).status)
    }
    assert.deepEqual(statuses, [401, 403, 200])
  })
})
