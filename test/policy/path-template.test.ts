import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { maxSegments, type PathTemplate, parameterNames, parsePathTemplate } from '../../src/policy/path-template.ts'

/** `literal`, `{name}`, and pieces joined by `·`; a slash at the end of those that have one. */
function draw({ segments, trailingSlash }: PathTemplate): string {
  const drawn = segments.map((segment) => {
    if (segment.kind === 'literal') return segment.text
    if (segment.kind === 'parameter') return `{${segment.name}}`
    return segment.pieces.map((piece) => ('text' in piece ? piece.text : `{${piece.parameter}}`)).join('·')
  })
  return `/${drawn.join('/')}${trailingSlash ? '/' : ''}`
}

function parsed(key: string): string {
  const result = parsePathTemplate(key)
  if (!result.ok) return result.problem
  return result.dropped === '' ? draw(result.template) : `${draw(result.template)} without ${result.dropped}`
}

const rows: Readonly<Record<string, string>> = {
  '/': '/',
  '/orders': '/orders',
  '/orders/': '/orders/',
  '/orders/{id}': '/orders/{id}',
  // Wild 25: several parameters, parts of segments.
  '/{Sid}.json': '/{Sid}·.json',
  '/thumbnail.{extension}': '/thumbnail.·{extension}',
  '/compare/{base}...{head}': '/compare/{base}·...·{head}',
  '/{group}/{name}-{version}.zip': '/{group}/{name}·-·{version}·.zip',
  '/{resource}:verb': '/{resource}·:verb',
  '/view(end={end},start={start})': '/view(end=·{end}·,start=·{start}·)',
  // Wild 26: other notations are names and text.
  '/v1/{+name}': '/v1/{+name}',
  '/{proxy+}': '/{proxy+}',
  '/{path}(*)': '/{path}·(*)',
  '/{id?}/b': '/{id?}/b',
  // Wild 27 and P-32: what routers take for syntax is text, and names are any text.
  '/v1:batch': '/v1:batch',
  '/x/:id': '/x/:id',
  '/files/*': '/files/*',
  '/a(b)+[c]!': '/a(b)+[c]!',
  '/@cf/$default/~': '/@cf/$default/~',
  '/{user-id}/{driveItem-id}': '/{user-id}/{driveItem-id}',
  '/{site-id}/sites/{site-id}': '/{site-id}/sites/{site-id}',
  // Wild 28 and O-24b.
  '/responses?beta=true': '/responses without ?beta=true',
  '/files/{id}#get_shared_link': '/files/{id} without #get_shared_link',
  '/rest?method={method}': '/rest without ?method={method}',
  '/rate?': '/rate without ?',
  // Kept as written: the routing room spells them as they stand on the wire.
  '/a%20b/é c': '/a%20b/é c',
  '/a//b': '/a//b',
  '//': '//',
  '/./a/..': '/./a/..',
  // Not templates.
  orders: 'slash',
  $default: 'slash',
  '': 'slash',
  '?a': 'slash',
  '{id}/a': 'slash',
  '/{id': 'braces',
  '/id}': 'braces',
  '/{a{b}}': 'braces',
  '/{{a}}': 'braces',
  '/}{': 'braces',
  '/{a/b}': 'braces',
  '/{}': 'name',
  '/a{}b': 'name',
  '/{a}{b}': 'adjacent',
  '/x{a}{b}y': 'adjacent',
}

describe('parsePathTemplate', () => {
  for (const [key, expected] of Object.entries(rows)) {
    it(`${JSON.stringify(key)} is ${expected}`, () => assert.equal(parsed(key), expected))
  }

  it('takes 256 segments and no more', () => {
    assert.equal(parsePathTemplate('/a'.repeat(maxSegments)).ok, true)
    assert.deepEqual(parsePathTemplate('/a'.repeat(maxSegments + 1)), { ok: false, problem: 'length' })
  })

  it('hands out what nobody can change', () => {
    const result = parsePathTemplate('/a/{b}/{c}.json')
    assert.ok(result.ok)
    const { template } = result
    assert.ok(Object.isFrozen(template) && Object.isFrozen(template.segments))
    for (const segment of template.segments) {
      assert.ok(Object.isFrozen(segment))
      if (segment.kind !== 'pattern') continue
      assert.ok(Object.isFrozen(segment.pieces) && segment.pieces.every(Object.isFrozen))
    }
  })

  it('names parameters in order, as often as they stand', () => {
    const result = parsePathTemplate('/{a}/x{b}-{a}')
    assert.deepEqual(result.ok && parameterNames(result.template), ['a', 'b', 'a'])
  })

  it('loses no character of a key, whatever it holds', () => {
    const characters = fc.constantFrom('/', '{', '}', 'a', 'b', '?', '#', '%', ':', '*')
    fc.assert(
      fc.property(fc.string({ unit: characters }), (rest) => {
        const result = parsePathTemplate(`/${rest}`)
        if (!result.ok) return
        assert.equal(draw(result.template).replaceAll('·', '') + result.dropped, `/${rest}`)
      }),
      { numRuns: 2000 },
    )
  })
})
