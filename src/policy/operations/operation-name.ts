import { plain } from '../../diagnostics/words.ts'
import type { ResolvedOperation, ResolvedPathItem } from '../../document/types.ts'

/** The fields of a path item, which stand for methods in capitals (OpenAPI 3.2 §4.10). Others are written as sent. */
const fixedMethods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'])

/** The method as a request line has it, where case counts (RFC 9110 §9.1). */
export function methodOf({ method }: ResolvedOperation): string {
  return fixedMethods.has(method) ? method.toUpperCase() : method
}

/** How sentences name an operation: `GET /orders/{id}`. */
export function operationName(operation: ResolvedOperation, { path }: ResolvedPathItem): string {
  return plain(`${methodOf(operation)} ${path}`)
}
