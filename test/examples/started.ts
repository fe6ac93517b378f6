import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** An example that runs as its first lines say, on a free port. */
export interface Started extends Disposable {
  /** What it has printed so far. */
  readonly output: string
  /** Waits until it has printed more. */
  untilPrinted(isEnough: (output: string) => boolean): Promise<void>
}

/** @param isReady Whether this is all that the example prints. */
export async function startExample(name: string, isReady: (output: string) => boolean): Promise<Started> {
  const example = spawn(process.execPath, ['--import', 'tsx', `examples/${name}/server.ts`], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let output = ''
  example.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const untilPrinted = async (isEnough: (output: string) => boolean): Promise<void> => {
    while (!isEnough(output)) await once(example.stdout, 'data')
  }
  await untilPrinted(isReady)
  return {
    get output() {
      return output
    },
    untilPrinted,
    [Symbol.dispose]: () => void example.kill(),
  }
}

/** One line with `curl`, and what is said of it before: `A wrong key, 401:`. */
export interface PrintedRequest {
  readonly command: string
  readonly status: number
  readonly url: string
  readonly init: { readonly method: string; readonly headers: Readonly<Record<string, string>> }
}

export function printedRequests(output: string): readonly PrintedRequest[] {
  let status = Number.NaN
  return output.split('\n').flatMap((line) => {
    const said = /, (\d{3})(?: each)?:$/.exec(line)?.[1]
    if (said !== undefined) status = Number(said)
    return /^\s*curl /.test(line) ? [readCurl(line, status)] : []
  })
}

function readCurl(command: string, status: number): PrintedRequest {
  const headers = Object.fromEntries(
    [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']) => [name, value]),
  )
  const user = /-u '([^']+)'/.exec(command)?.[1]
  if (user !== undefined) headers.authorization = `Basic ${Buffer.from(user).toString('base64')}`
  const [url = ''] = /http:[^\s']+/.exec(command) ?? []
  return { command, status, url, init: { method: /-X (\w+)/.exec(command)?.[1] ?? 'GET', headers } }
}
