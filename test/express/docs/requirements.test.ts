import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Required, requirementWords, type SchemeWords } from '../../../src/express/docs/view/requirement-words.ts'
import { noExtension } from '../../../src/policy/operations/parse-extension.ts'
import { policyOf } from './documented.ts'

const { schemes } = policyOf(
  {
    paths: {},
    components: {
      securitySchemes: {
        auth0: { type: 'oauth2' },
        oidc: { type: 'openIdConnect' },
        token: { type: 'http', scheme: 'Bearer' },
        staff: { type: 'http', scheme: 'basic' },
        signed: { type: 'http', scheme: 'hawk' },
        till: { type: 'apiKey', in: 'header', name: 'X-Key' },
        partner: { type: 'mutualTLS' },
      },
    },
  },
  [''],
)

const words = (security: Required['security'], changes: Partial<Required['extension'] & SchemeWords> = {}): string => {
  const { matchOf = () => 'all' as const, ...extension } = changes
  return requirementWords({ security, extension: { ...noExtension, ...extension } }, { schemes, matchOf })
}

describe('what an operation needs, in words', () => {
  const rows: readonly (readonly [Required['security'], string])[] = [
    [[], '**Public.** No credential is needed.'],
    [[{ auth0: [] }], '**Needs** a token (`auth0`).'],
    [[{ oidc: ['a'] }], '**Needs** a token (`oidc`) with the scope `a`.'],
    [[{ token: ['a', 'b', 'c'] }], '**Needs** a token (`token`) with the scopes `a`, `b` and `c`.'],
    [[{ staff: ['clerk'] }], '**Needs** a name and a password (`staff`) with the role `clerk`.'],
    [[{ signed: [] }], '**Needs** a credential (`signed`).'],
    [[{ partner: ['a', 'b'] }], '**Needs** a client certificate (`partner`) with the roles `a` and `b`.'],
    [[{ auth0: ['a'], till: [] }], '**Needs** a token (`auth0`) with the scope `a` and a key (`till`).'],
    [
      [{ auth0: ['a'] }, { till: [] }],
      '**Needs** one of these:\n\n- a token (`auth0`) with the scope `a`\n- a key (`till`)',
    ],
    [[{}, { till: [] }], '**Optional.** Works without a credential. With one: a key (`till`).'],
    [[{}], '**Public.** No credential is needed.'],
  ]
  for (const [security, text] of rows) {
    it(JSON.stringify(security), () => assert.equal(words(security), text))
  }

  it('one of several scopes, as the operation says or else the scheme', () => {
    const any = '**Needs** a token (`auth0`) with the scope `a` or `b`.'
    const all = '**Needs** a token (`auth0`) with the scopes `a` and `b`.'
    const security = [{ auth0: ['a', 'b'] }]
    assert.equal(words(security, { scopeMatch: 'any' }), any)
    assert.equal(words(security, { matchOf: () => 'any' }), any)
    assert.equal(words(security, { scopeMatch: 'all', matchOf: () => 'any' }), all)
  })

  it('how recent and how strong the login is', () => {
    assert.equal(
      words([{ auth0: [] }], { maxAge: 300, acr: ['gold', 'silver'] }),
      '**Needs** a token (`auth0`).\n\nThe login has to be at most 300 seconds ago.\n\nThe login has to be of the class `gold` or `silver`.',
    )
  })

  it('U-04 and names that are Markdown or HTML stay names', () => {
    assert.equal(
      words([{ auth0: ['[x](javascript:1)', '<img src=x onerror=1>', 'a`b', '`', 'two\n\nlines'] }]),
      '**Needs** a token (`auth0`) with the scopes `[x](javascript:1)`, `<img src=x onerror=1>`, ``a`b``, `` ` `` and `two lines`.',
    )
  })

  it('says where a page without a key cannot try it', () => {
    const proven = {
      ...schemes,
      auth0: { ...schemes.auth0, type: 'oauth2' as const, fields: new Map(), proofs: 'required' as const },
    }
    const said = (security: Required['security']) =>
      requirementWords({ security, extension: noExtension }, { schemes: proven, matchOf: () => 'all' })
    assert.match(said([{ auth0: [] }]), /cannot be tried in this page: each request needs a DPoP proof/)
    assert.match(said([{ till: [], auth0: [] }]), /cannot be tried/)
    for (const security of [[{ auth0: [] }, { till: [] }], [{ auth0: [] }, {}], [{ till: [] }], []]) {
      assert.doesNotMatch(said(security), /cannot be tried/)
    }
  })
})
