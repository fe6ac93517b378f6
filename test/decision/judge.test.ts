import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judge } from '../../src/decision/judge.ts'
import type { Scenario } from './scenario.ts'
import { good, inWords, judgeScenario, malformed, schemes, token, unknown, wrong } from './scenario.ts'

interface Row extends Scenario {
  readonly id: string
  /** As `inWords` says it. */
  readonly expected: string
}

const noCredential = 'missing_credentials credential.missing'
const expired = 'invalid_token token.expired'
const repeated = 'invalid_request credential.repeated'
const issuerDown = 'temporarily_unavailable issuer.unavailable'
const noScope = 'insufficient_scope scope.missing'
const crossSite = 'cross_site request.cross_site'
const fromElsewhere = { crossSite: true, safe: false }

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const { id, expected, ...scenario } of rows) {
      it(id, () => assert.equal(inWords(judgeScenario(scenario)), expected))
    }
  })
}

table('requirements: OR, AND, scopes', [
  { id: 'an empty list is public', security: [], expected: 'public' },
  {
    id: 'a public operation looks at no credential',
    security: [],
    shown: { bearer: wrong() },
    expected: 'public',
  },
  { id: 'O-03 {} alone lets everybody in', security: [{}], expected: 'anonymous' },
  { id: 'one scheme, given', security: [{ bearer: [] }], shown: { bearer: token() }, expected: 'bearer' },
  { id: 'H-01 one scheme, absent', security: [{ bearer: [] }], expected: `${noCredential}, Bearer` },
  {
    id: 'a scheme that the operation does not name gives nothing',
    security: [{ bearer: [] }],
    shown: { key: good() },
    expected: `${noCredential}, Bearer`,
  },
  {
    id: 'OR: the second will do',
    security: [{ bearer: [] }, { key: [] }],
    shown: { key: good() },
    expected: 'key',
  },
  {
    id: 'OR: the first in document order is the caller',
    security: [{ key: [] }, { bearer: [] }],
    shown: { bearer: token(), key: good() },
    expected: 'key',
  },
  {
    id: 'OR: the first that is satisfied, not the first that is authenticated',
    security: [{ key: ['admin'] }, { bearer: [] }],
    shown: { bearer: token(), key: good() },
    expected: 'bearer',
  },
  {
    id: 'AND: both given, in the order of the document',
    security: [{ key: [], bearer: [] }],
    shown: { bearer: token(), key: good() },
    expected: 'key+bearer',
  },
  {
    id: 'C-28 all scopes of a scheme are wanted',
    security: [{ bearer: ['a', 'b'] }],
    shown: { bearer: token('a') },
    expected: `${noScope}, Bearer![a b]`,
  },
  {
    id: 'C-23 a scope is compared whole',
    security: [{ bearer: ['read'] }],
    shown: { bearer: token('readall unread') },
    expected: `${noScope}, Bearer![read]`,
  },
  {
    id: 'C-25 a scope is compared by case',
    security: [{ bearer: ['read'] }],
    shown: { bearer: token('READ') },
    expected: `${noScope}, Bearer![read]`,
  },
  {
    id: 'S-18 names of Object.prototype are no scopes',
    security: [{ bearer: ['constructor', 'toString'] }],
    shown: { bearer: token() },
    expected: `${noScope}, Bearer![constructor toString]`,
  },
  {
    id: 'any-of by the scheme: one is enough',
    security: [{ any: ['a', 'b'] }],
    shown: { any: token('b') },
    expected: 'any',
  },
  {
    id: 'any-of by the scheme: none is not',
    security: [{ any: ['a', 'b'] }],
    shown: { any: token('c') },
    expected: `${noScope}, Bearer![a b]`,
  },
  {
    id: 'any-of over an empty list means authenticated',
    security: [{ any: [] }],
    shown: { any: token() },
    expected: 'any',
  },
  {
    id: 'any-of by the operation',
    security: [{ bearer: ['a', 'b'] }],
    shown: { bearer: token('a') },
    extension: { scopeMatch: 'any' },
    expected: 'bearer',
  },
  {
    id: 'the operation beats the scheme',
    security: [{ any: ['a', 'b'] }],
    shown: { any: token('a') },
    extension: { scopeMatch: 'all' },
    expected: `${noScope}, Bearer![a b]`,
  },
  {
    id: 'O-11 roles on a key are enforced',
    security: [{ key: ['admin'] }],
    shown: { key: good('reader') },
    expected: `${noScope}, X-Key![admin]`,
  },
])

table('what a request lacks is asked for', [
  {
    id: 'O-08 AND, the key missing',
    security: [{ bearer: ['read'], key: [] }],
    shown: { bearer: token('read') },
    expected: `${noCredential}, X-Key`,
  },
  {
    id: 'O-08 AND, the token missing',
    security: [{ bearer: ['read'], key: [] }],
    shown: { key: good() },
    expected: `${noCredential}, Bearer[read]`,
  },
  {
    id: 'OR, both missing: every scheme that could have helped',
    security: [{ bearer: ['read'] }, { key: [] }],
    expected: `${noCredential}, Bearer[read], X-Key`,
  },
  {
    id: 'AND on one header: one token needs the scopes of both',
    security: [{ bearer: ['a'], other: ['b'] }],
    expected: `${noCredential}, Bearer[a b]`,
  },
  {
    id: 'AND on one header: a scope that both want is named once',
    security: [{ bearer: ['a', 'b'], other: ['b'] }],
    expected: `${noCredential}, Bearer[a b]`,
  },
  {
    id: 'O-09 OR, the token wrong and the key absent: the error is for the token alone',
    security: [{ bearer: ['read'] }, { key: [] }],
    shown: { bearer: wrong() },
    expected: `${expired}, Bearer!, X-Key`,
  },
  {
    id: 'O-09 the other way round',
    security: [{ bearer: ['read'] }, { key: [] }],
    shown: { key: wrong('apikey.unknown') },
    expected: 'invalid_token apikey.unknown, Bearer[read], X-Key!',
  },
  {
    id: 'several alternatives lack scopes: the one that lacks least',
    security: [{ bearer: ['a', 'b', 'c'] }, { bearer: ['a', 'd'] }],
    shown: { bearer: token('a') },
    expected: `${noScope}, Bearer![a d]`,
  },
  {
    id: 'an any-of list is one more thing to lack, also where another scheme lacks a scope of it',
    security: [{ bearer: ['write', 'read'], any: ['write', 'admin'] }, { bearer: ['read', 'write'] }],
    shown: { bearer: token(), any: token() },
    expected: `${noScope}, Bearer![read write]`,
  },
  {
    id: 'several lack as many: the first in document order',
    security: [{ bearer: ['a', 'b'] }, { bearer: ['a', 'c'] }],
    shown: { bearer: token('a') },
    expected: `${noScope}, Bearer![a b]`,
  },
  {
    id: 'a scope that two schemes of an alternative want is lacked once',
    security: [{ bearer: ['a', 'b'] }, { bearer: ['c'], other: ['c'] }],
    shown: { bearer: token(), other: token() },
    expected: `${noScope}, Bearer![c]`,
  },
  {
    id: 'a scope that two credentials lack is lacked twice',
    security: [{ bearer: ['a'], key: ['a'] }, { key: ['b'] }],
    shown: { bearer: token(), key: good() },
    expected: `${noScope}, X-Key![b]`,
  },
  {
    id: 'any-of lacks one, however long its list is',
    security: [{ bearer: ['a', 'b'] }, { any: ['c', 'd', 'e'] }],
    shown: { bearer: token(), any: token() },
    expected: `${noScope}, Bearer![c d e]`,
  },
  {
    id: 'AND: only the credential that lacks scopes is told',
    security: [{ bearer: ['read'], key: ['admin'] }],
    shown: { bearer: token('read'), key: good() },
    expected: `${noScope}, X-Key![admin]`,
  },
])

table('a presented credential must be good', [
  {
    id: 'O-10 a good key does not make up for a wrong token',
    security: [{ key: [] }, { bearer: [] }],
    shown: { key: good(), bearer: wrong() },
    expected: `${expired}, Bearer!`,
  },
  {
    id: 'O-03 a wrong token is not anonymous where {} stands first',
    security: [{}, { bearer: [] }],
    shown: { bearer: wrong() },
    expected: `${expired}, Bearer!`,
  },
  {
    id: 'O-03 nor where {} stands last',
    security: [{ bearer: [] }, {}],
    shown: { bearer: wrong() },
    expected: `${expired}, Bearer!`,
  },
  {
    id: 'H-09 a repeated header is refused beside a good key',
    security: [{ key: [] }, { bearer: [] }],
    shown: { key: good(), bearer: () => malformed() },
    expected: `${repeated}, Bearer!`,
  },
  {
    id: 'H-09 what is not there is not asked for before the request can be read',
    security: [{ bearer: [] }, { key: [] }],
    shown: { bearer: () => malformed() },
    expected: `${repeated}, Bearer!`,
  },
  {
    id: 'H-09 and beside {}',
    security: [{}, { bearer: [] }],
    shown: { bearer: () => malformed() },
    expected: `${repeated}, Bearer!`,
  },
  {
    id: 'O-03 {} without a credential is anonymous',
    security: [{}, { bearer: [] }],
    expected: 'anonymous',
  },
  {
    id: 'O-03 a good token under {} is the caller, not anonymous',
    security: [{}, { bearer: [] }],
    shown: { bearer: token() },
    expected: 'bearer',
  },
  {
    id: 'a good token that lacks scopes is anonymous under {}',
    security: [{}, { bearer: ['admin'] }],
    shown: { bearer: token('read') },
    expected: 'anonymous',
  },
  {
    id: 'C-30 a token that the application\u2019s check refuses: 403 with the scopes that are wanted',
    security: [{ bearer: ['read'] }],
    shown: { bearer: wrong('check.refused') },
    expected: 'insufficient_scope check.refused, Bearer![read]',
  },
  {
    id: 'F-39 a check that broke down is not the caller\u2019s fault',
    security: [{ bearer: [] }],
    shown: { bearer: wrong('check.timeout') },
    expected: 'temporarily_unavailable check.timeout',
  },
  {
    id: 'F-39 and lets nobody in, anonymous or not',
    security: [{}, { bearer: [] }, { key: [] }],
    shown: { bearer: wrong('check.failed'), key: good() },
    expected: 'temporarily_unavailable check.failed',
  },
])

table('O-30 several schemes on one carrier', [
  {
    id: 'O-30 two issuers in OR, a token of the first',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: token(), other: wrong('token.issuer') },
    expected: 'bearer',
  },
  {
    id: 'O-30 two issuers in OR, a token of the second',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: wrong('token.issuer'), other: token() },
    expected: 'other',
  },
  {
    id: 'O-30 two issuers in OR, a token of neither',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: wrong('token.issuer'), other: wrong('token.issuer') },
    expected: 'invalid_token token.issuer, Bearer!',
  },
  {
    id: 'O-30 the issuer that knows the token says why',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: wrong('token.issuer'), other: wrong('token.expired') },
    expected: `${expired}, Bearer!`,
  },
  {
    id: 'O-30 as does one that can read it',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: wrong('token.opaque'), other: wrong('token.expired') },
    expected: `${expired}, Bearer!`,
  },
  {
    id: 'D-30 a proof that one scheme has seen is good for none',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: wrong('dpop.replayed'), other: token() },
    expected: 'invalid_dpop_proof dpop.replayed, Bearer!',
  },
  {
    id: 'two carriers with a wrong credential each: both are told',
    security: [{ bearer: [] }, { key: [] }],
    shown: { bearer: wrong('token.issuer'), key: wrong('apikey.unknown') },
    expected: 'invalid_token token.issuer, Bearer!, X-Key!',
  },
  {
    id: 'O-30 AND with one issuer: the token is judged by each',
    security: [{ bearer: ['a'], other: ['b'] }],
    shown: { bearer: token('a b'), other: token('a b') },
    expected: 'bearer+other',
  },
  {
    id: 'O-30 AND, refused by one of them',
    security: [{ bearer: [], other: [] }],
    shown: { bearer: token(), other: wrong('token.audience') },
    expected: 'invalid_token token.audience, Bearer!',
  },
  {
    id: 'a token that is good for one scheme is not told wrong while a key is missing',
    security: [{ bearer: [], key: [] }, { other: [] }],
    shown: { bearer: token(), other: wrong('token.issuer') },
    expected: `${noCredential}, X-Key`,
  },
  {
    id: 'O-30 a token under the word DPoP on an optional bearer operation is refused',
    security: [{}, { bearer: [] }],
    shown: { bearer: wrong('token.confirmation') },
    expected: 'invalid_token token.confirmation, Bearer!',
  },
  {
    id: 'O-30 key(admin) and token(read) have no union of scopes',
    security: [{ bearer: ['admin', 'read'] }, { key: ['admin', 'read'] }],
    shown: { bearer: token('read'), key: good('admin') },
    expected: `${noScope}, Bearer![admin read]`,
  },
  {
    id: 'O-30 nor in AND: each has its own list',
    security: [{ bearer: ['admin'], key: ['read'] }],
    shown: { bearer: token('read'), key: good('admin') },
    expected: `${noScope}, Bearer![admin], X-Key![read]`,
  },
  {
    id: 'one scheme takes what another cannot read',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: () => malformed(), other: token() },
    expected: 'other',
  },
])

table('H-31 ambient credentials are gentler', [
  {
    id: 'H-31 a stale cookie beside a good token',
    security: [{ cookie: [] }, { bearer: [] }],
    shown: { cookie: wrong(), bearer: token() },
    expected: 'bearer',
  },
  {
    id: 'H-31 a stale cookie on [{}, cookie]',
    security: [{}, { cookie: [] }],
    shown: { cookie: wrong() },
    expected: 'anonymous',
  },
  {
    id: 'H-31 two cookies of the name beside a good token',
    security: [{ cookie: [] }, { bearer: [] }],
    shown: { cookie: () => malformed(), bearer: token() },
    expected: 'bearer',
  },
  {
    id: 'H-31 the certificate of a mesh beside a good token',
    security: [{ certificate: [] }, { bearer: [] }],
    shown: { certificate: wrong(), bearer: token() },
    expected: 'bearer',
  },
  {
    id: 'a stale cookie that is the only way in',
    security: [{ cookie: [] }, { bearer: ['read'] }],
    shown: { cookie: wrong() },
    expected: `${expired}, session!, Bearer[read]`,
  },
  {
    id: 'two cookies of the name, and nothing else',
    security: [{ cookie: [] }],
    shown: { cookie: () => malformed() },
    expected: `${repeated}, session!`,
  },
  {
    id: 'a stale cookie does not hide that the token lacks scopes',
    security: [{ cookie: [] }, { bearer: ['admin'] }],
    shown: { cookie: wrong(), bearer: token() },
    expected: `${noScope}, Bearer![admin]`,
  },
  {
    id: 'a stale cookie does not soften a wrong token',
    security: [{}, { cookie: [] }, { bearer: [] }],
    shown: { cookie: wrong('apikey.expired'), bearer: wrong() },
    expected: `${expired}, Bearer!`,
  },
  {
    id: 'a session that cannot be looked up locks nobody out either',
    security: [{ cookie: [] }, { bearer: [] }],
    shown: { cookie: unknown(), bearer: token() },
    expected: 'bearer',
  },
  {
    id: 'where it is the only way in, it is not knowable',
    security: [{ cookie: [] }, { bearer: [] }],
    shown: { cookie: unknown() },
    expected: issuerDown,
  },
])

table('H-32 requests of another site', [
  {
    id: 'H-32 a cookie does not count',
    security: [{ cookie: [] }],
    shown: { cookie: good() },
    facts: fromElsewhere,
    expected: crossSite,
  },
  {
    id: 'H-32 nor does Basic',
    security: [{ basic: [] }],
    shown: { basic: good() },
    facts: fromElsewhere,
    expected: crossSite,
  },
  {
    id: 'a safe method may use it',
    security: [{ cookie: [] }],
    shown: { cookie: good() },
    facts: { crossSite: true, safe: true },
    expected: 'cookie',
  },
  {
    id: 'H-32 a request of our own site may',
    security: [{ cookie: [] }],
    shown: { cookie: good() },
    facts: { crossSite: false, safe: false },
    expected: 'cookie',
  },
  {
    id: 'a scheme may allow it',
    security: [{ open: [] }],
    shown: { open: good() },
    facts: fromElsewhere,
    expected: 'open',
  },
  {
    id: 'H-32 a token beside the cookie is enough',
    security: [{ cookie: [] }, { bearer: [] }],
    shown: { cookie: good(), bearer: token() },
    facts: fromElsewhere,
    expected: 'bearer',
  },
  {
    id: 'a token alone is not ambient',
    security: [{ bearer: [] }],
    shown: { bearer: token() },
    facts: fromElsewhere,
    expected: 'bearer',
  },
  {
    id: 'under {} the caller is anonymous',
    security: [{}, { cookie: [] }],
    shown: { cookie: good() },
    facts: fromElsewhere,
    expected: 'anonymous',
  },
  {
    id: 'no credential at all is no matter of sites',
    security: [{ cookie: [] }],
    facts: fromElsewhere,
    expected: `${noCredential}, session`,
  },
  {
    id: 'whether the cookie is good is not told',
    security: [{ cookie: [] }],
    shown: { cookie: wrong() },
    facts: fromElsewhere,
    expected: crossSite,
  },
  {
    id: 'AND with a token: the cookie is what is not there',
    security: [{ cookie: [], bearer: [] }],
    shown: { cookie: good(), bearer: token() },
    facts: fromElsewhere,
    expected: crossSite,
  },
])

table('the closest failure, where several could be told', [
  {
    id: 'wrong before not knowable: an outage hides no wrong credential',
    security: [{ bearer: [] }, { key: [] }],
    shown: { bearer: unknown(), key: wrong('apikey.unknown') },
    expected: 'invalid_token apikey.unknown, X-Key!',
  },
  {
    id: 'not knowable: a token beside a good key may be wrong',
    security: [{ bearer: [] }, { key: [] }],
    shown: { bearer: unknown(), key: good() },
    expected: issuerDown,
  },
  {
    id: 'not knowable: a token under {} may be wrong',
    security: [{}, { bearer: [] }],
    shown: { bearer: unknown() },
    expected: issuerDown,
  },
  {
    id: 'not knowable: beside a good key, even where the token alone would not do',
    security: [{ key: [] }, { bearer: [], second: [] }],
    shown: { bearer: unknown(), key: good() },
    expected: issuerDown,
  },
  {
    id: 'not knowable: the unknown token may have the scopes',
    security: [{ key: ['write'] }, { bearer: ['read', 'write'] }],
    shown: { bearer: unknown(), key: good() },
    expected: issuerDown,
  },
  {
    id: 'not knowable: an ambient one may have the scopes that the token lacks',
    security: [{ cookie: ['write'] }, { bearer: ['write'] }],
    shown: { cookie: unknown(), bearer: token() },
    expected: issuerDown,
  },
  {
    id: 'not knowable before scopes: the other issuer may know the token',
    security: [{ bearer: ['admin'] }, { other: [] }],
    shown: { bearer: token(), other: unknown() },
    expected: issuerDown,
  },
  {
    id: 'known: one of two issuers is down, and the other takes the token',
    security: [{ bearer: [] }, { other: [] }],
    shown: { bearer: unknown(), other: token() },
    expected: 'other',
  },
  {
    id: 'certain: the key is missing whatever the issuer would say',
    security: [{ bearer: [], key: [] }],
    shown: { bearer: unknown() },
    expected: `${noCredential}, X-Key`,
  },
  {
    id: 'certain: the same where another issuer does not know the token',
    security: [{ bearer: [] }, { other: [], key: [] }],
    shown: { bearer: wrong('token.issuer'), other: unknown() },
    expected: `${noCredential}, X-Key`,
  },
  {
    id: 'T-04 a missing role is not told of while the token beside the key is unknown',
    security: [{ bearer: [], key: ['admin'] }],
    shown: { bearer: unknown(), key: good() },
    expected: issuerDown,
  },
  {
    id: 'T-04 nor are scopes, while the token may be wrong',
    security: [{ bearer: [], second: [] }, { key: ['write'] }],
    shown: { bearer: unknown(), key: good() },
    expected: issuerDown,
  },
  {
    id: 'certain: every alternative lacks a scope; the one that is known in full is told',
    security: [{ bearer: [], key: ['admin'] }, { other: ['write'] }],
    shown: { bearer: unknown(), other: token(), key: good() },
    expected: `${noScope}, Bearer![write]`,
  },
  {
    id: 'certain: each alternative has a scheme that refuses the token, whatever another would say',
    security: [{ bearer: [], other: [] }],
    shown: { bearer: unknown(), other: wrong('token.issuer') },
    expected: 'invalid_token token.issuer, Bearer!',
  },
  {
    id: 'unreadable before refused',
    security: [{ bearer: [] }, { key: [] }],
    shown: { bearer: wrong(), key: () => malformed() },
    expected: `${repeated}, X-Key!`,
  },
  {
    id: 'refused before forbidden',
    security: [{ bearer: [] }, { key: [] }],
    shown: { bearer: wrong('check.refused'), key: wrong('apikey.unknown') },
    expected: 'invalid_token apikey.unknown, X-Key!',
  },
  {
    id: 'scopes before a credential that is missing elsewhere',
    security: [{ key: [] }, { bearer: ['admin'] }],
    shown: { bearer: token() },
    expected: `${noScope}, Bearer![admin]`,
  },
  {
    id: 'scopes only of an alternative that was authenticated in full',
    security: [{ bearer: ['admin'], key: [] }],
    shown: { bearer: token() },
    expected: `${noCredential}, X-Key`,
  },
  {
    id: 'scopes before another site: the token says what the caller meant',
    security: [{ cookie: [] }, { bearer: ['admin'] }],
    shown: { cookie: good(), bearer: token() },
    facts: fromElsewhere,
    expected: `${noScope}, Bearer![admin]`,
  },
  {
    id: 'a weak login before another site',
    security: [{ cookie: [] }, { bearer: [] }],
    shown: { cookie: good(), bearer: token() },
    extension: { acr: ['mfa'] },
    facts: fromElsewhere,
    expected: 'insufficient_user_authentication authentication.acr, Bearer!',
  },
  {
    id: 'another site before a stale cookie that any site may send',
    security: [{ cookie: [] }, { open: [] }],
    shown: { cookie: good(), open: wrong() },
    facts: fromElsewhere,
    expected: crossSite,
  },
  {
    id: 'a wrong token before another site',
    security: [{ cookie: [] }, { bearer: [] }],
    shown: { cookie: good(), bearer: wrong() },
    facts: fromElsewhere,
    expected: `${expired}, session, Bearer!`,
  },
])

describe('judge', () => {
  it('waits for the longest of several outages', () => {
    const judgement = judgeScenario({
      security: [{ bearer: [], key: [] }],
      shown: { bearer: unknown(4), key: unknown(9) },
    })
    assert.ok(!judgement.allowed && judgement.error === 'temporarily_unavailable')
    assert.equal(judgement.retryAfter, 9)
  })

  it('names the lead and its token: the first scheme with a token, else the first', () => {
    const security = [{ key: [], bearer: [] }]
    const both = judgeScenario({ security, shown: { key: good(), bearer: token() } })
    assert.ok(both.allowed && both.because === 'operation')
    assert.deepEqual([both.lead.scheme, both.token], ['bearer', 'token-for-bearer'])
    const alone = judgeScenario({ security: [{ key: [] }], shown: { key: good() } })
    assert.ok(alone.allowed && alone.because === 'operation')
    assert.deepEqual([alone.lead.scheme, alone.token], ['key', ''])
  })

  it('throws for a scheme that nobody looked at, rather than take it for absent', () => {
    const alternatives = [[], [{ scheme: 'bearer', scopes: [] }]]
    const rule = {
      alternatives,
      extension: { scopeMatch: undefined, acr: undefined, maxAge: undefined, bindFailure: 'show' } as const,
    }
    const facts = { now: 0, crossSite: false, safe: true, bound: [] }
    assert.throws(() => judge(rule, schemes, new Map(), facts), /bearer was not looked at/)
    assert.throws(() => judge(rule, new Map(), new Map([['bearer', { kind: 'absent' }]]), facts), /not looked at/)
  })
})
