import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { get } from '../support/listening.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

describe('the example of API keys', () => {
  const example = spawn(process.execPath, ['--import', 'tsx', 'examples/api-keys/server.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  before(async () => {
    example.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    while (!output.includes('another site')) await once(example.stdout, 'data')
  })
  after(() => example.kill())

  it('answers each line that it prints as it says', async () => {
    const lines = output.split('\n')
    for (const [at, line] of lines.entries()) {
      const [, expected] = /, (\d{3}):$/.exec(line) ?? []
      if (expected === undefined) continue
      const command = lines[at + 1] ?? ''
      const [url = ''] = /http:\S+/.exec(command) ?? []
      const headers = Object.fromEntries(
        [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']) => [name, value]),
      )
      const method = command.includes('-X POST') ? 'POST' : 'GET'
      assert.equal((await get(url, { headers, method })).status, Number(expected), command)
    }
  })
})
