import { plain } from '../../diagnostics/words.ts'
import type { Station } from '../routes/route-map.ts'
import { answersAll, type Route } from '../routes/stack.ts'
import type { Binding } from './bindings.ts'

/** What stands for mount paths that cannot be read. */
const somewhere = '…'

/** The paths of a route as they were written, behind the mount paths of its routers. */
export function pathsOf({ route, prefixes }: Station, binding: Binding | undefined): readonly string[] {
  const own: readonly unknown[] = route === undefined ? [''] : [route.path].flat(Number.POSITIVE_INFINITY)
  const before = prefixes.length > 0 ? prefixes : [binding?.place ?? somewhere]
  return before.flatMap((prefix) => own.map((path) => join(prefix, plain(String(path)))))
}

function join(prefix: string, path: string): string {
  if (prefix === '') return path === '' ? '/' : path
  return path === '/' ? prefix : prefix + path
}

/** The methods of a route in lower case; one `all` for a route that answers every method. */
export function verbsOf(route: Route): readonly string[] {
  return answersAll(route) ? ['all'] : Object.keys(route.methods).filter((name) => route.methods[name])
}
