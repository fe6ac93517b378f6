import type { RouteMap } from '../routes/route-map.ts'
import type { SealCode } from './codes.ts'
import { pathsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'

/** Behind the gate `cors()` never sees a refusal, so that browsers show each as an error of CORS. */
export function findLateCors({ stations }: RouteMap, gateAt: number): readonly Finding[] {
  const cors = stations.filter(({ layer }) => layer.handle.name === 'corsMiddleware')
  if (cors.some(({ order }) => order < gateAt)) return []
  const code: SealCode = 'seal.cors'
  const message = 'cors() stands behind the gate: browsers show every refusal as a CORS error. Put it in front'
  return cors.map((station) => {
    const [path = ''] = pathsOf(station, undefined)
    return { code, message, path }
  })
}
