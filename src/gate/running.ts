import { validateDefaults } from '../configuration/validate-settings.ts'
import { compileAllowedRoutes } from '../enforcement/allowed-routes.ts'
import { createEnforcement } from '../enforcement/enforcement.ts'
import { createEngine } from '../enforcement/engine.ts'
import { describeHookFailure } from '../enforcement/hook-event.ts'
import { createPermissionsHint } from '../enforcement/permissions-hint.ts'
import { notEnforced, planRules } from '../enforcement/plan.ts'
import { watchCertificates } from '../express/arrived-certificates.ts'
import type { Enforced } from '../express/gate-middleware.ts'
import { createValidation } from '../express/validation/validation.ts'
import { createMatcher } from '../routing/matcher.ts'
import type { HookFailure } from '../schemes/types.ts'
import type { TokenClient } from '../token-client/types.ts'
import type { Lasting } from './lasting.ts'
import type { Reading } from './reading.ts'

/** A reading of the document at work. */
export interface Running extends Enforced {
  readonly reading: Reading
  /** What is open because of a report mode. */
  readonly notEnforced: readonly string[]
  readonly tokens: TokenClient
}

/** Makes schemes and an enforcement of a reading. */
export function run(reading: Reading, { parsed, services, events, counts, log, tokens }: Lasting): Running {
  const { mode, detail, undocumented, allowRoutes: routes, origins, allowedOrigins } = parsed.settings
  const policy = reading.loaded.compiled
  const schemes = new Map(reading.settings.map((one) => [one.name, one.create(services)]))
  if (reading.settings.some(({ readsCertificates }) => readsCertificates === true)) watchCertificates()
  const plans = planRules(policy, schemes, mode)
  const matcher = createMatcher(policy)
  const { caseSensitive, strict } = policy.routing
  const loosely = { ...policy, routing: { caseSensitive: false, strict: false } }
  const loose = caseSensitive || strict ? createMatcher(loosely) : matcher
  const report = mode === 'report'
  const clock = Date.now
  const allowedRoutes = compileAllowedRoutes(routes)
  const hookFailed = (failure: HookFailure): void => {
    const event = describeHookFailure(failure, clock())
    log.hookFailure?.(event)
    events.emit('hook', event)
  }
  const surroundings = { clock, origins, allowedOrigins: new Set(allowedOrigins), hookFailed }
  const hintAtPermissions = createPermissionsHint(log.warn)
  const { client, connections } = tokens.of(reading, schemes)
  const judging = { plans, schemes, connections, undocumented, report, detail, surroundings, hintAtPermissions }
  const engine = createEngine({ matcher, loose, allowedRoutes, ...judging })
  const enforcement = createEnforcement({
    engine,
    matcher,
    events,
    counts: counts.decisions,
    report,
    clock,
    logRefusal: log.refusal,
  })
  const open = notEnforced(plans.values(), schemes.values())
  const { validate } = parsed.settings
  const validation = once(() =>
    createValidation({
      loaded: reading.loaded,
      settings: validate || validateDefaults,
      counts: counts.validations,
      warn: log.warn,
    }),
  )
  // Asked for in the options, it has to be possible at the start; where it is placed by hand it is asked for then.
  if (validate !== false) validation()
  return { reading, policy, schemes, enforcement, validation, notEnforced: open, tokens: client }
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => {
    made ??= make()
    return made
  }
}
