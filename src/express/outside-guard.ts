import type { CompiledPolicy } from '../policy/types.ts'
import { countRoutes, type OutsideProof, proveOutside } from './outside.ts'
import { stackOf } from './stack.ts'

/** Keeps the proof about the space outside the base paths, and makes it anew when routes were added. */
export interface OutsideGuard {
  proof(app: object): OutsideProof
}

export interface OutsideGuardParts {
  readonly policy: Pick<CompiledPolicy, 'rules' | 'bases'>
  readonly basePathGiven: boolean
  /** Base paths of the other gates on the application. */
  readonly elsewhere: (app: object) => readonly string[]
  /** Told once for every proof that is none. */
  readonly warn: (line: string) => void
}

export function createOutsideGuard(parts: OutsideGuardParts): OutsideGuard {
  if (parts.policy.bases.includes('')) return { proof: () => ({ kind: 'proven' }) }
  // By application: what one of them shows says nothing about another that the same gate guards.
  const proofs = new WeakMap<object, { readonly routes: number; readonly proof: OutsideProof }>()
  return {
    proof(app) {
      const routes = countRoutes(stackOf(app) ?? [])
      const known = proofs.get(app)
      if (known?.routes === routes) return known.proof
      const proof = proveOutside(app, parts.policy, parts.basePathGiven, parts.elsewhere(app))
      if (proof.kind !== known?.proof.kind) tell(proof, parts)
      proofs.set(app, { routes, proof })
      return proof
    },
  }
}

function tell(proof: OutsideProof, { policy, warn }: OutsideGuardParts): void {
  const bases = policy.bases.join(', ')
  if (proof.kind === 'displaced') {
    const { method, operation } = proof.rule
    warn(
      `every request is answered 503: ${method} ${operation.path} is served at ${proof.basePath}${operation.path}, outside ` +
        `the document's base path ${bases}. Set basePath: '${proof.basePath === '' ? '/' : proof.basePath}' in the options.`,
    )
  }
  if (proof.kind === 'unserved') {
    warn(
      `requests outside ${bases} are answered 503: no route of the application serves an operation, so nothing shows ` +
        `where the API stands. Set basePath in the options: '${policy.bases[0]}', or '/' where a proxy cuts it off.`,
    )
  }
}
