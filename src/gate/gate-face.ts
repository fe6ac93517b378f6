import { assertEventName } from '../enforcement/events.ts'
import { GivenRequest } from '../enforcement/given-request.ts'
import type { GateDocs } from '../express/docs/gate-docs.ts'
import type { GateMiddleware } from '../express/gate-middleware.ts'
import { parseRevocation, type Revocation } from '../jwt/revocation/revocation.ts'
import { lastingClient } from './gate-tokens.ts'
import type { Gate } from './gate-types.ts'
import { describeHealth } from './health.ts'
import type { Lasting } from './lasting.ts'
import { introspectedIssuers, type Reading } from './reading.ts'
import type { Reload } from './reload.ts'

/** What a gate is made of. */
export interface GateParts {
  readonly lasting: Lasting
  readonly middleware: GateMiddleware
  readonly docs: GateDocs
  readonly reload: Reload
}

/** A gate as its owner holds it. Frozen; what it tells is of the reading in force. */
export function createGateFace({ lasting, middleware, docs, reload }: GateParts): Gate {
  const { keys, events } = lasting
  const { running } = reload
  const gate: Gate = {
    get policy() {
      return running().policy.policy
    },
    tokens: lastingClient(() => running().tokens),
    mount(app) {
      middleware.mount(app)
      return gate
    },
    protect: () => middleware.protect,
    validator: middleware.validator,
    seal: middleware.seal,
    guard: middleware.guard,
    docs: docs.standing,
    decide: async (request) => (await running().enforcement.decide(new GivenRequest(request))).decision,
    ready: async () => void (await Promise.all(keys.all().map((source) => source.ready()))),
    health: () => describeHealth(lasting, running(), reload.lastReload()),
    reload: reload.reload,
    revoke: async (what) => revoke(what, lasting, running().reading),
    async close() {
      reload.close()
      lasting.close()
    },
    on(name, listener) {
      assertEventName(name)
      events.on(name, listener)
      return gate
    },
    off(name, listener) {
      events.off(name, listener)
      return gate
    },
  }
  return Object.freeze(gate)
}

async function revoke(what: Revocation, { keys, tokens, revocations }: Lasting, reading: Reading): Promise<void> {
  const issuers = new Set([...keys.all().map(({ issuer }) => issuer), ...introspectedIssuers(reading)])
  const entry = parseRevocation(what, [...issuers], Date.now() / 1000)
  tokens.forget(entry)
  await revocations.add(entry)
}
