import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { scopesOf } from '../../src/jwt/scopes-of.ts'

const usual = [['scope'], ['scp']]

type Row = readonly [id: string, claims: Readonly<Record<string, unknown>>, scopes: readonly string[]]

const rows: readonly Row[] = [
  ['C-22', {}, []],
  ['C-22', { scope: 'read write' }, ['read', 'write']],
  ['C-22', { scope: ['read', 'write'] }, ['read', 'write']],
  ['C-22', { scp: 'read' }, ['read']],
  ['C-22', { scp: ['read'] }, ['read']],
  ['C-22', { scope: 'read', scp: ['write', 'read'] }, ['read', 'write']],
  ['C-22', { scopes: 'read', permissions: ['write'] }, []],
  ['C-22', { scope: '' }, []],
  ['C-22', { scope: '  read  write ' }, ['read', 'write']],
  ['C-22', { scope: ['read write'] }, ['read write']],
  ['C-22', { scope: 'read\twrite' }, ['read\twrite']],
  ['C-22', { scope: 'read\u00a0write' }, ['read\u00a0write']],
  ['C-22', { scope: { read: true } }, []],
  ['C-22', { scope: true }, []],
  ['C-22', { scope: 5 }, []],
  ['C-22', { scope: null }, []],
  ['C-22', { scope: { 0: 'read', length: 1 } }, []],
  ['C-23', { scope: 'readall unread' }, ['readall', 'unread']],
  ['C-25', { scope: 'READ' }, ['READ']],
  ['C-26', { scope: [5, null, ['read'], { read: 1 }, 'write', ''] }, ['write']],
  ['C-27', { scope: 'read', permissions: ['read', 'delete'] }, ['read']],
]

describe('scopes', () => {
  for (const [id, claims, scopes] of rows) {
    it(`${id} ${JSON.stringify(claims)}: ${JSON.stringify(scopes)}`, () => {
      assert.deepEqual([...scopesOf(claims, usual)], scopes)
    })
  }

  it('C-27 permissions count where they are listed', () => {
    const claims = { scope: 'read', permissions: ['read', 'delete'] }
    assert.deepEqual([...scopesOf(claims, [...usual, ['permissions']])], ['read', 'delete'])
  })

  it('a nested claim is named by its path, a name with dots is one name', () => {
    const claims = {
      realm_access: { roles: ['admin'] },
      'https://example.com/roles': ['staff'],
      'a.b': 'x',
      a: { b: 'y' },
    }
    assert.deepEqual([...scopesOf(claims, [['realm_access', 'roles']])], ['admin'])
    assert.deepEqual([...scopesOf(claims, [['https://example.com/roles']])], ['staff'])
    assert.deepEqual([...scopesOf(claims, [['a.b']])], ['x'])
    assert.deepEqual([...scopesOf(claims, [['a', 'b', 'c']])], [])
    assert.deepEqual([...scopesOf({ roles: ['admin'] }, [['roles', '0']])], [])
  })

  it('S-18 what every object inherits grants nothing', () => {
    const inherited = { scope: 'admin', realm_access: { roles: ['admin'] } }
    const claims = Object.create(inherited)
    assert.deepEqual([...scopesOf(claims, [['scope'], ['realm_access', 'roles']])], [])
    assert.deepEqual([...scopesOf({ a: claims }, [['a', 'scope']])], [])
    assert.deepEqual(
      [
        ...scopesOf({}, [
          ['constructor', 'name'],
          ['__proto__', 'scope'],
        ]),
      ],
      [],
    )
  })
})

describe('the set of scopes', () => {
  const scopes = scopesOf({ scope: 'read write' }, usual)

  it('is a ReadonlySet', () => {
    assert.equal(scopes.size, 2)
    assert.ok(scopes.has('read') && !scopes.has('delete') && !scopes.has('constructor'))
    assert.deepEqual([...scopes.keys()], ['read', 'write'])
    assert.deepEqual([...scopes.values()], ['read', 'write'])
    assert.deepEqual(
      [...scopes.entries()],
      [
        ['read', 'read'],
        ['write', 'write'],
      ],
    )
    const seen: unknown[] = []
    scopes.forEach(function (this: unknown, value, key, set) {
      seen.push(this, value, key, set)
    }, 'self')
    assert.deepEqual(seen, ['self', 'read', 'read', scopes, 'self', 'write', 'write', scopes])
  })

  it('cannot be changed, not even with the methods of Set', () => {
    assert.ok(Object.isFrozen(scopes))
    for (const change of [Set.prototype.add, Set.prototype.delete, Set.prototype.clear]) {
      assert.throws(() => Reflect.apply(change, scopes, ['admin']), TypeError)
    }
    scopes.forEach((_, __, set) => {
      assert.throws(() => Reflect.apply(Set.prototype.add, set, ['admin']), TypeError)
    })
    assert.throws(() => Object.assign(scopes, { has: () => true }), TypeError)
    assert.deepEqual([...scopes], ['read', 'write'])
  })

  it('compares as what it holds', () => {
    assert.deepEqual(scopes, scopesOf({ scp: ['read', 'write'] }, usual))
    assert.notDeepEqual(scopes, scopesOf({ scope: 'read admin' }, usual))
  })
})
