import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { maxSegments } from '../../src/policy/path-template.ts'
import { maxTargetLength, parseTarget } from '../../src/routing/target.ts'
import type { TargetReason } from '../../src/routing/types.ts'

/** Target, and its segments with a last `/` where it ends in one. */
const read: readonly (readonly [target: string, path: string])[] = [
  ['/', ''],
  ['/?', ''],
  ['/admin', 'admin'],
  ['/admin/', 'admin /'],
  ['/admin?', 'admin'],
  ['/admin?x=/public', 'admin'],
  ['/info??x', 'info'],
  ['/a?x=%zz&y=\\&z=//..', 'a'],
  ['/a/b/c', 'a b c'],
  ['http://h/admin', 'admin'],
  ['HTTP://h/ADMIN', 'ADMIN'],
  ['https://api.example.com:8443/a/b/?x', 'a b /'],
  ['http://127.0.0.1:80/a', 'a'],
  ['http://[::1]:3000/a', 'a'],
  ['http://h', ''],
  ['http://h/', ''],
  ['http://h?x/y', ''],
  ['/%61dmin', '%61dmin'],
  ['/a%20b', 'a%20b'],
  ['/caf%C3%A9/caf%c3%a9', 'caf%C3%A9 caf%c3%a9'],
  ['/%F0%9F%98%80', '%F0%9F%98%80'],
  ['/%252f/%252e%252e/%2500', '%252f %252e%252e %2500'],
  ['/a;x=1/b;', 'a;x=1 b;'],
  ['/...', '...'],
  ['/.well-known/x', '.well-known x'],
  ['/a./..b/%2e%2e%2e', 'a. ..b %2e%2e%2e'],
  ['/a:b*(c)+!$&\'"<>[]^`{|}~@=,', 'a:b*(c)+!$&\'"<>[]^`{|}~@=,'],
]

const refused: Readonly<Record<TargetReason, readonly string[]>> = {
  'target.form': [
    '',
    '*',
    'admin',
    '?x',
    'h:80',
    'h.example:443',
    '/a#b',
    '/a?x#y',
    '#',
    'http:/admin',
    'http:admin',
    'http://',
    'http:///admin',
    'http://?x',
    'http://u@h/admin',
    'http://u:p@h/admin',
    'http://h:/admin',
    'http://h:port/admin',
    'http://h:80:80/admin',
    'http://h:123456/admin',
    'http://h%2f/admin',
    'http://h,i/admin',
    'http://[::1/admin',
    'http://[/admin',
    'http:\\\\h\\admin',
    'http://h\\admin',
    'ftp://h/admin',
    'javascript:/admin',
    ' /admin',
    '\\admin',
  ],
  'target.oversized': [`/${'a'.repeat(maxTargetLength)}`, `/a?${'x'.repeat(maxTargetLength)}`, '/a'.repeat(300)],
  'target.encoding': [
    '/%',
    '/%z',
    '/%zz',
    '/a%2',
    '/%c0%ae',
    '/%c0%af',
    '/%E0%A4%A',
    '/%E0%80%AF',
    '/%ed%a0%80',
    '/%f5%80%80%80',
    '/%ff',
    '/%C3',
    '/%C3/%A9',
    '/\u00e9',
    '/ad\u017fmin',
    '/\ud800',
    '/a b',
    '/a\u00a0b',
    '/a?\ufeff',
    'http://h/auth0|1',
    "http://h/it's",
    'http://h/{x}',
  ],
  'target.separator': ['/a%2fb', '/me%2F', '/..%2fadmin', '/a%5cb', '/a%5Cb', '/\\admin', '/a\\..\\b'],
  'target.control': ['/%00', '/a%0a', '/%0D', '/%1f', '/%7F', '/a\0b', '/a\tb', '/a\r\nb', '/a?\n', '/\x7f'],
  'target.dots': [
    '/.',
    '/..',
    '/./admin',
    '/x/../admin',
    '/x/..',
    '/x/../',
    '/%2e',
    '/%2e%2E',
    '/.%2e/admin',
    '/%2e./admin',
    '/..;/admin',
    '/..;x=1',
    '/.;x/admin',
    '/%2e%2e%3bx/admin',
    'http://h/../admin',
  ],
  'target.empty_segment': [
    '//',
    '//admin',
    '///admin',
    '/admin//',
    '/api//x',
    '//h/admin',
    'http://h//admin',
    '/http://h/admin',
    '/;x/admin',
    '/a/;x',
    '/%3Bx',
  ],
}

describe('parseTarget', () => {
  for (const [target, path] of read) {
    it(`reads ${target}`, () => {
      const parsed = parseTarget(target)
      assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason)
      const { text, segments, trailingSlash } = parsed.path
      assert.equal(`${segments.join(' ')}${trailingSlash ? ' /' : ''}`, path)
      assert.equal(segments.join('/'), text)
    })
  }

  for (const [reason, targets] of Object.entries(refused)) {
    for (const target of targets) {
      it(`${reason}: ${JSON.stringify(target.slice(0, 40))}`, () => {
        assert.deepEqual(parseTarget(target), { ok: false, reason })
      })
    }
  }

  it('takes a target and a path that are just as long as they may be', () => {
    assert.ok(parseTarget(`/${'a'.repeat(maxTargetLength - 1)}`).ok)
    assert.ok(parseTarget('/a'.repeat(maxSegments)).ok)
    assert.ok(!parseTarget('/a'.repeat(maxSegments + 1)).ok)
  })
})
