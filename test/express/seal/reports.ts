import type { Express } from 'express'
import type { Finding, GateOptions, SealReport } from '../../../src/index.ts'
import { portcullis } from '../../../src/index.ts'
import type { ExpressModule } from '../../support/guarded.ts'
import { documentOf } from '../../support/guarded.ts'

/** An operation for which a key with this scope is needed. */
export const scoped = (scope = 'any'): object => ({ security: [{ key: [scope] }] })

/** Options for documents that use keys alone. */
export const keyOptions: GateOptions = {
  schemes: { key: { keys: [{ name: 'alice', key: 'key-of-alice-1234', scopes: ['any'] }] } },
  env: {},
  docs: false,
  log: false,
}

export interface Application {
  readonly paths: object
  readonly extra?: object
  readonly options?: GateOptions
  readonly before?: (app: Express, express: ExpressModule) => void
  readonly routes: (app: Express, express: ExpressModule) => void
}

/** What a gate reports of an application. */
export async function reportOf(express: ExpressModule, parts: Application): Promise<SealReport> {
  const gate = await portcullis(documentOf(parts.paths, parts.extra), { ...keyOptions, ...parts.options })
  const app = express()
  parts.before?.(app, express)
  gate.mount(app)
  parts.routes(app, express)
  return gate.seal(app)
}

/** Findings in short: code, method and path. */
export function inShort(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ code, method = '', path = '' }) => `${code} ${method} ${path}`.replace(/ +/g, ' ').trim())
}
