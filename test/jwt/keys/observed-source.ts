import { setTimeout as sleep } from 'node:timers/promises'
import { createKeySource } from '../../../src/jwt/keys/create-key-source.ts'
import type { KeyEvent } from '../../../src/jwt/keys/key-event.ts'
import type { KeyLimits } from '../../../src/jwt/keys/limits.ts'
import type { KeySource } from '../../../src/jwt/types.ts'
import { createMisbehavingIssuer, jwksPath, type MisbehavingIssuer } from '../misbehaving-issuer.ts'
import { trust } from '../verifying.ts'

/** A key source of a misbehaving issuer, and what it told. Closes with its block. */
export interface ObservedSource extends AsyncDisposable {
  readonly issuer: MisbehavingIssuer
  readonly source: KeySource
  readonly events: readonly KeyEvent[]
  /** Their kinds, in order. */
  kinds(): readonly string[]
  /** Resolves with the next event of a kind; those that were told before do not count. */
  next(kind: KeyEvent['kind']): Promise<KeyEvent>
  /** How many key sets were asked for. */
  fetches(): number
}

export async function observe(
  keys: readonly object[],
  limits: Partial<KeyLimits> = {},
  discovery = false,
): Promise<ObservedSource> {
  const issuer = await createMisbehavingIssuer(...keys)
  const events: KeyEvent[] = []
  const trusted = trust([], {
    issuer: issuer.issuer,
    keys: discovery ? { kind: 'discovery', metadataUrl: undefined } : { kind: 'jwksUri', url: issuer.jwksUri },
  })
  const source = createKeySource(trusted, { deadlineMs: 400, ...limits }, (event) => void events.push(event))
  return {
    issuer,
    source,
    events,
    kinds: () => events.map(({ kind }) => kind),
    async next(kind) {
      const from = events.length
      for (const start = performance.now(); performance.now() - start < 5000; await sleep(5)) {
        const found = events.slice(from).find((event) => event.kind === kind)
        if (found !== undefined) return found
      }
      throw new Error(`no ${kind} within 5 s, but ${events.map((event) => event.kind).join(', ')}`)
    },
    fetches: () => issuer.countOf(jwksPath),
    async [Symbol.asyncDispose]() {
      source.close()
      await issuer.close()
    },
  }
}
