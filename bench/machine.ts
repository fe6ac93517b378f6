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
