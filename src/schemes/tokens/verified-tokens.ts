import { wrongValue } from '../../options/given.ts'
import { askVerify } from '../application/ask-verify.ts'
import { judgeVerdict, readHooks, readVerify } from '../application/hooks.ts'
import type { GivenScheme, SchemeSettings } from '../kind.ts'
import type { Hooks, TokenSchemeOptions } from '../option-types.ts'
import type { Scheme } from '../types.ts'
import { readToken } from './read-token.ts'

type VerifyToken = NonNullable<TokenSchemeOptions['verify']>

/** What may stand beside `verify`. Everything else is about tokens that are judged here. */
const besideVerify: ReadonlySet<string> = new Set(['verify', 'scopeMatch', 'check', 'report'])

/** Token schemes whose tokens the application judges for itself: opaque ones, and any other that has no JWT's form. */
export function configureVerifiedTokens(given: GivenScheme): SchemeSettings | undefined {
  const { declaration, fields, report } = given
  for (const [name, value] of fields.all()) {
    if (!besideVerify.has(name)) report(wrongValue(value, 'left out beside verify, which judges the whole token'))
  }
  const hooks = readHooks(fields, report)
  const scopeMatch = fields.choice('scopeMatch', ['all', 'any']) ?? 'all'
  const verify = readVerify<VerifyToken>(fields, 'a function of a token and a context', report)
  if (verify === undefined) return undefined
  const { name } = declaration
  const settings = { name, verify, scopeMatch, hooks }
  return Object.freeze({
    name,
    source: 'options',
    trust: 'tokens that verify takes',
    issuers: Object.freeze([]),
    carrier: 'header:authorization',
    accepts: undefined,
    scopeMatch,
    decides: { type: declaration.type, ...settings },
    create: () => createVerifiedTokenScheme(settings),
  })
}

interface VerifiedTokenSettings {
  readonly name: string
  readonly verify: VerifyToken
  readonly scopeMatch: 'all' | 'any'
  readonly hooks: Hooks
}

function createVerifiedTokenScheme({ name, verify, scopeMatch, hooks }: VerifiedTokenSettings): Scheme {
  return Object.freeze({
    name,
    carrier: 'header:authorization',
    ambient: false,
    report: hooks.report === true,
    scopeMatch,
    challenge: Object.freeze({ word: 'Bearer' }),
    read: readToken,
    async verify(token, context) {
      // Nothing here can judge a proof, and a token under this word must not count as a plain one.
      if (context.word === 'DPoP') return { kind: 'refused', reason: 'dpop.off' }
      if (token.length > longestToken) return { kind: 'refused', reason: 'token.oversized' }
      const verdict = await askVerify((hook) => verify(token, hook), { scheme: name, type: 'custom', token, context })
      return judgeVerdict(verdict, hooks.check, context)
    },
  } satisfies Scheme)
}

/** Characters. Real opaque tokens have under a thousand; Node's own limit on headers is above this. */
const longestToken = 8192
