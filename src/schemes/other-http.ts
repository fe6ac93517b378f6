import { leadingToken } from '../http/token.ts'
import { askVerify } from './application/ask-verify.ts'
import { judgeVerdict, readHooks, readVerify } from './application/hooks.ts'
import { isKeyText } from './keys/key-options.ts'
import type { GivenScheme, SchemeKind, SchemeSettings } from './kind.ts'
import type { Hooks, OtherHttpOptions } from './option-types.ts'
import { type Credential, type CredentialRequest, repeated, type Scheme } from './types.ts'

/** Any other `http` scheme: what follows its word in the Authorization header, which only the application can judge. */
export const otherHttpScheme: SchemeKind = {
  enforces: (declaration) => declaration.type === 'http',
  options: ['verify', 'crossSite', 'check', 'report'],
  notInDocument: ['verify', 'check'],
  trustsIssuers: false,
  configure,
}

type Verify = OtherHttpOptions['verify']

/** What browsers answer by themselves, once a user or the system has logged in. */
const ambientWords: ReadonlySet<string> = new Set(['digest', 'negotiate', 'ntlm', 'hoba', 'mutual'])

function configure(given: GivenScheme): SchemeSettings | undefined {
  const { declaration, fields, report } = given
  if (declaration.type !== 'http') return undefined
  const { name, scheme: word } = declaration
  const hooks = readHooks(fields, report)
  const crossSite = fields.choice('crossSite', ['refuse', 'allow']) ?? 'refuse'
  if (fields.given('verify') === undefined) {
    return given.unconfigured(
      `Only the application can judge ${word}: schemes: { ${JSON.stringify(name)}: { verify: (credential) => … } }.`,
    )
  }
  const verify = readVerify<Verify>(fields, 'a function of a credential and a context', report)
  if (verify === undefined) return undefined
  const settings = { name, word, verify, crossSite, hooks }
  return Object.freeze({
    name,
    source: 'options',
    trust: `${word} as verify takes it`,
    issuers: Object.freeze([]),
    carrier: 'header:authorization',
    accepts: undefined,
    scopeMatch: 'all',
    decides: settings,
    create: () => createOtherHttpScheme(settings),
  })
}

interface OtherHttpSettings {
  readonly name: string
  /** In lower case, as it is compared (RFC 9110 §11.1). */
  readonly word: string
  readonly verify: Verify
  readonly crossSite: 'refuse' | 'allow'
  readonly hooks: Hooks
}

function createOtherHttpScheme({ name, word, verify, crossSite, hooks }: OtherHttpSettings): Scheme {
  return Object.freeze({
    name,
    carrier: 'header:authorization',
    ambient: ambientWords.has(word),
    report: hooks.report === true,
    scopeMatch: 'all',
    challenge: Object.freeze({ word: 'Other', scheme: word }),
    crossSite,
    read: (request) => readCredential(request, word),
    async verify(credential, context) {
      const verdict = await askVerify((hook) => verify(credential, hook), { scheme: name, type: 'custom', context })
      return judgeVerdict(verdict, hooks.check, context)
    },
  } satisfies Scheme)
}

/** Characters of a credential, which Node's own limit on headers is above. */
const longestCredential = 8192

/** What follows the word and its spaces, whatever grammar it has. Under another word it is somebody else's. */
function readCredential(request: CredentialRequest, word: string): Credential {
  const field = request.header('authorization')
  if (field === repeated) return { kind: 'malformed', reason: 'credential.repeated' }
  if (field === undefined || leadingToken(field).toLowerCase() !== word) return { kind: 'absent' }
  const [, credential] = /^ +(.+)$/.exec(field.slice(word.length)) ?? []
  const isReadable = credential !== undefined && credential.length <= longestCredential && isKeyText(credential)
  return isReadable ? { kind: 'presented', value: credential } : { kind: 'malformed', reason: 'credential.malformed' }
}
