import type { AllowedRoute } from '../../configuration/types.ts'
import type { CompiledPolicy } from '../../policy/types.ts'
import type { Match } from '../../routing/types.ts'
import type { OutsideProof } from '../outside/outside.ts'
import type { RouteMap } from '../routes/route-map.ts'

/** What one gate brings to the comparison. */
export interface Subject {
  readonly policy: Pick<CompiledPolicy, 'rules' | 'bases'>
  match(method: string, target: string): Match
  /** Whether `allowRoutes` lets a request through that no operation answers. */
  allows(method: string, target: string): boolean
  readonly allowRoutes: readonly AllowedRoute[]
  /** `undocumented: 'pass'`: what no operation knows is let through. */
  readonly passes: boolean
  /** Whether the gate decides for upgrades: their listeners may serve operations that have no route. */
  readonly upgrades: boolean
  /** Whether a function of the application is the gate's middleware. */
  isGate(handle: unknown): boolean
  /** What the routes show of the space outside the base paths. */
  proof(routes: RouteMap): OutsideProof
}
