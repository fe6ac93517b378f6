import assert from 'node:assert/strict'
import { configureSchemes } from '../../src/configuration/configure-schemes.ts'
import { parseOptions } from '../../src/configuration/parse-options.ts'
import type { SchemeSettings } from '../../src/configuration/types.ts'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { loadPolicy } from '../../src/policy/read-policy.ts'

/** What a start came to: what was configured, or why not. Findings about the document as such are left out. */
export interface Started {
  readonly settings: readonly SchemeSettings[] | undefined
  readonly found: readonly Diagnostic[]
}

export type Environment = Record<string, string | undefined>

/** Parses options, compiles a document and configures its schemes, as the gate does. The environment is `env` alone. */
export async function start(document: string | object, options: object = {}, env: Environment = {}): Promise<Started> {
  const found: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void found.push(diagnostic)
  const parsed = parseOptions(options, env, report)
  const loaded = await loadPolicy(document, parsed?.policy ?? {}, () => {})
  assert.ok(loaded, 'the document of the test compiles')
  return { settings: parsed && configureSchemes(loaded.compiled, parsed.trust, report), found }
}

/** `severity code`, in the order in which they were found. */
export function codesOf({ found }: Started): readonly string[] {
  return found.map(({ severity, code }) => `${severity} ${code}`)
}

/** The settings of a start without errors. */
export function settingsOf({ settings, found }: Started): readonly SchemeSettings[] {
  const errors = found.filter(({ severity }) => severity === 'error')
  assert.deepEqual(errors, [])
  return settings ?? assert.fail('nothing was configured')
}

/** A document whose operations need these schemes: `GET /0` the first requirement list, `GET /1` the second. */
export function documentWith(securitySchemes: object, ...lists: readonly object[]): object {
  const operations = lists.map((security) => ({ get: { security, responses: {} } }))
  return {
    openapi: '3.1.0',
    info: { title: 'test', version: '1' },
    components: { securitySchemes },
    paths: Object.fromEntries(operations.map((item, index) => [`/${index}`, item])),
  }
}

/** One token scheme, `auth0`, with what stands on it. */
export function bearerDocument(fields: object = {}): object {
  return documentWith({ auth0: { type: 'http', scheme: 'bearer', ...fields } }, [{ auth0: [] }])
}

/** One `openIdConnect` scheme, `auth0`. */
export function openIdDocument(url: string, extension?: object): object {
  const scheme = { type: 'openIdConnect', openIdConnectUrl: url, ...(extension && { 'x-portcullis': extension }) }
  return documentWith({ auth0: scheme }, [{ auth0: [] }])
}
