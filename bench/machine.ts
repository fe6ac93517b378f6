import { readFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem, type } from 'node:os'

/** Where and when the figures were taken. The load says how far to trust them. */
export function describeMachine(): string {
  const processors = cpus()
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return [
    `- Machine: ${processors.length} × ${processors[0]?.model ?? 'unknown'}, ${gibibytes} GiB, ${type()} ${release()}`,
    `- Load of the machine before the run: ${loadavg()[0]?.toFixed(1)}`,
    `- Node: ${process.version}`,
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    '',
  ].join('\n')
}

const measured: readonly string[] = [
  'express',
  'express-4',
  'express-oauth2-jwt-bearer',
  'express-jwt',
  'jwks-rsa',
  'fast-jwt',
  'jose',
  'express-openapi-validator',
  'openapi-backend',
  'yaml',
]

/** What is installed of what is measured. */
export async function versions(): Promise<Readonly<Record<string, string>>> {
  const version = async (name: string): Promise<readonly [string, string]> => {
    const text = await readFile(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')
    return [name, JSON.parse(text).version]
  }
  return Object.fromEntries([['node', process.version], ...(await Promise.all(measured.map(version)))])
}
