import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Colours would stand between the words that a test looks for, and a project is not to know whose tests run it. */
const environment = {
  ...process.env,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  NODE_ENV: undefined,
  NODE_TEST_CONTEXT: undefined,
}

/** Minutes that one command may take; an install on a slow line is the longest. */
const DEADLINE_MINUTES = 5

/**
 * Runs a command to its end, and gives what it wrote, to its output and beside it.
 * @throws {Error} with all of that, when it fails.
 */
export async function run(command: string, words: readonly string[], folder: string): Promise<string> {
  const child = spawn(command, words, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MINUTES * 60_000,
  })
  const written: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => written.push(text))
  const [code] = await once(child, 'close')
  const all = written.join('')
  if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${code}:\n${all}`)
  return all
}
