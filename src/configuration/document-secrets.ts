import type { Report } from '../diagnostics/diagnostic.ts'
import { elements, members } from '../document/node.ts'
import type { Node } from '../document/types.ts'
import { privateMembers } from '../jwt/keys/parse-key-set.ts'
import { findingOn } from '../options/given.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import type { ConfigurationCode } from './codes.ts'

/**
 * Options that hold secrets, wherever they stand under `x-portcullis`, in lower case and without what stands between
 * words: a secret that is misspelt as `client_secret` is one all the same. `hash` is what can be guessed against.
 */
const secretNames: ReadonlySet<string> = new Set([
  ...['secret', 'secrets', 'clientsecret', 'clientassertion', 'privatekey', 'encryptionkey'],
  ...['users', 'password', 'passphrase', 'hash', 'keys'],
])

/** Members that only private and symmetric keys have; `k` is the symmetric one's (RFC 7518 §6.4). */
const keySecrets: ReadonlySet<string> = new Set([...privateMembers, 'k'])

/** Reports every secret in the document: whoever sees the documentation can read it. */
export function reportSecrets({ name, extension }: SchemeDeclaration, report: Report): void {
  const found = [...(extension?.fields ?? [])].flatMap(([key, node]) => secretsIn(key, node))
  for (const [key, { place }] of found) {
    const code: ConfigurationCode = 'document.secret'
    const message = `x-portcullis of the scheme "${name}" holds a secret (${key}), which everybody who reads the document knows.`
    const fix = `Take it out, replace it by another, and give that in the options: schemes: { ${JSON.stringify(name)}: { … } }.`
    report(findingOn({ value: undefined, label: key, place }, { code, message, fix }))
  }
}

/** `keys` of an apiKey scheme; the `keys` of a JWK set stand one level deeper. */
export function isSecretName(name: string): boolean {
  return secretNames.has(name.replace(/[^a-z]/gi, '').toLowerCase())
}

type Found = readonly [name: string, node: Node]

function secretsIn(name: string, node: Node): readonly Found[] {
  // Claims are data about callers, and may have any name.
  if (name === 'requiredClaims') return []
  if (name === 'jwks') return membersNamed(keySecrets, node)
  if (isSecretName(name)) return [[name, node]]
  const inside = members(node).flatMap(([key, member]) => secretsIn(key, member))
  return [...inside, ...elements(node).flatMap((item) => secretsIn('', item))]
}

/** Members with these names at any depth, which the document's own limit bounds. */
function membersNamed(names: ReadonlySet<string>, node: Node): readonly Found[] {
  const inside = [...members(node)].flatMap(([name, member]): readonly Found[] =>
    names.has(name) ? [[name, member]] : membersNamed(names, member),
  )
  return [...inside, ...elements(node).flatMap((item) => membersNamed(names, item))]
}
