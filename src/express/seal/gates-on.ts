import { mapOf } from '../routes/current-map.ts'
import type { RouteMap } from '../routes/route-map.ts'
import type { Subject } from './subject.ts'

/** What a gate brings to the comparison with an application, as it is now. */
export type SubjectFor = (app: object) => Subject

/** Under this name a gate's middleware has its mark, which tools that wrap functions copy to their wrappers. */
const markName = 'portcullisGate'

/** Gates by the mark of their middleware. */
const marked = new WeakMap<object, SubjectFor>()

/** Makes a gate's middleware known wherever it stands. */
export function markGate(protect: object, subjectFor: SubjectFor): void {
  const mark = {}
  marked.set(mark, subjectFor)
  Object.assign(protect, { [markName]: mark })
}

/** The gate whose middleware a function is. */
export function gateOf(handle: unknown): SubjectFor | undefined {
  if (typeof handle !== 'function' || !(markName in handle)) return undefined
  const mark: unknown = handle[markName]
  return typeof mark === 'object' && mark !== null ? marked.get(mark) : undefined
}

const joined = new WeakMap<object, Set<SubjectFor>>()

/** Makes a gate known on an application where its middleware cannot be seen. */
export function joinGates(app: object, subjectFor: SubjectFor): void {
  joined.set(app, (joined.get(app) ?? new Set()).add(subjectFor))
}

const standing = new WeakMap<RouteMap, readonly SubjectFor[]>()

/** Every gate that stands on an application: their reports are one. */
export function gatesOn(app: object): readonly SubjectFor[] {
  const routes = mapOf(app)
  const seen = standing.get(routes) ?? routes.stations.flatMap(({ layer }) => gateOf(layer.handle) ?? [])
  standing.set(routes, seen)
  return [...new Set([...(joined.get(app) ?? []), ...seen])]
}
