import type { Report } from '../diagnostics/diagnostic.ts'
import { listed, quote } from '../diagnostics/words.ts'
import { findingOn } from '../options/given.ts'
import type { Rule, SchemeDeclaration } from '../policy/types.ts'
import type { ConfigurationCode } from './codes.ts'
import type { Draft } from './draft.ts'
import { guessIssuer } from './guess-issuer.ts'

/** Nothing says whom a scheme trusts that operations need (O-07). */
export function reportUnconfigured({ declaration, users }: Draft, fix: string, report: Report): undefined {
  const { name, place } = declaration
  const code: ConfigurationCode = 'scheme.unconfigured'
  const message = `The scheme ${quote(name)} is needed by ${describeUsers(users)}, and nothing says whom it trusts.`
  report(findingOn({ value: undefined, label: name, place }, { code, message, fix }))
  return undefined
}

/** The three ways to say whose tokens a scheme takes, and what the document suggests. */
export function waysToTrust(declaration: SchemeDeclaration): string {
  const guess = guessIssuer(declaration)
  const name = JSON.stringify(declaration.name)
  return [
    'Say it in one of three ways:',
    '  environment  AUTH0_DOMAIN=tenant.auth0.com AUTH0_AUDIENCE=https://api.example.com',
    '               (for any other issuer ISSUER_BASE_URL and AUDIENCE)',
    `  options      schemes: { ${name}: { issuer: 'https://issuer.example/', audience: 'https://api.example.com' } }`,
    '  document     x-portcullis: { issuer: https://issuer.example/, audience: https://api.example.com } on the scheme',
    ...explainMetadata(declaration),
    ...(guess === undefined
      ? []
      : [`The document suggests the issuer ${guess}. It is a guess and not used: check it, then write it down.`]),
  ].join('\n')
}

/** Why the address of metadata in a document was no help. */
function explainMetadata(declaration: SchemeDeclaration): readonly string[] {
  if (declaration.type !== 'openIdConnect' || declaration.url === '') return []
  return ['Its openIdConnectUrl does not end in /.well-known/openid-configuration, so that it names no issuer.']
}

/** `GET /a`, or `GET /a and 3 more`. */
function describeUsers(users: readonly Rule[]): string {
  return listed(users.map(({ operation }) => `${operation.method.toUpperCase()} ${operation.path}`))
}
