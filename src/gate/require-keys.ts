import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { GateCode } from './codes.ts'
import type { Gate } from './gate-types.ts'

/**
 * Waits for the keys of every issuer, at most so many seconds.
 * @throws {ConfigurationError} that names each issuer without keys. The gate is closed then.
 */
export async function requireKeys(gate: Gate, seconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, 'late')
  })
  const first = await Promise.race([gate.ready(), late])
  clearTimeout(timer)
  if (first !== 'late') return
  const missing = gate.health().issuers.filter(({ state }) => state === 'loading' || state === 'failed')
  if (missing.length === 0) return
  await gate.close()
  throw new ConfigurationError(missing.map(({ issuer, lastError }) => notReady(issuer, lastError, seconds)))
}

function notReady(issuer: string, lastError: string | undefined, seconds: number): Diagnostic {
  const reason = lastError === undefined ? '' : `; the last attempt failed: ${lastError}`
  const code: GateCode = 'issuer.not-ready'
  return {
    severity: 'error',
    code,
    message: `the keys of ${issuer} are not there after ${seconds} s${reason}`,
    fix: 'Look whether the issuer answers, or leave requireReady out: then tokens get 503 until its keys are there.',
  }
}
