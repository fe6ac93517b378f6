import cluster from 'node:cluster'
import type { Report } from '../diagnostics/diagnostic.ts'
import { issuerVariables } from '../issuer/named-issuer.ts'
import { type Given, wrongValue } from '../options/given.ts'
import { membersOf, type NamedValues } from '../options/named-values.ts'
import { clientVariables } from '../token-client/read-options.ts'
import type { ConfigurationCode } from './codes.ts'

/** The variables that name an audience. `AUDIENCE` is that of express-oauth2-jwt-bearer. */
export const audienceVariables: readonly string[] = Object.freeze(['AUTH0_AUDIENCE', 'AUDIENCE'])

const variableNames: readonly string[] = [
  ...issuerVariables,
  ...audienceVariables,
  ...clientVariables,
  'NODE_ENV',
  'NODE_APP_INSTANCE',
]

/** Whether a process manager has started several of this process: pm2 numbers them, and Node knows its own (F-34). */
export function isOneOfSeveral(variables: NamedValues): boolean {
  return cluster.isWorker || variables.has('NODE_APP_INSTANCE')
}

/** Node asks the environment of the process itself, whatever the options bring (J-18). */
export function reportUncheckedTls(environment: Readonly<Record<string, string | undefined>>, report: Report): void {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return
  const code: ConfigurationCode = 'issuer.tls'
  const message =
    'NODE_TLS_REJECT_UNAUTHORIZED is 0: no certificate is checked, and anybody on the way can pose as an issuer.'
  const fix = 'Take it out, and name the authority that is missing in NODE_EXTRA_CA_CERTS.'
  report({ severity: 'warning', code, message, fix })
}

/** The variables that count and are set, copied, so that no later change of the environment reaches the gate. */
export function readEnvironment(
  option: Given | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  report: Report,
): NamedValues {
  const given: Given = option ?? { value: environment, label: 'env', place: undefined }
  const members = membersOf(given, 'an object of variables', report)
  const variables = new Map<string, Given>()
  for (const name of variableNames) {
    const { value } = members.get(name) ?? {}
    const variable: Given = { value, label: name, place: undefined }
    if (typeof value === 'string') variables.set(name, variable)
    else if (value !== undefined) report(wrongValue(variable, 'a text, as every variable of the environment'))
  }
  return variables
}
