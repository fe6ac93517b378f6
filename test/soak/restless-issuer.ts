import {
  createMisbehavingIssuer,
  hang,
  jwksPath,
  type MisbehavingIssuer,
  metadataPath,
  status,
} from '../jwt/misbehaving-issuer.ts'
import { createSigner, type Signer } from '../jwt/signer.ts'

/** An issuer that takes a new key every few seconds, and is down every few others. */
export interface RestlessIssuer {
  readonly issuer: string
  /** The key that it signs with now. */
  signer(): Signer
  /** Whether the guarded process was given a key, and has not been told since that it is gone. */
  isServed(kid: string): boolean
  /** How often it answered with keys. */
  served(): number
  close(): Promise<void>
}

/** Milliseconds. Neither is a multiple of the other, so that all meetings of the two happen. */
const rotateEvery = 5300
const changeEvery = 1700

/** Milliseconds from the answer to the moment from which its keys must be known. */
const grace = 1500

export async function createRestlessIssuer(): Promise<RestlessIssuer> {
  let rotations = 0
  const createKey = (): Signer => createSigner('ES256', `key ${rotations++}`)
  /** As real issuers publish them: the one before, the one in use, and the one to come. */
  let keys = [createKey(), createKey(), createKey()]
  let given: { readonly kids: readonly string[]; readonly at: number }[] = []
  let answers = 0
  const issuer = await createMisbehavingIssuer()
  const serveKeys: Parameters<MisbehavingIssuer['answer']>[1] = (_request, response) => {
    const kids = keys.map(({ kid }) => kid)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
    answers += 1
    given = [...given.slice(-1), { kids, at: performance.now() }]
  }
  issuer.answer(jwksPath, serveKeys)

  const moods = [
    () => issuer.answer(jwksPath, status(500)),
    () => issuer.answer(jwksPath, hang),
    () => issuer.answer(metadataPath, status(503, { 'retry-after': '1' })),
    () => void issuer.stop(),
  ]
  let mood = 0
  const rotation = setInterval(() => {
    keys = [...keys.slice(1), createKey()]
  }, rotateEvery)
  const weather = setInterval(() => {
    issuer.answer(jwksPath, serveKeys)
    issuer.answer(metadataPath, undefined)
    void issuer.start()
    // Two thirds of the time it is well: with half, a process that waits longer each time meets it never in one run of 60.
    if (mood++ % 3 === 2) moods[Math.floor(mood / 3) % moods.length]?.()
  }, changeEvery)
  return {
    issuer: issuer.issuer,
    signer: () => keys[1] ?? createKey(),
    isServed(kid) {
      const known = given.filter(({ at }) => performance.now() - at > grace).at(-1)
      // An answer that is on its way may take a key away that the one before had.
      return known !== undefined && [known, ...given.slice(-1)].every(({ kids }) => kids.includes(kid))
    },
    served: () => answers,
    async close() {
      clearInterval(rotation)
      clearInterval(weather)
      await issuer.close()
    },
  }
}
