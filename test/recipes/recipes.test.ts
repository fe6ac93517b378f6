import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import type { TokenSchemeOptions } from '../../src/index.ts'
import { assertAnswer, type Expected } from '../attacks/answers.ts'
import { createSigner } from '../jwt/signer.ts'
import { documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { rawRequest } from '../support/raw.ts'
import type { Recipe } from './recipe.ts'
import { recipes } from './recipes.ts'

const signer = createSigner('RS256', 'Zm9vYmFy')

/** The same options with the key of the test in place of the issuer's own. */
function withKeys({ options, jwk }: Recipe): TokenSchemeOptions {
  const jwks = { keys: [{ ...signer.jwk, ...jwk }] }
  const { issuers } = options
  return issuers === undefined
    ? { ...options, jwks }
    : { ...options, issuers: issuers.map((one) => ({ ...one, jwks })) }
}

function tokenOf({ claims, header }: Recipe, changes: object = {}): string {
  const now = Math.floor(Date.now() / 1000)
  return signer.token({ ...claims, iat: now, exp: now + 3600, ...changes }, { ...header })
}

for (const recipe of recipes) {
  describe(recipe.name, () => {
    let app: Guarded
    before(async () => {
      app = await guarded(express, {
        document: documentOf({ '/orders': { get: { security: [{ auth0: recipe.scopes }] } } }),
        options: { schemes: { auth0: withKeys(recipe) } },
        routes(server, ran) {
          server.get('/orders', (_req, res) => {
            ran('handler')
            res.end('ran')
          })
        },
      })
    })
    after(() => app[Symbol.asyncDispose]())

    const judge = async (token: string, expected: Expected): Promise<void> => {
      app.ran.length = 0
      const answer = await rawRequest(app.port, 'GET', '/orders', [`Authorization: Bearer ${token}`])
      assertAnswer(answer, expected)
      assert.deepEqual(app.ran, expected === 'OK' ? ['handler'] : [])
    }

    it('takes its access token', () => judge(tokenOf(recipe), 'OK'))
    for (const { what, changes, expected } of recipe.others) {
      it(`${what}: ${expected}`, () => judge(tokenOf(recipe, changes), expected))
    }
  })
}

describe('docs/claims.md', () => {
  const page = readFileSync(new URL('../../docs/claims.md', import.meta.url), 'utf8')

  it('shows the options of every recipe', () => {
    const shown = page.replaceAll(/\s+/g, ' ')
    for (const { name, options } of recipes) {
      for (const claim of options.scopeClaims ?? []) {
        const written = typeof claim === 'string' ? `'${claim}'` : `[${claim.map((part) => `'${part}'`).join(', ')}]`
        assert.ok(shown.includes(written), `${name}: ${written}`)
      }
      for (const option of Object.keys(options)) assert.ok(shown.includes(`${option}:`), `${name}: ${option}`)
    }
  })
})
