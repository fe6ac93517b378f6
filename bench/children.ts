import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
const project = fileURLToPath(new URL('tsconfig.json', import.meta.url))
const output = fileURLToPath(new URL('results/compiled', import.meta.url))

/**
 * Compiles `src` and `bench` as the package is built. What is measured must not run through tsx: it names every inner
 * function as it is made, which costs time in each request.
 */
export async function compile(): Promise<void> {
  await rm(output, { recursive: true, force: true })
  await promisify(execFile)(process.execPath, [compiler, '-p', project])
}

export interface Launch {
  readonly parameters: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Gives the process `gc()`. */
  readonly collectable?: boolean
  /** Where the process leaves a CPU profile when it ends. */
  readonly profile?: { readonly folder: string; readonly name: string }
}

/** Starts a file of this folder in a process of its own. */
export function start(file: string, { parameters, env = {}, collectable = false, profile }: Launch): ChildProcess {
  return fork(`${output}/bench/${file}.js`, [...parameters], {
    execArgv: [...(collectable ? ['--expose-gc'] : []), ...(profile === undefined ? [] : profiling(profile))],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
}

/** Microseconds between two samples. */
const sampledEvery = 100

function profiling({ folder, name }: NonNullable<Launch['profile']>): readonly string[] {
  const interval = `--cpu-prof-interval=${sampledEvery}`
  return ['--cpu-prof', interval, `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}`]
}

/** The next message of a process, which has to be of the type that its file sends. */
export async function messageOf<Message>(child: ChildProcess): Promise<Message> {
  const ended = new AbortController()
  const early = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with ${code} before it answered`)
  })
  const [message] = await Promise.race([once(child, 'message', { signal: ended.signal }), early])
  early.catch(() => undefined)
  ended.abort()
  return message
}

/** What a process says whenever it is asked. */
export function ask<Message>(child: ChildProcess): Promise<Message> {
  const message = messageOf<Message>(child)
  child.send('now')
  return message
}

/** What a process that serves says of itself. */
export interface Usage {
  /** Microseconds, user and system. */
  readonly cpu: number
  /** Bytes that it holds. */
  readonly resident: number
}

/** Microseconds that a process which serves has used, user and system. */
export async function cpuOf(server: ChildProcess): Promise<number> {
  const { cpu } = await ask<Usage>(server)
  return cpu
}

/** Starts a process that has one thing to say. */
export async function run<Message>(file: string, launch: Launch): Promise<Message> {
  const child = start(file, launch)
  const [message] = await Promise.all([messageOf<Message>(child), once(child, 'exit')])
  return message
}
