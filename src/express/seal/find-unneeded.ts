import type { AllowedRoute } from '../../configuration/types.ts'
import { compileAllowedRoutes } from '../../enforcement/allowed-routes.ts'
import type { RouteMap, Stop } from '../routes/route-map.ts'
import { answers, methodsOf } from '../routes/stack.ts'
import { targetsOf } from '../routes/whole-shapes.ts'
import { samplesOf } from './allowed-samples.ts'
import type { SealCode } from './codes.ts'
import type { Finding } from './seal-report.ts'
import type { Subject } from './subject.ts'

/** Entries of `allowRoutes` that nothing in the application needs, so that the list can only become shorter. */
export function findUnneeded(routes: RouteMap, { allowRoutes }: Subject): readonly Finding[] {
  const code: SealCode = 'seal.allowed-route'
  const unneeded = allowRoutes.filter((entry) => !isNeeded(routes, entry))
  return unneeded.map(({ method, path, reason }) => {
    const message = `nothing answers this entry of allowRoutes ("${reason}"): take it out`
    return { code, message, path, ...(method !== undefined && { method: method.toLowerCase() }) }
  })
}

function isNeeded(routes: RouteMap, entry: AllowedRoute): boolean {
  const allows = compileAllowedRoutes([entry])
  const isListed = routes.stations.some((station) => {
    const methods = station.route === undefined ? [] : methodsOf(station.route)
    return targetsOf(station).some((target) => methods.some((method) => allows(method, target)))
  })
  return (
    isListed || samplesOf(entry.path).some((path) => routes.stops(path).some((stop) => mayAnswer(stop, entry.method)))
  )
}

/** A function at the root passes on what it sees, or answers all that is left; files are what it may serve by name. */
function mayAnswer({ station: { route, layer }, baseUrl }: Stop, method: string | undefined): boolean {
  if (route !== undefined) return method === undefined || answers(route, method)
  const { name, length } = layer.handle
  return length < 4 && (baseUrl !== '' || name === 'serveStatic')
}
