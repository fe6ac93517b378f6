import type { Report } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import { environmentIssuer, parseNamedIssuer } from '../issuer/named-issuer.ts'
import { findingOn } from '../options/given.ts'
import type { CompiledPolicy } from '../policy/types.ts'
import type { SchemeSettings } from '../schemes/kind.ts'
import type { ConfigurationCode } from './codes.ts'
import type { TokenOptions, TrustOptions } from './types.ts'

/**
 * Whose token endpoint is asked: as the options say, else the one whose tokens are taken, and of several the one that
 * `domain` or the environment names. undefined: nobody knows, which is an error where the options speak of the client.
 *
 * A secret of the environment goes to the issuer that the environment names beside it and to no other, and never to one
 * that only a document names.
 */
export function resolveTokenIssuer(
  { given, settings }: TokenOptions,
  schemes: readonly SchemeSettings[],
  trust: TrustOptions,
  report: Report,
): string | undefined {
  const taken = new Set(schemes.flatMap(issuersOf))
  const said = settings.issuer ?? settings.secretIssuer
  if (said !== undefined) {
    if (given !== undefined && !taken.has(said)) report(findingOn(given, foreign))
    return said
  }
  const [only, another] = given === undefined ? new Set(schemes.filter(isOwners).flatMap(issuersOf)) : taken
  if (another === undefined) return only
  const named = namedIssuers(trust).find((issuer) => taken.has(issuer))
  if (named === undefined && given !== undefined) report(findingOn(given, ambiguous(taken)))
  return named
}

function issuersOf({ issuers, introspects }: SchemeSettings): readonly string[] {
  return [...issuers.map(({ issuer }) => issuer), ...(introspects === undefined ? [] : [introspects])]
}

/** Whether the owner has named the issuer, in the options or the environment. */
function isOwners({ documented }: SchemeSettings): boolean {
  return documented !== true
}

function namedIssuers({ domain, environment }: TrustOptions): readonly string[] {
  // What is wrong with them was reported with the scheme that they are for.
  const named = domain && parseNamedIssuer(domain, () => {})
  return [named, environmentIssuer(environment, () => {})].filter((issuer) => issuer !== undefined)
}

const foreign = {
  code: 'tokens.foreign' satisfies ConfigurationCode,
  severity: 'warning',
  message: 'The token client asks an issuer whose tokens no scheme takes, so that no caller has one to exchange.',
  fix: 'Leave domain and issuer out of tokens, or write the issuer of a scheme.',
} as const

function ambiguous(issuers: ReadonlySet<string>) {
  const code: ConfigurationCode = 'tokens.issuer'
  const message = `tokens says not which issuer is asked, and the schemes have several: ${[...issuers].map(quote).join(', ')}.`
  return { code, message, fix: 'Write the issuer into it: tokens: { issuer: …, … }.' }
}

/** An operation's own connection that the list does not have could never be asked for. */
export function reportUnlisted({ rules }: CompiledPolicy, { settings }: TokenOptions, report: Report): void {
  const { connections } = settings
  if (connections === undefined) return
  for (const { operation } of rules) {
    const { connection, method, path, source } = operation
    if (connection === undefined || connections.has(connection)) continue
    const code: ConfigurationCode = 'connection.unlisted'
    const message = `${method} ${path} names the connection ${quote(connection)}, which tokens.connections does not list.`
    report({ severity: 'error', code, message, fix: 'Add it to the list, or correct the name.', ...source })
  }
}
