import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { httpToken, leadingToken } from '../../src/http/token.ts'

describe('a token of HTTP (RFC 9110 §5.6.2)', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['GET', 'GET'],
    ["!#$%&'*+-.^_`|~09azAZ", "!#$%&'*+-.^_`|~09azAZ"],
    ['', ''],
    ['two words', 'two'],
    ['Bearer\ttoken', 'Bearer'],
    ['a,b', 'a'],
    ['a"b', 'a'],
    ['GET\n', 'GET'],
    ['é', ''],
    ['(comment)', ''],
  ]
  for (const [text, leading] of rows) {
    it(`${JSON.stringify(text)} begins with ${JSON.stringify(leading)}`, () => {
      assert.equal(leadingToken(text), leading)
      assert.equal(httpToken.test(text), text !== '' && leading === text)
    })
  }
})
