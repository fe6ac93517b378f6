import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { asymmetricAlgorithms } from '../../../src/jwt/algorithms.ts'
import { createProofVerifier, type ProofMemory } from '../../../src/jwt/dpop/create-proof-verifier.ts'
import type { Possession, ProofSettings } from '../../../src/jwt/dpop/types.ts'
import { createMemoryStore } from '../../../src/store/memory-store.ts'
import type { Store } from '../../../src/store/types.ts'
import { dpopClient } from '../../support/dpop-client.ts'

const now = 1_800_000_000
const url = 'https://api.example/orders'
const token = 'a.b.c'
const client = await dpopClient()

const settings: ProofSettings = {
  algorithms: asymmetricAlgorithms,
  maxAge: 60,
  clockTolerance: 5,
  proofsPerKey: 1000,
  nonce: { required: false, secret: undefined, lifetime: 300 },
}

function possession(proof: string, changes: Partial<Possession> = {}): Possession {
  const request = { method: 'GET', path: '/orders', origins: ['https://api.example'], identity: {} }
  return { proof, token, thumbprint: client.jkt, request, ...changes }
}

const proofAt = (iat: unknown, header: object = {}): string =>
  client.proof({ url, token }, { claims: { iat }, header: { ...header } })

/** `proven`, or the reason. */
async function ask(
  shown: Possession,
  memory: ProofMemory = { store: createMemoryStore() },
  at: number = now,
): Promise<string> {
  const verdict = await createProofVerifier('auth0', settings, memory, () => at).verify(shown)
  return verdict.kind === 'proven' ? verdict.kind : verdict.reason
}

describe('the time of a proof', () => {
  const rows: readonly (readonly [string, number, string])[] = [
    ['of now', now, 'proven'],
    ['of a minute ago', now - 60, 'proven'],
    ['of more than a minute ago', now - 61, 'dpop.too_old'],
    ['with a fraction', now - 60.5, 'dpop.too_old'],
    ['ahead within the tolerance', now + 5, 'proven'],
    ['ahead of it', now + 6, 'dpop.issued_in_future'],
    ['of the beginning', 0, 'dpop.too_old'],
    ['before it', -1, 'dpop.too_old'],
    ['in milliseconds', now * 1000, 'dpop.issued_in_future'],
  ]
  for (const [name, iat, expected] of rows) {
    it(`${name}: ${expected}`, async () => assert.equal(await ask(possession(proofAt(iat))), expected))
  }

  it('refuses where the clock gives no number', async () => {
    assert.equal(await ask(possession(proofAt(now)), undefined, Number.NaN), 'dpop.too_old')
  })

  it('F-33 is that of this memory, or a nonce says so', async () => {
    const memory = { store: createMemoryStore(), storeSince: now }
    assert.equal(await ask(possession(proofAt(now - 1)), memory), 'dpop.restarted')
    assert.equal(await ask(possession(proofAt(now)), memory), 'proven')
  })
})

describe('a proof that was used', () => {
  it('is remembered for longer than it is good, wherever clocks stand', async () => {
    const lives: number[] = []
    const keys: string[] = []
    const memory = createMemoryStore()
    const store: Store = {
      ...memory,
      add: async (key, value, ttlMs) => {
        lives.push(ttlMs)
        keys.push(key)
        return memory.add(key, value, ttlMs)
      },
    }
    assert.equal(await ask(possession(proofAt(now + 5)), { store }), 'proven')
    // From 5 seconds ahead it is good for 65 seconds; another process may be 5 behind.
    assert.ok((lives[0] ?? 0) > 70_000, String(lives))
    assert.doesNotMatch(keys.join(), new RegExp(`${client.jkt}|a\\.b\\.c`), 'no key and no token stands in the store')
  })

  it('is none that was refused for something else', async () => {
    let added = 0
    const store: Store = { ...createMemoryStore(), add: async () => ++added > 0 }
    for (const refused of [proofAt(now - 61), proofAt(now, { typ: 'JWT' }), `${proofAt(now).slice(0, -8)}AAAAAAAA`]) {
      assert.notEqual(await ask(possession(refused), { store }), 'proven')
    }
    assert.equal(added, 0)
  })
})

describe('the keys of proofs', () => {
  for (const alg of asymmetricAlgorithms) {
    it(`can be for ${alg}`, async () => {
      const one = await dpopClient(alg)
      const shown = possession(one.proof({ url, token }, { claims: { iat: now } }), { thumbprint: one.jkt })
      assert.equal(await ask(shown), 'proven')
    })
  }

  it('are compared by all that makes them', async () => {
    const one = await dpopClient('RS256')
    const odd = one.proof({ url, token }, { claims: { iat: now }, header: { jwk: { ...one.jwk, kid: 'a', more: 1 } } })
    assert.equal(await ask(possession(odd, { thumbprint: one.jkt })), 'proven')
    assert.equal(await ask(possession(odd)), 'dpop.binding')
  })

  it('are kept, and serve again', async () => {
    const verifier = createProofVerifier('auth0', settings, { store: createMemoryStore() }, () => now)
    for (let time = 0; time < 3; time++) {
      assert.equal((await verifier.verify(possession(proofAt(now)))).kind, 'proven')
    }
    const forged = client.proof({ url, token }, { claims: { iat: now }, sign: () => Buffer.alloc(64, 1) })
    assert.deepEqual(await verifier.verify(possession(forged)), { kind: 'refused', reason: 'dpop.signature' })
  })
})

describe('a proof of anything', () => {
  it('never makes the verdict throw, and is never good (property)', async () => {
    const json = fc.json({ maxDepth: 2 })
    const header = fc.dictionary(fc.constantFrom('typ', 'alg', 'jwk', 'crit', 'b64', '__proto__'), fc.jsonValue())
    const claims = fc.dictionary(
      fc.constantFrom('jti', 'htm', 'htu', 'iat', 'ath', 'nonce', '__proto__'),
      fc.jsonValue(),
    )
    const shaped = fc
      .tuple(header, claims)
      .filter(([changed, said]) => Object.keys(changed).length + Object.keys(said).length > 0)
      .map(([changed, said]) =>
        client.proof({ url, token }, { claims: { iat: now, ...said }, header: changed, sign: () => Buffer.alloc(64) }),
      )
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), json, shaped), async (proof) => {
        assert.notEqual(await ask(possession(proof)), 'proven')
      }),
      { numRuns: 1000 },
    )
  })
})
