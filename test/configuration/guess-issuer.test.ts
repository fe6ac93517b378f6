import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guessIssuer } from '../../src/configuration/guess-issuer.ts'

const place = { file: { name: '<test>', locate: () => ({ line: 1, column: 1 }) }, pointer: [] }

function guess(endpoints: readonly string[], google?: unknown): string | undefined {
  const fields = new Map(google === undefined ? [] : [['x-google-issuer', { value: google, place }]])
  return guessIssuer({
    name: 'a',
    place,
    extension: undefined,
    fields,
    type: 'oauth2',
    metadataUrl: undefined,
    endpoints,
  })
}

const rows: readonly (readonly [string, string | undefined])[] = [
  ['https://acme.auth0.com/oauth/token', 'https://acme.auth0.com/'],
  ['https://acme.auth0.com/authorize', 'https://acme.auth0.com/'],
  ['https://id.example/realms/x/protocol/openid-connect/token', 'https://id.example/realms/x'],
  ['https://acme.okta.com/oauth2/default/v1/token', 'https://acme.okta.com/oauth2/default'],
  ['https://login.microsoftonline.com/t/oauth2/v2.0/token', 'https://login.microsoftonline.com/t/v2.0'],
  ['https://id.example/somewhere/else', 'https://id.example/'],
  ['/oauth/token', undefined],
  ['http://acme.auth0.com/oauth/token', undefined],
  ['https://user:secret@acme.auth0.com/oauth/token', undefined],
  ['https://acme.auth0.com/oauth/token?secret=a', undefined],
  ['https://acme.auth0.com/\u001b[31m', undefined],
]

describe('the issuer that a document suggests', () => {
  for (const [endpoint, issuer] of rows)
    it(`${issuer} behind ${JSON.stringify(endpoint)}`, () => assert.equal(guess([endpoint]), issuer))

  it('is taken from the first address that is of use, and first of all from what names it', () => {
    assert.equal(guess(['/authorize', 'https://b.example/oauth/token']), 'https://b.example/')
    assert.equal(guess(['https://b.example/oauth/token'], 'https://a.example/'), 'https://a.example/')
    assert.equal(guess([], 5), undefined)
  })
})
