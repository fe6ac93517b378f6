import type { Enforcement } from '../enforcement/enforcement.ts'
import type { CompiledPolicy } from '../policy/types.ts'
import type { MarkPrivate } from './caching.ts'
import type { RulesOfRoute } from './lock/rules-of-route.ts'
import type { OutsideGuard } from './outside/outside-guard.ts'
import type { ServedRules } from './routes/served-rules.ts'
import type { Validation } from './validation/validation.ts'

/** What one reading of the document has the middleware do. A request keeps what it was decided under (F-41). */
export interface InForce {
  readonly policy: CompiledPolicy
  readonly enforcement: Enforcement
  readonly rulesOfRoute: RulesOfRoute
  readonly servedRules: ServedRules
  readonly markPrivate: MarkPrivate
  readonly outside: OutsideGuard
  /** @throws {ConfigurationError} where the document cannot be validated by. */
  readonly validation: () => Validation
}
