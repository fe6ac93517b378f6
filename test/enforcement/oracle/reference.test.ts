import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Answer, judge, type Presented, type ReferenceSchemes, type RequirementList } from './reference.ts'
import { mayStart } from './reference-start.ts'

const schemes: ReferenceSchemes = {
  jwt: { type: 'token', carrier: 'authorization', scopeMatch: 'all', accepts: ['one'] },
  sameIssuer: { type: 'token', carrier: 'authorization', scopeMatch: 'all', accepts: ['one', 'two'] },
  otherIssuer: { type: 'token', carrier: 'authorization', scopeMatch: 'all', accepts: ['two'] },
  key: { type: 'apiKey', carrier: 'x-key', scopeMatch: 'all', accepts: ['k1'] },
  cookie: { type: 'apiKey', carrier: 'cookie:session', scopeMatch: 'all', accepts: ['k1'], ambient: true },
  certificate: { type: 'apiKey', carrier: 'certificate', scopeMatch: 'all', accepts: ['k1'], ambient: true },
}

const malformed: Presented = { kind: 'malformed' }
const wrong: Presented = { kind: 'credential', verdicts: {} }

/** A credential that each of these schemes takes. */
function good(names: readonly string[], ...scopes: string[]): Presented {
  const caller = { name: 'ann', scopes }
  return { kind: 'credential', verdicts: Object.fromEntries(names.map((name) => [name, { kind: 'valid', caller }])) }
}

function unknowable(...names: string[]): Presented {
  return { kind: 'credential', verdicts: Object.fromEntries(names.map((name) => [name, { kind: 'unknowable' }])) }
}

/** One credential, of which both are true. */
function both(one: Presented, other: Presented): Presented {
  assert.ok(one.kind === 'credential' && other.kind === 'credential')
  return { kind: 'credential', verdicts: { ...one.verdicts, ...other.verdicts } }
}

/** `operation 1 as jwt`, `anonymous`, `401 invalid_token`, `403 insufficient_scope authorization: a b`. */
function inOneLine(answer: Answer): string {
  if (answer.allowed) {
    return answer.because === 'operation' ? `operation ${answer.alternative} as ${answer.scheme}` : answer.because
  }
  const head = `${answer.status} ${answer.error}`
  if (answer.status !== 403) return head
  const choices = answer.scopes.map((choice) =>
    Object.entries(choice).map(([carrier, list]) => `${carrier}: ${list.join(' ')}`),
  )
  return `${head} ${choices.join(' | ')}`
}

const none = {}
const rows: [row: string, RequirementList, Record<string, Presented>, expected: string][] = [
  ['O-02 public', [], { authorization: wrong }, 'public'],
  ['O-03 [{}], nothing sent', [{}], none, 'anonymous'],
  ['O-03 {} first, nothing sent', [{}, { jwt: [] }], none, 'anonymous'],
  ['O-03 {} first, wrong token', [{}, { jwt: [] }], { authorization: wrong }, '401 invalid_token'],
  ['O-03 {} last, wrong token', [{ jwt: [] }, {}], { authorization: wrong }, '401 invalid_token'],
  ['O-03 {} first, malformed', [{}, { jwt: [] }], { authorization: malformed }, '400 invalid_request'],
  ['O-03 {} first, good token', [{}, { jwt: [] }], { authorization: good(['jwt']) }, 'operation 1 as jwt'],
  ['O-08 AND, the key is missing', [{ jwt: [], key: [] }], { authorization: good(['jwt']) }, '401 missing_credentials'],
  [
    'O-08 AND, both',
    [{ key: [], jwt: [] }],
    { authorization: good(['jwt']), 'x-key': good(['key']) },
    'operation 0 as jwt',
  ],
  ['O-09 OR, the first wrong, the second absent', [{ key: [] }, { jwt: [] }], { 'x-key': wrong }, '401 invalid_token'],
  [
    'O-10 OR, good key and wrong token',
    [{ key: [] }, { jwt: [] }],
    { 'x-key': good(['key']), authorization: wrong },
    '401 invalid_token',
  ],
  [
    'O-10 a carrier that the operation does not have',
    [{ key: [] }],
    { 'x-key': good(['key']), authorization: wrong },
    'operation 0 as key',
  ],
  [
    'O-30 OR on one header',
    [{ jwt: [] }, { otherIssuer: [] }],
    { authorization: good(['otherIssuer']) },
    'operation 1 as otherIssuer',
  ],
  [
    'O-30 AND on one header',
    [{ jwt: [], sameIssuer: [] }],
    { authorization: good(['jwt', 'sameIssuer']) },
    'operation 0 as jwt',
  ],
  [
    'O-30 AND on one header, valid for one',
    [{ jwt: [], sameIssuer: [] }],
    { authorization: good(['jwt']) },
    '401 invalid_token',
  ],
  [
    'O-30 no union of scopes',
    [{ key: ['admin', 'read'] }, { jwt: ['admin', 'read'] }],
    { 'x-key': good(['key'], 'admin'), authorization: good(['jwt'], 'read') },
    '403 insufficient_scope x-key: admin read | authorization: admin read',
  ],
  [
    'H-31 stale cookie, good token',
    [{ cookie: [] }, { jwt: [] }],
    { 'cookie:session': wrong, authorization: good(['jwt']) },
    'operation 1 as jwt',
  ],
  ['H-31 stale cookie, optional', [{}, { cookie: [] }], { 'cookie:session': wrong }, 'anonymous'],
  [
    'H-31 two cookies of the name, good token',
    [{ cookie: [] }, { jwt: [] }],
    { 'cookie:session': malformed, authorization: good(['jwt']) },
    'operation 1 as jwt',
  ],
  [
    'H-31 certificate of a mesh, good token',
    [{ certificate: [] }, { jwt: [] }],
    { certificate: wrong, authorization: good(['jwt']) },
    'operation 1 as jwt',
  ],
  ['H-31 stale cookie, the only way in', [{ cookie: [] }], { 'cookie:session': wrong }, '401 invalid_token'],
  [
    'H-31 stale cookie, wrong token',
    [{ cookie: [] }, { jwt: [] }, {}],
    { 'cookie:session': wrong, authorization: wrong },
    '401 invalid_token',
  ],
  [
    'C-23 a scope is no substring',
    [{ jwt: ['read'] }],
    { authorization: good(['jwt'], 'readall', 'unread') },
    '403 insufficient_scope authorization: read',
  ],
  [
    'C-25 a scope has its case',
    [{ jwt: ['read'] }],
    { authorization: good(['jwt'], 'READ') },
    '403 insufficient_scope authorization: read',
  ],
  [
    'C-28 all that is required',
    [{ jwt: ['a', 'b'] }],
    { authorization: good(['jwt'], 'a') },
    '403 insufficient_scope authorization: a b',
  ],
  [
    'the closest lacks only a part of what others lack',
    [{ jwt: ['a', 'b'] }, { jwt: ['b'] }],
    { authorization: good(['jwt']) },
    '403 insufficient_scope authorization: b',
  ],
  [
    'a good credential that opens nothing, optional',
    [{}, { jwt: ['a'] }],
    { authorization: good(['jwt']) },
    'anonymous',
  ],
  [
    'a wrong credential, and scopes that lack on another carrier',
    [{ key: ['a'] }, { jwt: [] }],
    { 'x-key': good(['key']), authorization: wrong },
    '401 invalid_token',
  ],
  ['E5 the issuer is down', [{ jwt: [] }], { authorization: unknowable('jwt') }, '503 temporarily_unavailable'],
  ['E5 optional does not help', [{ jwt: [] }, {}], { authorization: unknowable('jwt') }, '503 temporarily_unavailable'],
  [
    'E5 nor does a good key',
    [{ key: [] }, { jwt: [] }],
    { 'x-key': good(['key']), authorization: unknowable('jwt') },
    '503 temporarily_unavailable',
  ],
  [
    'E5 but a wrong key is known',
    [{ key: [] }, { jwt: [] }],
    { 'x-key': wrong, authorization: unknowable('jwt') },
    '401 invalid_token',
  ],
  [
    'E5 scopes lack if the token is good, and else it is refused',
    [{ jwt: [], key: ['a'] }],
    { 'x-key': good(['key']), authorization: unknowable('jwt') },
    '503 temporarily_unavailable',
  ],
  [
    'E5 the key is missing whatever the token is',
    [{ jwt: [], key: [] }],
    { authorization: unknowable('jwt') },
    '401 missing_credentials',
  ],
  [
    'E5 and a scheme that is up',
    [{ jwt: [] }, { sameIssuer: [] }],
    { authorization: both(unknowable('jwt'), good(['sameIssuer'])) },
    'operation 1 as sameIssuer',
  ],
  [
    'E5 and a scheme that refuses the token',
    [{ jwt: [], sameIssuer: [] }],
    { authorization: unknowable('jwt') },
    '401 invalid_token',
  ],
]

describe('the reference of design 2.4', () => {
  for (const [row, security, carriers, expected] of rows) {
    it(row, () => assert.equal(inOneLine(judge({ security, anyScope: false, schemes, carriers })), expected))
  }

  const anyRows: [row: string, scopes: string[], held: string[], expected: string][] = [
    ['one of them', ['a', 'b'], ['b'], 'operation 0 as jwt'],
    ['none of them', ['a', 'b'], ['c'], '403 insufficient_scope authorization: a b'],
    ['an empty list means authenticated', [], [], 'operation 0 as jwt'],
  ]
  for (const [row, scopes, held, expected] of anyRows) {
    it(`scopeMatch any: ${row}`, () => {
      const carriers = { authorization: good(['jwt'], ...held) }
      assert.equal(inOneLine(judge({ security: [{ jwt: scopes }], anyScope: true, schemes, carriers })), expected)
    })
  }
})

describe('whether the reference lets a gate start', () => {
  const startRows: [row: string, root: unknown, operation: unknown, expected: boolean][] = [
    ['O-01 no security anywhere', undefined, undefined, false],
    ['O-02 public', undefined, [], true],
    ['O-03 [{}]', undefined, [{}], true],
    ['O-04 {}', undefined, {}, false],
    ['O-04 null', [{ jwt: [] }], null, false],
    ['O-04 a string', undefined, 'jwt', false],
    ['O-04 [[]]', undefined, [[]], false],
    ['O-04 scopes of null', undefined, [{ jwt: null }], false],
    ['O-06 unknown scheme', undefined, [{ jwt: [] }, { jtw: [] }], false],
    ['O-30 OR on one header', undefined, [{ jwt: [] }, { otherIssuer: [] }], true],
    ['O-30 AND with one issuer', undefined, [{ jwt: [], sameIssuer: [] }], true],
    ['O-30 AND with two issuers', undefined, [{ key: [] }, { jwt: [], otherIssuer: [] }], false],
    ['O-30 AND of three without a common issuer', [{ jwt: [], sameIssuer: [], otherIssuer: [] }], [], false],
  ]
  for (const [row, root, operation, expected] of startRows) {
    it(row, () => assert.equal(mayStart(root, [operation], schemes), expected))
  }
})
