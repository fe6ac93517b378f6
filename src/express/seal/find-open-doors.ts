import type { Rule } from '../../policy/types.ts'
import type { Bindings } from './bindings.ts'
import type { SealCode } from './codes.ts'
import { pathsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'

/** A route that answers an operation, which is not public, before the gate has decided. */
export interface OpenDoor {
  readonly path: string
  readonly rule: Rule
}

/** While the gate stands nowhere, every route that answers such an operation is one. */
export function findOpenDoors(bindings: Bindings): readonly OpenDoor[] {
  return [...bindings].flatMap(([station, binding]) => {
    const open = [...binding.unguarded].filter((rule) => rule.alternatives.length > 0)
    const [path = ''] = pathsOf(station, binding)
    return open.map((rule) => ({ path, rule }))
  })
}

export function describeOpenDoors(doors: readonly OpenDoor[]): readonly Finding[] {
  const code: SealCode = 'seal.route-in-front'
  return doors.map(({ path, rule: { operation } }) => {
    const message = `the route ${path} stands in front of the gate and answers this operation: register it behind`
    return { code, message, method: operation.method, path, operation }
  })
}
