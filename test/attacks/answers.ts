import assert from 'node:assert/strict'
import type { RawAnswer } from '../support/raw.ts'

/** The answers that security cases name, as far as a status line and a challenge tell them apart. */
export type Expected = 'A0' | 'A1' | 'A2' | 'A3' | 'D1' | 'D2' | 'OK' | 'E4' | 'E45' | 'E5' | 'TARGET' | 'NODE'

const statuses: Readonly<Record<Expected, number>> = {
  A0: 401,
  A1: 400,
  A2: 401,
  A3: 403,
  D1: 401,
  D2: 401,
  OK: 200,
  E4: 404,
  E45: 405,
  E5: 503,
  TARGET: 400,
  NODE: 400,
}

const errors: Readonly<Partial<Record<Expected, string>>> = {
  A1: 'invalid_request',
  A2: 'invalid_token',
  A3: 'insufficient_scope',
  D1: 'invalid_dpop_proof',
  D2: 'use_dpop_nonce',
}

/** Asserts the status, and that the challenge names just the error that this answer has. */
export function assertAnswer(answer: RawAnswer, expected: Expected): void {
  assert.equal(answer.status, statuses[expected], answer.text.slice(0, 600))
  const challenge = /^www-authenticate: (.*)$/im.exec(answer.text)?.[1]?.trim() ?? ''
  const error = errors[expected]
  if (expected === 'A0') assert.match(challenge, /^Bearer realm="[^"]*"/)
  if (expected === 'D1' || expected === 'D2') assert.match(challenge, /^DPoP .*algs="[^"]*ES256/)
  if (error !== undefined) assert.match(challenge, new RegExp(`error="${error}"`))
  else assert.doesNotMatch(challenge, /error=/)
  if (answer.status >= 400 && expected !== 'NODE') assert.match(answer.text, /^cache-control: no-store\r$/im)
}
