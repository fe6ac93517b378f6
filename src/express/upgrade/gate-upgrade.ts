import type { IncomingMessage } from 'node:http'
import type { Decision, DecisionRequest } from '../../decision/types.ts'
import { broken, type Enforcement } from '../../enforcement/enforcement.ts'
import { upgradeRequest } from '../decision-request.ts'
import type { InForce } from '../in-force.ts'
import { unproven } from '../refusals.ts'
import { publishDecision } from '../request-state.ts'
import type { AdmitUpgrade } from './guard-server.ts'
import { answerOnSocket, refuseOnSocket } from './refuse-on-socket.ts'

/** The gate's word on an upgrade: the operation of its method and target decides, as for every request. */
export function createGateUpgrade(current: () => InForce): AdmitUpgrade {
  return async (req, socket) => {
    try {
      const decision = await decide(current(), req)
      if (!decision.allowed) refuseOnSocket(socket, decision)
      // A preflight asks what it may do, and upgrades nothing.
      else if (decision.because === 'preflight') answerOnSocket(socket, 204, {}, '')
      else publishDecision(req, decision)
      return reachesListener(decision)
    } catch {
      // Whatever was thrown, no listener gets the socket.
      refuseOnSocket(socket, broken.decision)
      return false
    }
  }
}

function reachesListener(decision: Decision): boolean {
  return decision.allowed && decision.because !== 'preflight'
}

async function decide(inForce: InForce, req: IncomingMessage): Promise<Decision> {
  const request = upgradeRequest(req, req.method)
  const decision = await decideOne(inForce, request)
  // A WebSocket is opened by GET (RFC 6455 §4.1), and a listener need not look at the method.
  const asGet = upgradeRequest(req, 'GET')
  const { kind } = inForce.enforcement.match(asGet.method, asGet.target)
  if (!reachesListener(decision) || request.method === 'GET' || kind !== 'operation') return decision
  const other = await decideOne(inForce, asGet)
  return other.allowed ? decision : other
}

async function decideOne({ enforcement, outside }: InForce, request: DecisionRequest): Promise<Decision> {
  const { decision } = await enforcement.decide(request)
  if (!decision.allowed || decision.because !== 'outside' || enforcement.report) return decision
  // No route shows where a listener serves what, so that a proxy may have cut the base path off.
  return isDocumented(enforcement, request, outside.cutOff) ? enforcement.refuse(unproven, request) : decision
}

function isDocumented({ match }: Enforcement, { method, target }: DecisionRequest, before: readonly string[]): boolean {
  return before.some((prefix) => {
    const { kind } = match(method, prefix + target)
    return kind === 'operation' || kind === 'method'
  })
}
