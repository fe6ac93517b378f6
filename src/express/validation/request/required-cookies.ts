import { isMapping, type Mapping } from '../../../document/plain-data.ts'

/** Whether an operation of a document requires a cookie among its parameters, which may be references to components. */
export function requiresCookie({ parameters }: Mapping, { components }: Mapping): boolean {
  const known: unknown = isMapping(components) ? components.parameters : undefined
  return (Array.isArray(parameters) ? parameters : []).some((written: unknown) => {
    const parameter = isMapping(written) ? (componentAt(known, written.$ref) ?? written) : {}
    return isMapping(parameter) && parameter.in === 'cookie' && parameter.required === true
  })
}

function componentAt(known: unknown, $ref: unknown): unknown {
  const name = typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined
  return name !== undefined && isMapping(known) && Object.hasOwn(known, name) ? known[name] : undefined
}
