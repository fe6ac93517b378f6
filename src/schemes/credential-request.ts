import { type CredentialRequest, repeated } from './types.ts'

/** The part of a request that may hold credentials, as `DecisionRequest` has it. */
export interface RequestHead {
  /** The raw target as on the wire. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Node's flat list of names and values. Only counts repeats; ignored when it lacks the name. */
  readonly rawHeaders?: readonly string[]
}

/**
 * The headers and the query of a request, as schemes read them. Node keeps the first of two `Authorization` fields and
 * joins two others (H-09, H-17); two names of one object may differ in case alone. Each of these is a repeated field.
 */
export function credentialRequest(head: RequestHead): CredentialRequest {
  const { target, headers, rawHeaders = [] } = head
  return {
    header(name) {
      const wanted = name.toLowerCase()
      const value = singleValue(headers, wanted)
      return typeof value === 'string' && countFields(rawHeaders, wanted) > 1 ? repeated : value
    },
    query: queryOf(target),
  }
}

/** The one value of a field. What is neither text nor a list of one text was not made by HTTP: it counts as repeated. */
function singleValue(headers: RequestHead['headers'], wanted: string): string | undefined | typeof repeated {
  let found: string | undefined
  // No list of names is made: every header is looked up in each request.
  for (const name in headers) {
    if (!isName(name, wanted) || !Object.hasOwn(headers, name)) continue
    const value: unknown = headers[name]
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === undefined) continue
      if (typeof item !== 'string' || found !== undefined) return repeated
      found = item
    }
  }
  return found
}

function countFields(rawHeaders: readonly unknown[], wanted: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (isName(rawHeaders[index], wanted)) count += 1
  }
  return count
}

/** Field names are compared without case (RFC 9110 §5.1, H-26). */
function isName(name: unknown, wanted: string): boolean {
  return typeof name === 'string' && name.length === wanted.length && name.toLowerCase() === wanted
}

function queryOf(target: string): string {
  const start = target.indexOf('?')
  return start === -1 ? '' : target.slice(start + 1)
}
